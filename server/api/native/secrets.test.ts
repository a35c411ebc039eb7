import assert from 'node:assert/strict';
import { after, describe, it } from 'node:test';
import { listAll, openNativeApi } from '../../test/native-api.ts';

const api = await openNativeApi();
after(api.close);
const owner = await api.addOrganization();
const live = await api.addClient(owner, 'live');
const test = await api.addClient(owner, 'test');

const value = 'a value that nobody is shown';

describe('a secret', () => {
  it('is made with 201 and replaced with 200, and no answer has its value', async () => {
    const made = await live.put('/api/secrets/CRM_TOKEN', { value });
    const replaced = await live.put('/api/secrets/CRM_TOKEN', { value });
    const listed = await live.get('/api/secrets');
    const deleted = await live.delete('/api/secrets/CRM_TOKEN');
    assert.deepEqual(
      [made, replaced, listed, deleted].map(({ statusCode }) => statusCode),
      [201, 200, 200, 200],
    );
    for (const { body } of [made, replaced, listed, deleted]) assert.doesNotMatch(body, /nobody/);
    const { created, ...secret } = replaced.json();
    assert.equal(created, false);
    assert.equal(made.json().created, true);
    assert.deepEqual(Object.keys(secret), ['name', 'createdAt', 'updatedAt']);
    assert.deepEqual(listed.json(), { items: [secret], nextCursor: null });
    assert.deepEqual(deleted.json(), secret);
    assert.equal((await live.delete('/api/secrets/CRM_TOKEN')).statusCode, 404);
  });

  it('is written once by the same request with an Idempotency-Key, which answers as the first time', async () => {
    const write = (text: string) =>
      api.app.inject({
        method: 'PUT',
        url: '/api/secrets/ONCE',
        headers: {
          authorization: `Bearer ${live.token}`,
          'content-type': 'application/json',
          'idempotency-key': 'secret-once',
        },
        payload: JSON.stringify({ value: text }),
      });
    const first = await write(value);
    const again = await write(value);
    assert.deepEqual([again.statusCode, again.body], [201, first.body]);
    assert.equal(again.headers['idempotent-replayed'], 'true');
    assert.equal((await write('another value')).json().code, 'idempotency_key_reused');
    await live.delete('/api/secrets/ONCE');
  });

  it('is listed by name, page by page', async () => {
    const names = ['b', 'A-1', 'a', 'B_2', 'A'];
    for (const name of names) await test.put(`/api/secrets/${name}`, { value });
    const { items, pageCount } = await listAll(test, '/api/secrets?limit=2');
    assert.deepEqual(
      items.map(({ name }) => name),
      ['A', 'A-1', 'B_2', 'a', 'b'],
    );
    assert.equal(pageCount, 3);
    assert.deepEqual((await live.get('/api/secrets')).json().items, []);
  });

  it('is read and written with a scope of its own each', async () => {
    const reader = await api.addClient(owner, 'live', ['secrets:read', 'workflows:write', 'settings:write']);
    const writer = await api.addClient(owner, 'live', ['secrets:write']);
    assert.equal((await reader.put('/api/secrets/A', { value })).statusCode, 403);
    assert.equal((await reader.delete('/api/secrets/A')).statusCode, 403);
    assert.equal((await writer.get('/api/secrets')).statusCode, 403);
    assert.equal((await writer.put('/api/secrets/A', { value })).statusCode, 201);
    assert.equal((await reader.get('/api/secrets')).json().items.length, 1);
  });

  const values: readonly (readonly [what: string, body: object, status: number])[] = [
    ['one character', { value: 'x' }, 201],
    ['4096 characters', { value: 'x'.repeat(4096) }, 200],
    ['4097 characters', { value: 'x'.repeat(4097) }, 400],
    ['no characters', { value: '' }, 400],
    ['a number', { value: 12345678 }, 400],
    ['no value', {}, 400],
    ['another member', { value, name: 'B' }, 400],
  ];
  for (const [what, body, status] of values) {
    it(`with ${what} is answered ${status}, and never with what was sent`, async () => {
      const answer = await live.put('/api/secrets/SIZE', body);
      assert.equal(answer.statusCode, status, answer.body);
      assert.doesNotMatch(answer.body, /xxxx|12345678|nobody/);
    });
  }

  const names: readonly (readonly [name: string, status: number])[] = [
    ['a', 201],
    [`A${'b'.repeat(63)}`, 201],
    [`A${'b'.repeat(64)}`, 400],
    ['1a', 400],
    ['_a', 400],
    ['a.b', 400],
    ['a%20b', 400],
    ['%C3%A4', 400],
    ['a%0A', 400],
    ['a%00', 404],
  ];
  for (const [name, status] of names) {
    it(`of the name ${name.slice(0, 10)} (${name.length}) is answered ${status}`, async () => {
      assert.equal((await live.put(`/api/secrets/${name}`, { value })).statusCode, status);
    });
  }
});

describe('a graph whose call asks for a secret', () => {
  const graph = {
    entry: 'call',
    nodes: [
      {
        id: 'call',
        type: 'http',
        config: {
          url: 'https://api.example.com/',
          headers: { Authorization: 'Bearer {{secret.LATER}}', 'X-Api-Key': 'in clear' },
          body: { key: '{{secret.LATER}}' },
        },
        on: { success: 'end', fail: 'end', error: 'end' },
      },
      { id: 'end', type: 'end', config: { decision: 'none' } },
    ],
  };
  const findings = async () =>
    (await test.post('/api/lint', { graph }))
      .json()
      .findings.filter(({ code }: { code: string }) => code !== 'http_host_not_allowed')
      .map(({ code, pointer, severity }: Record<string, string>) => [code, pointer, severity]);

  it('is warned while the environment does not have it, and of what stands in clear, and is published all the same', async () => {
    const inClear = ['http_credential_in_clear', '/nodes/0/config/headers/X-Api-Key', 'warning'];
    await live.put('/api/secrets/LATER', { value });
    assert.deepEqual(await findings(), [
      inClear,
      ['secret_unknown', '/nodes/0/config/headers/Authorization', 'warning'],
      ['secret_unknown', '/nodes/0/config/body/key', 'warning'],
    ]);
    await test.put('/api/secrets/LATER', { value });
    assert.deepEqual(await findings(), [inClear]);
    const { id } = (await test.post('/api/workflows', { name: 'Calls', graph })).json();
    assert.equal((await test.post(`/api/workflows/${id}/publish`)).statusCode, 200);
  });
});
