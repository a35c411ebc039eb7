import assert from 'node:assert/strict';
import { after, describe, it } from 'node:test';
import { keyScopes } from '@gatehouse/core/contract/key-scope.ts';
import { v7 } from 'uuid';
import { verifyActs } from '../../domain/act/verify-acts.ts';
import { type Client, listAll, openNativeApi } from '../../test/native-api.ts';

const api = await openNativeApi();
after(api.close);
const owner = await api.addOrganization();
const live = await api.addClient(owner, 'live');
const test = await api.addClient(owner, 'test');
const start = api.context.now();

const ask = (token: string, url = '/api/keys', remoteAddress = '127.0.0.1') =>
  api.app.inject({ method: 'GET', url, headers: { authorization: `Bearer ${token}` }, remoteAddress });

const make = async (body: object, client: Client = live) => {
  const answer = await client.post('/api/keys', body);
  assert.equal(answer.statusCode, 201, answer.body);
  return answer.json();
};

/** A client with a key that was made through the API. */
const clientOf = (token: string): Pick<Client, 'post'> => ({
  post: (url, body) =>
    api.app.inject({
      method: 'POST',
      url,
      headers: { authorization: `Bearer ${token}`, ...(body !== undefined && { 'content-type': 'application/json' }) },
      ...(body !== undefined && { payload: JSON.stringify(body) }),
    }),
});

const at = (seconds: number) => new Date(start.getTime() + seconds * 1000);

describe('making a key', () => {
  it('gives its token once, and the list never', async () => {
    const made = await make({ name: ' Backend ', scopes: ['keys:read', 'sessions:read', 'sessions:read'] });
    assert.match(made.token, /^gh_live_/);
    assert.equal(made.name, 'Backend');
    assert.deepEqual(made.scopes, ['keys:read', 'sessions:read']);
    assert.equal(made.environment, 'live');
    assert.equal(made.ownerUserId, owner.userId);
    const listed = await live.get(`/api/keys/${made.id}`);
    const { token, ...rest } = made;
    assert.deepEqual(listed.json(), rest);
    assert.ok(!(await live.get('/api/keys')).body.includes(token));
    assert.equal((await ask(token)).statusCode, 200);
    assert.equal((await ask(token, '/api/workflows')).statusCode, 403);
  });

  it('for another API gives a token of that API, which no route here takes; it is rotated and revoked as any other', async () => {
    const made = await make({ name: 'Verifa', api: 'verifa', scopes: ['workflows:trigger'] });
    assert.match(made.token, /^vk_live_/);
    assert.equal(made.api, 'verifa');
    assert.equal((await ask(made.token)).statusCode, 401);
    const rotated = (await live.post(`/api/keys/${made.id}/rotate`)).json();
    assert.match(rotated.token, /^vk_live_/);
    assert.deepEqual([rotated.api, rotated.scopes], ['verifa', ['workflows:trigger']]);
    assert.equal((await live.post(`/api/keys/${rotated.id}/revoke`)).statusCode, 200);
    const refused = await live.post('/api/keys', { name: 'k', api: 'onekosmos', scopes: ['keys:read'] });
    assert.equal(refused.statusCode, 400);
  });

  it('gives no more than the calling key has: no scope, no later end, no other address', async () => {
    const small = await make({ name: 'small', scopes: ['keys:write', 'sessions:read'] });
    const brief = await make({ name: 'brief', scopes: [...keyScopes], expiresAt: at(3600).toISOString() });
    const bound = await make({ name: 'bound', scopes: [...keyScopes], allowedAddresses: ['127.0.0.0/8', '::1'] });
    const name = 'n';
    const scopes = ['sessions:read'];
    const refused: readonly (readonly [token: string, body: object, pointer: string])[] = [
      [small.token, { name, scopes: ['sessions:read', 'sessions:write'] }, '/scopes/1'],
      [brief.token, { name, scopes }, '/expiresAt'],
      [brief.token, { name, scopes, expiresAt: at(3601).toISOString() }, '/expiresAt'],
      [bound.token, { name, scopes, allowedAddresses: [] }, '/allowedAddresses'],
      [bound.token, { name, scopes, allowedAddresses: ['0.0.0.0/0'] }, '/allowedAddresses'],
    ];
    for (const [token, body, pointer] of refused) {
      const answer = await clientOf(token).post('/api/keys', body);
      assert.equal(answer.statusCode, 403, answer.body);
      assert.equal(answer.json().errors[0].pointer, pointer);
    }
    const inherited = await clientOf(bound.token).post('/api/keys', { name, scopes });
    assert.deepEqual(inherited.json().allowedAddresses, ['127.0.0.0/8', '::1']);
    const narrower = await clientOf(bound.token).post('/api/keys', {
      name,
      scopes,
      allowedAddresses: ['127.1.0.0/16'],
    });
    assert.equal(narrower.statusCode, 201);
    const sooner = await clientOf(brief.token).post('/api/keys', { name, scopes, expiresAt: at(60).toISOString() });
    assert.equal(sooner.statusCode, 201);
  });

  const invalid: readonly (readonly [name: string, body: object, pointer: string])[] = [
    ['no scope', { name: 'n', scopes: [] }, '/scopes'],
    ['an unknown scope', { name: 'n', scopes: ['all'] }, '/scopes/0'],
    ['no name', { name: ' ', scopes: ['keys:read'] }, '/name'],
    ['an end that is over', { name: 'n', scopes: ['keys:read'], expiresAt: start.toISOString() }, '/expiresAt'],
    ['a host name', { name: 'n', scopes: ['keys:read'], allowedAddresses: ['example.com'] }, '/allowedAddresses/0'],
    [
      'a range too wide to be one',
      { name: 'n', scopes: ['keys:read'], allowedAddresses: ['10.0.0.0/33'] },
      '/allowedAddresses/0',
    ],
    ['another owner', { name: 'n', scopes: ['keys:read'], ownerUserId: v7() }, '/ownerUserId'],
  ];
  for (const [name, body, pointer] of invalid) {
    it(`is refused with ${name}`, async () => {
      const answer = await live.post('/api/keys', body);
      assert.equal(answer.statusCode, 400, answer.body);
      assert.equal(answer.json().errors[0].pointer, pointer);
    });
  }
});

describe('a key that is bound to addresses', () => {
  it('is refused from every other one, and a proxy’s word is not taken where none is trusted', async () => {
    const { token } = await make({
      name: 'bound',
      scopes: ['keys:read'],
      allowedAddresses: ['192.0.2.0/24', '2001:db8::/32'],
    });
    for (const [address, status] of [
      ['192.0.2.9', 200],
      ['::ffff:192.0.2.9', 200],
      ['2001:db8:1::5', 200],
      ['192.0.3.9', 403],
      ['2001:db9::5', 403],
    ] as const) {
      assert.equal((await ask(token, '/api/keys', address)).statusCode, status, address);
    }
    const forged = await api.app.inject({
      method: 'GET',
      url: '/api/keys',
      headers: { authorization: `Bearer ${token}`, 'x-forwarded-for': '192.0.2.9' },
      remoteAddress: '203.0.113.1',
    });
    assert.equal(forged.json().code, 'address_not_allowed');
  });
});

describe('rotating a key', () => {
  it('ends the old token at once, and gives the new one the same permissions', async () => {
    const old = await make({
      name: 'r',
      scopes: ['keys:read'],
      expiresAt: at(9000).toISOString(),
      allowedAddresses: ['127.0.0.1'],
    });
    assert.equal((await ask(old.token)).statusCode, 200);
    const answer = await live.post(`/api/keys/${old.id}/rotate`);
    assert.equal(answer.statusCode, 201, answer.body);
    const { token, rotatedFrom, ...rest } = answer.json();
    assert.equal(rotatedFrom, old.id);
    for (const member of ['name', 'scopes', 'expiresAt', 'allowedAddresses', 'ownerUserId'] as const) {
      assert.deepEqual(rest[member], old[member]);
    }
    assert.equal((await ask(old.token)).statusCode, 401);
    assert.equal((await ask(token)).statusCode, 200);
    assert.notEqual((await live.get(`/api/keys/${old.id}`)).json().revokedAt, null);
  });

  it('lets the old token live for the overlap and no longer, and never longer than it would have', async () => {
    const endless = await make({ name: 'r', scopes: ['keys:read'] });
    const brief = await make({ name: 'r', scopes: ['keys:read'], expiresAt: at(30).toISOString() });
    for (const [old, end] of [
      [endless, 60],
      [brief, 30],
    ] as const) {
      const { token } = (await live.post(`/api/keys/${old.id}/rotate`, { overlapSeconds: 60 })).json();
      assert.equal((await ask(old.token)).statusCode, 200);
      api.context.setTime(at(end - 1));
      assert.equal((await ask(old.token)).statusCode, 200);
      assert.equal((await ask(token)).statusCode, 200);
      api.context.setTime(at(end));
      assert.equal((await ask(old.token)).statusCode, 401);
      api.context.setTime(start);
    }
  });

  it('is done once: of two at the same moment one is refused, and so is one of a key that has ended', async () => {
    const { id } = await make({ name: 'r', scopes: ['keys:read'] });
    const both = await Promise.all([1, 2].map(() => live.post(`/api/keys/${id}/rotate`, { overlapSeconds: 60 })));
    assert.deepEqual(both.map(({ statusCode }) => statusCode).sort(), [201, 409]);
    const again = await live.post(`/api/keys/${id}/rotate`);
    assert.equal(again.json().code, 'key_not_active');
    const revoked = await make({ name: 'r', scopes: ['keys:read'] });
    await live.post(`/api/keys/${revoked.id}/revoke`);
    assert.equal((await live.post(`/api/keys/${revoked.id}/rotate`)).json().code, 'key_not_active');
  });

  it('never shows a key the token of one that may do more', async () => {
    const small = await make({ name: 's', scopes: ['keys:write'] });
    const large = await make({ name: 'l', scopes: ['keys:write', 'sessions:read'] });
    const refused = await clientOf(small.token).post(`/api/keys/${large.id}/rotate`);
    assert.equal(refused.json().code, 'forbidden');
    assert.equal((await ask(large.token, '/api/sessions')).statusCode, 200);
    const itself = await clientOf(small.token).post(`/api/keys/${small.id}/rotate`);
    assert.equal(itself.statusCode, 201);
  });

  for (const overlapSeconds of [-1, 604_801, 1.5]) {
    it(`takes no overlap of ${overlapSeconds} seconds`, async () => {
      const answer = await live.post(`/api/keys/${v7()}/rotate`, { overlapSeconds });
      assert.equal(answer.json().errors[0].pointer, '/overlapSeconds');
    });
  }
});

describe('revoking a key', () => {
  it('is for good, may be repeated, and may be asked for by the key itself', async () => {
    const made = await make({ name: 'x', scopes: ['keys:write', 'keys:read'] });
    const first = await clientOf(made.token).post(`/api/keys/${made.id}/revoke`);
    assert.equal(first.json().revokedAt, start.toISOString());
    assert.equal((await ask(made.token)).statusCode, 401);
    const again = await live.post(`/api/keys/${made.id}/revoke`);
    assert.equal(again.json().revokedAt, start.toISOString());
  });

  it('is refused to a key that may do less, and leaves the other one as it was', async () => {
    const small = await make({ name: 's', scopes: ['keys:write'] });
    const large = await make({ name: 'l', scopes: ['keys:write', 'keys:read'] });
    const brief = await make({ name: 'b', scopes: [...keyScopes], expiresAt: at(9000).toISOString() });
    for (const { token } of [small, brief]) {
      const refused = await clientOf(token).post(`/api/keys/${large.id}/revoke`);
      assert.equal(refused.statusCode, 403, refused.body);
      assert.equal(refused.json().code, 'forbidden');
    }
    assert.equal((await ask(large.token)).statusCode, 200);
    const downwards = await clientOf(large.token).post(`/api/keys/${small.id}/revoke`);
    assert.equal(downwards.json().revokedAt, start.toISOString());
  });
});

describe('the last use of a key', () => {
  it('is noted beside the request, once a minute at most', async () => {
    const { id, token } = await make({ name: 'u', scopes: ['keys:read'] });
    const used = async (): Promise<string | null> => (await live.get(`/api/keys/${id}`)).json().lastUsedAt;
    assert.equal(await used(), null);
    for (const [seconds, noted] of [
      [0, 0],
      [59, 0],
      [60, 60],
      [100, 60],
    ] as const) {
      api.context.setTime(at(seconds));
      assert.equal((await ask(token)).statusCode, 200);
      for (let wait = 0; wait < 100 && (await used()) !== at(noted).toISOString(); wait += 1);
      assert.equal(await used(), at(noted).toISOString());
    }
    api.context.setTime(start);
  });
});

describe('the keys of an organization', () => {
  it('are listed page by page, newest first, those of the environment alone', async () => {
    const lister = await api.addClient(await api.addOrganization(), 'live');
    const made: string[] = [];
    for (let index = 0; index < 5; index += 1)
      made.push((await make({ name: `k${index}`, scopes: ['keys:read'] }, lister)).id);
    const { items, pageCount } = await listAll(lister, '/api/keys?limit=2');
    assert.deepEqual(
      items.slice(0, 5).map(({ id }) => id),
      made.toReversed(),
    );
    assert.equal(items.length, 6);
    assert.equal(pageCount, 3);
  });

  it('are unknown to the other environment, which can neither rotate nor revoke them', async () => {
    const { id, token } = await make({ name: 'k', scopes: ['keys:read'] });
    for (const answer of [
      await test.get(`/api/keys/${id}`),
      await test.post(`/api/keys/${id}/rotate`),
      await test.post(`/api/keys/${id}/revoke`),
    ]) {
      assert.equal(answer.statusCode, 404);
    }
    assert.equal((await ask(token)).statusCode, 200);
  });

  it('leave every change in the log of acts, which holds no token', async () => {
    const verified = await verifyActs(api.context, owner.organizationId);
    assert.ok(verified.ok, JSON.stringify(verified));
    const db = api.context.database.scoped({ organizationId: owner.organizationId, environment: null });
    const types = await db.selectFrom('act').select('type').distinct().execute();
    for (const type of ['key_created', 'key_rotated', 'key_revoked'])
      assert.ok(
        types.some((act) => act.type === type),
        type,
      );
  });
});
