import assert from 'node:assert/strict';
import { after, describe, it } from 'node:test';
import { openDialects } from '../../test/dialects.ts';
import { plainGraph } from '../../test/native-api.ts';

const dialects = await openDialects();
after(dialects.close);
const owner = await dialects.addOwner();
const native = await dialects.addClient(owner, 'live', 'native');
const client = await dialects.addClient(owner, 'live', 'deepidv');
const test = await dialects.addClient(owner, 'test', 'deepidv');

const makeWorkflow = async (name: string): Promise<string> => {
  const { id } = (await native.post('/api/workflows', { name, graph: plainGraph() })).json();
  await native.post(`/api/workflows/${id}/publish`, {});
  return id;
};
const makeSession = async (workflowId: string) =>
  (await native.post('/api/sessions', { workflowId, entity: { kind: 'person' } })).json();

const first = await makeWorkflow('First');
const second = await makeWorkflow('Second');

describe('GET /workflow', () => {
  it('gives all workflows of the organization, newest first, with the members of the vendor’s sample', async () => {
    const answer = await client.get('/deepidv/workflow');
    assert.equal(answer.statusCode, 200);
    assert.match(String(answer.headers['content-type']), /^application\/json/);
    const { createdAt } = (await native.get(`/api/workflows/${first}`)).json();
    assert.deepEqual(Object.keys(answer.json()), ['workflows']);
    assert.deepEqual(
      answer.json().workflows.map(({ id, name }: { id: string; name: string }) => [id, name]),
      [
        [second, 'Second'],
        [first, 'First'],
      ],
    );
    assert.deepEqual(answer.json().workflows[1], { id: first, name: 'First', createdAt });
  });

  it('gives a key of the other environment its own, which is nothing here', async () => {
    assert.deepEqual((await test.get('/deepidv/workflow')).json(), { workflows: [] });
  });

  it('passes over parameters and other forms of the header’s name', async () => {
    assert.equal((await client.get('/deepidv/workflow?limit=1&x=y')).statusCode, 200);
    assert.equal((await dialects.request('GET', '/deepidv/workflow', { 'X-API-Key': client.token })).statusCode, 200);
  });
});

describe('GET /workflow/{workflow_id}', () => {
  it('gives the sessions sent under the workflow, newest first, in the printed envelope', async () => {
    const [older, newer] = [await makeSession(first), await makeSession(first)];
    await makeSession(second);
    const answer = await client.get(`/deepidv/workflow/${first}`);
    assert.equal(answer.statusCode, 200);
    assert.deepEqual(answer.json(), {
      workflows: [newer, older].map(({ id, createdAt }) => ({ id, name: 'First', createdAt })),
    });
  });

  for (const [what, id] of [
    ['no workflow has', '0199d4a0-0000-7000-8000-000000000000'],
    ['no workflow can have', 'abc'],
    ['is longer than any', 'x'.repeat(300)],
    ['cannot be decoded', '%zz'],
  ] as const) {
    it(`says of an id that ${what} that the input is invalid`, async () => {
      const answer = await client.get(`/deepidv/workflow/${id}`);
      assert.equal(answer.statusCode, 400);
      assert.deepEqual(answer.json(), { error: 'Invalid Input.' });
    });
  }

  it('says the same of a workflow of the other environment', async () => {
    const answer = await test.get(`/deepidv/workflow/${first}`);
    assert.deepEqual([answer.statusCode, answer.json()], [400, { error: 'Invalid Input.' }]);
  });
});

describe('a refusal has the vendor’s sentence, full stop included, and nothing else', () => {
  const cases: readonly (readonly [what: string, headers: Record<string, string>, status: number, error: string])[] = [
    ['no key', {}, 403, 'API key is missing.'],
    ['an empty key', { 'x-api-key': '' }, 403, 'API key is missing.'],
    ['a bearer token in place of the key', { authorization: `Bearer ${client.token}` }, 403, 'API key is missing.'],
    ['a wrong key', { 'x-api-key': `dk_live_${'a'.repeat(43)}` }, 401, 'Invalid API key.'],
    ['what is no key', { 'x-api-key': 'x' }, 401, 'Invalid API key.'],
    ['a native key', { 'x-api-key': native.token }, 401, 'Invalid API key.'],
  ];
  for (const [what, headers, status, error] of cases) {
    for (const url of ['/deepidv/workflow', `/deepidv/workflow/${first}`]) {
      it(`for ${what} at ${url.slice(0, 17)}`, async () => {
        const answer = await dialects.request('GET', url, headers);
        assert.equal(answer.statusCode, status);
        assert.deepEqual(answer.json(), { error });
      });
    }
  }

  it('for a key that was revoked, has expired, or may not do it', async () => {
    const revoked = (await native.post('/api/keys', { name: 'k', api: 'deepidv', scopes: ['workflows:read'] })).json();
    const asks = () => dialects.request('GET', '/deepidv/workflow', { 'x-api-key': revoked.token });
    assert.equal((await asks()).statusCode, 200);
    assert.equal((await native.post(`/api/keys/${revoked.id}/revoke`, {})).statusCode, 200);
    const narrow = await dialects.addClient(owner, 'live', 'deepidv', ['keys:read']);
    for (const answer of [await asks(), await narrow.get('/deepidv/workflow')]) {
      assert.deepEqual([answer.statusCode, answer.json()], [401, { error: 'Invalid API key.' }]);
    }
  });

  it('for another path, and for another method', async () => {
    const path = await client.get('/deepidv/nothing');
    assert.deepEqual([path.statusCode, path.json()], [404, { error: 'Not found.' }]);
    const method = await client.post('/deepidv/workflow', {});
    assert.deepEqual([method.statusCode, method.json()], [405, { error: 'Method not allowed.' }]);
    assert.equal(method.headers.allow, 'GET, HEAD');
  });

  it('where calls are not paid for, once the key is known', async () => {
    const unpaid = await openDialects({ hasFunds: false });
    try {
      const caller = await unpaid.addClient(await unpaid.addOwner(), 'live', 'deepidv');
      const answer = await caller.get('/deepidv/workflow');
      assert.deepEqual([answer.statusCode, answer.json()], [402, { error: 'Insufficient funds or subscription.' }]);
      assert.equal((await unpaid.request('GET', '/deepidv/workflow')).statusCode, 403);
    } finally {
      await unpaid.close();
    }
  });

  it('beyond the limit of the key', async () => {
    const limited = await openDialects({ keyPerMinute: 2 });
    try {
      const caller = await limited.addClient(await limited.addOwner(), 'live', 'deepidv');
      const answers = await Promise.all(Array.from({ length: 5 }, () => caller.get('/deepidv/workflow')));
      const refused = answers.find(({ statusCode }) => statusCode === 429);
      assert.ok(refused);
      assert.deepEqual(refused.json(), { error: 'Rate limit exceeded.' });
      assert.match(String(refused.headers['retry-after']), /^\d+$/);
    } finally {
      await limited.close();
    }
  });
});
