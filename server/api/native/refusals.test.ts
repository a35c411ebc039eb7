import assert from 'node:assert/strict';
import { after, describe, it } from 'node:test';
import { keyScopes } from '@gatehouse/core/contract/key-scope.ts';
import type { InjectOptions } from 'fastify';
import { system } from '../../domain/actor.ts';
import { createKey } from '../../domain/key/create-key.ts';
import { revokeKey } from '../../domain/key/revoke-key.ts';
import { expectOk, openNativeApi, plainGraph } from '../../test/native-api.ts';
import { routes } from './routes.ts';

const api = await openNativeApi({ keyPerMinute: 0, addressPerMinute: 0 });
after(api.close);
const owner = await api.addOrganization();
const live = await api.addClient(owner, 'live');
const scope = { organizationId: owner.organizationId, environment: 'live' } as const;
const someId = '01890000-0000-7000-8000-000000000000';

/** A path of a route, with ids that no object has. */
const toPath = (url: string): string => `/api${url.replace(':number', '1').replaceAll(/:\w+/g, someId)}`;

const assertProblem = (answer: Awaited<ReturnType<typeof live.get>>, status: number, code: string): void => {
  assert.equal(answer.statusCode, status, answer.body);
  assert.match(String(answer.headers['content-type']), /^application\/problem\+json/);
  const problem = answer.json();
  assert.deepEqual(Object.keys(problem), ['type', 'title', 'status', 'code', 'detail', 'requestId', 'errors']);
  assert.equal(problem.code, code);
  assert.equal(problem.status, status);
  assert.equal(problem.type, `/problems/${code}`);
  assert.equal(problem.requestId, answer.headers['x-request-id']);
  assert.equal(answer.headers['cache-control'], 'no-store');
  assert.equal(answer.headers['x-content-type-options'], 'nosniff');
};

const send = (body: string | Buffer, headers: Record<string, string> = {}, url = '/api/workflows') =>
  api.app.inject({
    method: 'POST',
    url,
    headers: { authorization: `Bearer ${live.token}`, 'content-type': 'application/json', ...headers },
    payload: body,
  });

/** What a route insists on before it looks for the object. */
const neededBodies: Readonly<Record<string, object>> = {
  'PUT /workflows/:id/drafts/:draftId': { revision: 1, graph: plainGraph() },
  'PATCH /workflows/:id': { name: 'W' },
  'POST /workflows/:id/drafts': { graph: plainGraph() },
  'PATCH /sessions/:id': { metadata: {} },
  'POST /entities/:id/erase': { reason: 'asked for' },
  'POST /sessions/:id/decision': { decision: 'approved', reason: 'seen' },
  'POST /sessions/:id/nodes/:nodeId/outcome': { outcome: 'success' },
};

const neededQueries: Readonly<Record<string, string>> = {
  'GET /workflows/:id/diff': '?from=version:1&to=version:1',
};

describe('every route', () => {
  for (const { method, url, scope: needed } of routes) {
    const call = (authorization?: string): InjectOptions => ({
      method,
      url: toPath(url),
      ...(authorization !== undefined && { headers: { authorization } }),
    });

    it(`${method} ${url} answers 401 without a key, and with one that is not right`, async () => {
      for (const authorization of [undefined, 'Bearer gh_live_x', 'Basic abc', `Bearer ${live.token}x`, live.token]) {
        const answer = await api.app.inject(call(authorization));
        assertProblem(answer, 401, 'unauthorized');
        assert.match(String(answer.headers['www-authenticate']), /^Bearer/);
      }
    });

    it(`${method} ${url} answers 403 to a key with every scope but ${needed}`, async () => {
      const others = keyScopes.filter((word) => word !== needed);
      const client = await api.addClient(owner, 'live', others);
      const answer = await api.app.inject(call(`Bearer ${client.token}`));
      assertProblem(answer, 403, 'forbidden');
      assert.ok(answer.json().detail.includes(needed));
    });

    it(`${method} ${url} answers 405 to a method that it does not take, and names those that it does`, async () => {
      // No route of ours takes OPTIONS.
      const answer = await api.app.inject({ ...call(), method: 'OPTIONS' });
      assertProblem(answer, 405, 'method_not_allowed');
      assert.ok(String(answer.headers.allow).split(', ').includes(method));
    });
  }

  for (const { method, url } of routes.filter((route) => route.url.includes(':id'))) {
    it(`${method} ${url} answers 404 for an id that no object has, and for what is no id`, async () => {
      const headers = { authorization: `Bearer ${live.token}`, 'content-type': 'application/json' };
      const payload = JSON.stringify(neededBodies[`${method} ${url}`] ?? {});
      const whole = `${toPath(url)}${neededQueries[`${method} ${url}`] ?? ''}`;
      for (const path of [whole, whole.replaceAll(someId, 'abc'), whole.replaceAll(someId, '%00')]) {
        const answer = await api.app.inject({ method, url: path, headers, ...(method !== 'GET' && { payload }) });
        assertProblem(answer, 404, 'not_found');
      }
    });
  }
});

describe('a key', () => {
  it('is refused from the moment it is revoked', async () => {
    const { id, token } = expectOk(
      await createKey(api.context, scope, { name: 'k', ownerUserId: owner.userId, scopes: ['sessions:read'] }, system),
    );
    const call = () =>
      api.app.inject({ method: 'GET', url: '/api/sessions', headers: { authorization: `Bearer ${token}` } });
    assert.equal((await call()).statusCode, 200);
    expectOk(await revokeKey(api.context, scope, id, system));
    assertProblem(await call(), 401, 'unauthorized');
  });

  it('is refused from the moment it expires', async () => {
    const now = api.context.now();
    const expiresAt = new Date(now.getTime() + 60_000);
    const { token } = expectOk(
      await createKey(
        api.context,
        scope,
        { name: 'k', ownerUserId: owner.userId, scopes: ['sessions:read'], expiresAt },
        system,
      ),
    );
    const call = () =>
      api.app.inject({ method: 'GET', url: '/api/sessions', headers: { authorization: `Bearer ${token}` } });
    assert.equal((await call()).statusCode, 200);
    api.context.setTime(expiresAt);
    assertProblem(await call(), 401, 'unauthorized');
    api.context.setTime(now);
  });

  it('stands alone for organization and environment: what a request says of them changes nothing', async () => {
    const answer = await api.app.inject({
      method: 'GET',
      url: '/api/workflows',
      headers: { authorization: `Bearer ${live.token}`, 'x-organization-id': someId, 'x-environment': 'test' },
    });
    assert.equal(answer.statusCode, 200);
    const named = await live.get(`/api/workflows?organizationId=${someId}`);
    assertProblem(named, 400, 'request_invalid');
  });
});

describe('wrong keys', () => {
  it('from one address are answered with 429 after a while, and right ones from there go on', async () => {
    const limited = await openNativeApi({ keyPerMinute: 0, addressPerMinute: 3 });
    after(limited.close);
    const client = await limited.addClient(await limited.addOrganization(), 'test');
    const guess = (remoteAddress: string) =>
      limited.app.inject({
        method: 'GET',
        url: '/api/sessions',
        headers: { authorization: 'Bearer gh_test_guess' },
        remoteAddress,
      });
    const statuses: number[] = [];
    for (let index = 0; index < 5; index += 1) statuses.push((await guess('192.0.2.1')).statusCode);
    assert.deepEqual(statuses, [401, 401, 401, 429, 429]);
    const refused = await guess('192.0.2.1');
    assertProblem(refused, 429, 'rate_limited');
    assert.match(String(refused.headers['retry-after']), /^\d+$/);
    assert.equal((await guess('192.0.2.2')).statusCode, 401);
    assert.equal((await client.get('/api/sessions')).statusCode, 200);
  });
});

describe('a key that asks too often', () => {
  it('is answered with 429, and another key of the organization is not', async () => {
    const limited = await openNativeApi({ keyPerMinute: 2, addressPerMinute: 0 });
    after(limited.close);
    const one = await limited.addOrganization();
    const [busy, calm] = [await limited.addClient(one, 'test'), await limited.addClient(one, 'test')];
    const statuses: number[] = [];
    for (let index = 0; index < 3; index += 1) statuses.push((await busy.get('/api/sessions')).statusCode);
    assert.deepEqual(statuses, [200, 200, 429]);
    assertProblem(await busy.get('/api/sessions'), 429, 'rate_limited');
    assert.equal((await calm.get('/api/sessions')).statusCode, 200);
  });
});

describe('a body', () => {
  const malformed: readonly (readonly [name: string, body: string | Buffer])[] = [
    ['that breaks off', '{"name": "x"'],
    ['with a comment', '{} // x'],
    ['in another encoding', Buffer.from('{"name": "M\u00fcller"}', 'latin1')],
    ['of two values', '{}{}'],
  ];
  for (const [name, body] of malformed) {
    it(`${name} is no JSON`, async () => assertProblem(await send(body), 400, 'json_malformed'));
  }

  it('that is no JSON is told so without repeating it', async () => {
    const answer = await send('{"name": "Ada Secret" x');
    assert.ok(!answer.body.includes('Secret'));
  });

  const unkeepable: readonly (readonly [name: string, body: string, pointer: string, code: string])[] = [
    ['with a NUL in a text', '{"name":"a\\u0000b","graph":{}}', '/name', 'nul_character'],
    ['with a NUL in a name', '{"graph":{"a\\u0000":1}}', '/graph/a\0', 'nul_character'],
    ['with half a character', '{"name":"\\ud800"}', '/name', 'lone_surrogate'],
    ['with a number beyond a double', '{"graph":{"entry":1e999}}', '/graph/entry', 'not_a_number'],
    ['with a member that changes prototypes', '{"graph":{"__proto__":{}}}', '/graph/__proto__', 'unknown_member'],
  ];
  for (const [name, body, pointer, code] of unkeepable) {
    it(`${name} is refused at its place`, async () => {
      const answer = await send(body);
      assertProblem(answer, 400, 'request_invalid');
      assert.deepEqual([answer.json().errors[0].pointer, answer.json().errors[0].code], [pointer, code]);
    });
  }

  it('nested half a million levels deep is refused and harms nothing', async () => {
    const answer = await send('['.repeat(500_000) + ']'.repeat(500_000));
    assertProblem(answer, 400, 'request_invalid');
    assert.equal(answer.json().errors[0].code, 'too_deep');
    assert.equal((await live.get('/api/workflows')).statusCode, 200);
  });

  it('beyond 1 MB is refused', async () => {
    assertProblem(await send(JSON.stringify({ name: 'x'.repeat(1024 * 1024) })), 413, 'body_too_large');
  });

  for (const contentType of [
    'text/plain',
    'application/x-www-form-urlencoded',
    'multipart/form-data',
    'application/xml',
  ]) {
    it(`of the type ${contentType} is refused`, async () => {
      assertProblem(await send('{}', { 'content-type': contentType }), 415, 'media_type_unsupported');
    });
  }

  it('without a type is refused', async () => {
    const answer = await api.app.inject({
      method: 'POST',
      url: '/api/workflows',
      headers: { authorization: `Bearer ${live.token}` },
      payload: Buffer.from('{}'),
    });
    assertProblem(answer, 415, 'media_type_unsupported');
  });

  it('with a charset in its type is taken', async () => {
    const body = JSON.stringify({ graph: plainGraph() });
    const answer = await send(body, { 'content-type': 'application/json; charset=utf-8' }, '/api/lint');
    assert.equal(answer.statusCode, 200, answer.body);
  });

  it('is looked at only after the key', async () => {
    const answer = await send('{', { authorization: 'Bearer gh_live_x' });
    assertProblem(answer, 401, 'unauthorized');
  });
});

describe('a member of a body', () => {
  const session = { workflowId: someId, entity: { kind: 'person' } };
  const cases: readonly (readonly [url: string, body: unknown, pointer: string, code: string])[] = [
    ['/api/workflows', {}, '/name', 'required'],
    ['/api/workflows', undefined, '/name', 'required'],
    ['/api/workflows', [], '', 'invalid_type'],
    ['/api/workflows', { name: 7, graph: plainGraph() }, '/name', 'invalid_type'],
    ['/api/workflows', { name: '  ', graph: plainGraph() }, '/name', 'too_small'],
    ['/api/workflows', { name: 'x'.repeat(201), graph: plainGraph() }, '/name', 'too_big'],
    ['/api/workflows', { name: 'x', graph: plainGraph(), colour: 'red' }, '/colour', 'unknown_member'],
    ['/api/workflows', { name: 'x', graph: { entry: 'a' } }, '/graph/nodes', 'required'],
    [
      '/api/workflows',
      { name: 'x', graph: { entry: 'a', nodes: [{ id: 'a b', type: 'end' }] } },
      '/graph/nodes/0/id',
      'invalid_format',
    ],
    [
      '/api/workflows',
      { name: 'x', graph: { entry: 'a', nodes: [{ id: 'a', type: 'end', on: { '1': 'b' } }] } },
      '/graph/nodes/0/on/1',
      'invalid_name',
    ],
    ['/api/sessions', { entity: { kind: 'person' } }, '/workflowId', 'required'],
    ['/api/sessions', { ...session, workflowId: 'abc' }, '/workflowId', 'invalid_format'],
    ['/api/sessions', { ...session, version: 0 }, '/version', 'too_small'],
    ['/api/sessions', { ...session, version: 3_000_000_000 }, '/version', 'too_big'],
    ['/api/sessions', { ...session, version: 1.5 }, '/version', 'invalid_type'],
    ['/api/sessions', { workflowId: someId, entity: {} }, '/entity/kind', 'required'],
    ['/api/sessions', { workflowId: someId, entity: { kind: 'dog' } }, '/entity/kind', 'invalid_value'],
    ['/api/sessions', { workflowId: someId, entity: { kind: 'person', name: 7 } }, '/entity/name', 'invalid_type'],
    [
      '/api/sessions',
      { workflowId: someId, entity: { kind: 'person', email: 'ada' } },
      '/entity/email',
      'invalid_format',
    ],
    [
      '/api/sessions',
      { workflowId: someId, entity: { kind: 'person', 'a/b~c': 1 } },
      '/entity/a~1b~0c',
      'unknown_member',
    ],
    ['/api/sessions', { ...session, prefill: { 'a b': 1 } }, '/prefill/a b', 'invalid_name'],
    ['/api/sessions', { ...session, prefill: { a: 'x'.repeat(20_000) } }, '/prefill', 'invalid_value'],
    ['/api/sessions', { ...session, metadata: { order: 7 } }, '/metadata/order', 'invalid_type'],
    [
      '/api/sessions',
      { ...session, metadata: Object.fromEntries(Array.from({ length: 21 }, (_, index) => [`k${index}`, 'v'])) },
      '/metadata',
      'invalid_value',
    ],
    ['/api/sessions', { ...session, expiresInSeconds: 59 }, '/expiresInSeconds', 'too_small'],
    ['/api/sessions', { ...session, expiresAt: 'tomorrow' }, '/expiresAt', 'invalid_format'],
    [
      '/api/sessions',
      { ...session, expiresAt: '2031-05-02T12:00:00Z', expiresInSeconds: 60 },
      '/expiresAt',
      'invalid_value',
    ],
  ];
  for (const [url, body, pointer, code] of cases) {
    it(`at ${pointer || 'the root'} of ${url} is refused as ${code}: ${JSON.stringify(body)?.slice(0, 60)}`, async () => {
      const answer = await live.post(url, body);
      assertProblem(answer, 400, 'request_invalid');
      const found = answer.json().errors.find((error: { pointer: string }) => error.pointer === pointer);
      assert.equal(found?.code, code, answer.body);
    });
  }

  it('is never repeated in what is said of it', async () => {
    const answer = await live.post('/api/sessions', {
      workflowId: 'Ada Secret',
      entity: { kind: 'Ada Secret', email: 'Ada Secret', name: ['Ada Secret'] },
    });
    assertProblem(answer, 400, 'request_invalid');
    assert.ok(!answer.body.includes('Secret'), answer.body);
  });
});

describe('a path', () => {
  for (const path of [
    '/api',
    '/api/',
    '/api/nothing',
    '/api/sessions/',
    '/api/workflows//x',
    `/api/sessions/${someId}/x`,
  ]) {
    it(`${path} is not there`, async () => {
      const answer = await live.get(path);
      assert.equal(answer.statusCode, 404, answer.body);
      assert.equal(answer.json().code, 'not_found');
    });
  }
});

describe('health', () => {
  it('needs no key and names release, database and mail', async () => {
    const answer = await api.app.inject('/api/health');
    assert.equal(answer.statusCode, 200);
    const database = api.context.database.engine;
    assert.deepEqual(answer.json(), { status: 'ok', version: '1.2.3', database, mail: 'outbox', sms: 'outbox' });
  });

  it('is 503 when the database does not answer', async () => {
    const broken = await openNativeApi();
    await broken.context.database.close();
    const answer = await broken.app.inject('/api/health');
    assertProblem(answer, 503, 'unavailable');
    await broken.close();
  });
});
