import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import { after, before, describe, test } from 'node:test';
import { Webhook } from 'standardwebhooks';
import { z } from 'zod';
import type { OrganizationSettings } from '../server/domain/organization/settings.ts';
import { type Client as ApiCaller, openNativeApi, plainGraph } from '../server/test/native-api.ts';
import {
  type Client,
  ConnectionError,
  createClient,
  GatehouseError,
  type Settings,
  verifyWebhook,
  WebhookError,
} from './index.ts';

const api = await openNativeApi();
let caller: ApiCaller;
let client: Client;
let baseUrl = '';

before(async () => {
  baseUrl = await api.app.listen({ host: '127.0.0.1', port: 0 });
  caller = await api.addClient(await api.addOrganization(), 'live');
  client = createClient({ baseUrl, key: caller.token });
});
after(() => api.close());

const publish = async (title = 'Details'): Promise<string> => {
  const workflow = await client.workflows.create({ name: 'Onboarding', graph: plainGraph(title) });
  await client.workflows.publish(workflow.id);
  return workflow.id;
};

describe('the client', () => {
  test('makes a workflow and a session, and reads them back', async () => {
    const workflowId = await publish();
    const made = await client.sessions.create({ workflowId, entity: { kind: 'person', name: 'Ada Example' } });
    assert.match(made.url, /\/s\//);
    assert.equal((await client.sessions.get(made.id)).entity.name, 'Ada Example');
    const cancelled = await client.sessions.cancel(made.id, { reason: 'not needed' });
    assert.equal(cancelled.state, 'cancelled');
    const types = (await client.sessions.events(made.id).toArray()).map(({ type }) => type);
    assert.deepEqual(types, ['created', 'cancelled']);
  });

  test('lets a session that is over go through its workflow again, and is told where it is not over', async () => {
    const made = await client.sessions.create({ workflowId: await publish('Again'), entity: { kind: 'person' } });
    const refused = await client.sessions.startRun(made.id).catch((error: unknown) => error);
    assert.ok(refused instanceof GatehouseError);
    assert.deepEqual([refused.status, refused.code], [409, 'event_does_not_fit']);
    const person = {
      headers: { authorization: `Bearer ${made.url.split('/').at(-1)}`, 'content-type': 'application/json' },
    };
    await fetch(`${baseUrl}/api/capture/open`, { ...person, method: 'POST', body: '{}' });
    const body = JSON.stringify({ node: 'details', attempt: 1, input: { name: 'Ada' } });
    await fetch(`${baseUrl}/api/capture/submit`, { ...person, method: 'POST', body });
    const again = await client.sessions.startRun(made.id);
    assert.deepEqual([again.run, again.state, again.id], [2, 'completed', made.id]);
  });

  test('writes, lists and deletes secrets, whose values it is never told', async () => {
    assert.equal((await client.secrets.write('CRM_TOKEN', 'a value of eight')).created, true);
    assert.equal((await client.secrets.write('CRM_TOKEN', 'another value')).created, false);
    const listed = await client.secrets.list().toArray();
    assert.deepEqual(
      listed.map((secret) => Object.keys(secret)),
      [['name', 'createdAt', 'updatedAt']],
    );
    assert.deepEqual(await client.secrets.delete('CRM_TOKEN'), listed[0]);
    assert.deepEqual(await client.secrets.list().toArray(), []);
  });

  test('goes through all pages of a list, and through one at a time', async () => {
    const workflowId = await publish('Pages');
    const ids: string[] = [];
    for (let index = 0; index < 5; index += 1) {
      ids.push((await client.sessions.create({ workflowId, entity: { kind: 'person' } })).id);
    }
    const found: string[] = [];
    for await (const { id } of client.sessions.list({ workflowId, limit: 2 })) found.push(id);
    assert.deepEqual(found, ids.toReversed());
    const list = client.sessions.list({ workflowId, limit: 2 });
    const first = await list.page();
    const second = await list.page(first.nextCursor ?? '');
    assert.deepEqual(
      [...first.items, ...second.items].map(({ id }) => id),
      ids.toReversed().slice(0, 4),
    );
    assert.equal((await client.sessions.list({ workflowId, state: ['active', 'completed'] }).toArray()).length, 0);
    assert.equal((await client.sessions.list({ workflowId }).toArray(3)).length, 3);
  });

  test('throws a refusal with its code, the request’s id and the members at fault', async () => {
    const refused = client.sessions.create({ workflowId: 'no-id', entity: { kind: 'person' } });
    await assert.rejects(refused, (error: unknown) => {
      assert.ok(error instanceof GatehouseError);
      assert.deepEqual([error.status, error.code], [400, 'request_invalid']);
      assert.equal(error.errors[0]?.pointer, '/workflowId');
      assert.notEqual(error.requestId, '');
      return true;
    });
    const wrong = createClient({ baseUrl, key: `${caller.token}x` });
    await assert.rejects(wrong.sessions.list().page(), { status: 401, code: 'unauthorized' });
  });

  test('makes a session once however often the call is sent', async () => {
    const workflowId = await publish('Once');
    const again = { idempotencyKey: 'order-17' };
    const body = { workflowId, entity: { kind: 'person' as const } };
    const first = await client.sessions.create(body, again);
    const second = await client.sessions.create(body, again);
    assert.deepEqual([second.id, second.url], [first.id, first.url]);
    const other = { ...body, metadata: { order: 'another' } };
    await assert.rejects(client.sessions.create(other, again), { status: 422, code: 'idempotency_key_reused' });
  });
});

describe('calls that fail', () => {
  /** A server that answers as it is told, in turn. */
  const answering = async (
    answers: readonly [number, string, Record<string, string>?][],
    work: (url: string, seen: { headers: NodeJS.Dict<string | string[]> }[]) => Promise<void>,
  ) => {
    const seen: { headers: NodeJS.Dict<string | string[]> }[] = [];
    const server = createServer((request, response) => {
      const [status, body, headers] = answers[seen.length] ?? [500, ''];
      seen.push({ headers: request.headers });
      if (status === 0) request.socket.destroy();
      else if (body === 'cut')
        response.writeHead(status, { 'content-length': '100' }).write('{"id":', () => request.socket.destroy());
      else response.writeHead(status, headers).end(body);
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const address = server.address();
    const port = address !== null && typeof address === 'object' ? address.port : 0;
    try {
      await work(`http://127.0.0.1:${port}`, seen);
    } finally {
      server.closeAllConnections();
      server.close();
    }
  };

  test('are tried again under the same idempotency key, when the connection broke or the server was busy', async () => {
    await answering(
      [
        [0, ''],
        [200, 'cut'],
        [503, 'proxy page'],
        [429, '{}', { 'retry-after': '0' }],
        [200, '{"id":"made"}'],
      ],
      async (url, seen) => {
        const { sessions } = createClient({ baseUrl: url, key: 'gh_test_x', maxRetries: 4 });
        const made = await sessions.create({ workflowId: 'w', entity: { kind: 'person' } });
        assert.equal(made.id, 'made');
        assert.equal(seen.length, 5);
        assert.equal(new Set(seen.map(({ headers }) => headers['idempotency-key'])).size, 1);
      },
    );
  });

  test('are given up after as many tries as allowed, and at once where another try cannot help', async () => {
    await answering(
      [
        [0, ''],
        [0, ''],
      ],
      async (url, seen) => {
        const { sessions } = createClient({ baseUrl: url, key: 'gh_test_x', maxRetries: 1 });
        await assert.rejects(sessions.get('a'), ConnectionError);
        assert.equal(seen.length, 2);
      },
    );
    await answering([[404, '<html>']], async (url, seen) => {
      const { sessions } = createClient({ baseUrl: url, key: 'gh_test_x' });
      await assert.rejects(sessions.get('a'), { status: 404, code: 'unexpected_answer' });
      assert.equal(seen.length, 1);
    });
  });

  test('end when their time is over, or when the caller says so', async () => {
    const silent = createServer(() => undefined);
    await new Promise<void>((resolve) => silent.listen(0, '127.0.0.1', resolve));
    const address = silent.address();
    const url = `http://127.0.0.1:${address !== null && typeof address === 'object' ? address.port : 0}`;
    try {
      const quick = createClient({ baseUrl: url, key: 'gh_test_x', timeoutMs: 50, maxRetries: 0 });
      await assert.rejects(quick.sessions.get('a'), ConnectionError);
      const stop = new AbortController();
      const waiting = createClient({ baseUrl: url, key: 'gh_test_x' }).sessions.get('a', { signal: stop.signal });
      stop.abort(new Error('no longer wanted'));
      await assert.rejects(waiting, /no longer wanted/);
    } finally {
      silent.closeAllConnections();
      silent.close();
    }
  });
});

describe('verifyWebhook', () => {
  const secret = `whsec_${Buffer.from('0123456789abcdef0123456789abcdef').toString('base64')}`;
  const now = new Date('2031-05-01T12:00:00Z');
  const body = JSON.stringify({ type: 'session.completed', timestamp: now.toISOString(), data: { sessionId: 'x' } });
  const sign = (id: string, at: Date, text: string): Record<string, string> => ({
    'Webhook-Id': id,
    'webhook-timestamp': String(Math.floor(at.getTime() / 1000)),
    'webhook-signature': `v1,AAAA ${new Webhook(secret).sign(id, at, text)}`,
  });

  test('believes what the reference implementation signs, in a rotation too', async () => {
    const verified = await verifyWebhook({ body, headers: sign('msg_1', now, body), secret, now });
    assert.deepEqual([verified.id, verified.event.type], ['msg_1', 'session.completed']);
    const bytes = new TextEncoder().encode(body);
    const headers = new Headers(sign('msg_1', now, body));
    assert.equal((await verifyWebhook({ body: bytes, headers, secret, now })).id, 'msg_1');
  });

  const refused: Readonly<Record<string, Parameters<typeof verifyWebhook>[0]>> = {
    'another body': { body: `${body} `, headers: sign('msg_1', now, body), secret, now },
    'another id': { body, headers: { ...sign('msg_1', now, body), 'Webhook-Id': 'msg_2' }, secret, now },
    'an old message': { body, headers: sign('msg_1', new Date(now.getTime() - 301_000), body), secret, now },
    'a message of tomorrow': { body, headers: sign('msg_1', new Date(now.getTime() + 301_000), body), secret, now },
    'another secret': { body, headers: sign('msg_1', now, body), secret: `whsec_${btoa('another secret of it')}`, now },
    'a missing header': { body, headers: {}, secret, now },
    'a secret that is none': { body, headers: sign('msg_1', now, body), secret: 'whsec_?', now },
  };
  for (const [name, message] of Object.entries(refused)) {
    test(`refuses ${name}`, () => assert.rejects(verifyWebhook(message), WebhookError));
  }
});

test('the client has a method for every operation of the API, and no other', async () => {
  const called = new Set<string>();
  const id = '00000000-0000-7000-8000-000000000000';
  const everything = createClient({
    baseUrl: 'http://gate',
    key: 'gh_test_x',
    fetch: async (input, init) => {
      const { pathname } = new URL(String(input));
      called.add(`${init?.method} ${pathname}`);
      return Response.json({ items: [], nextCursor: null });
    },
  });
  for (const method of methodsOf(everything)) {
    const made: unknown = method(id, id, {});
    if (typeof made === 'object' && made !== null && 'page' in made && typeof made.page === 'function')
      await made.page();
    else await made;
  }
  const document = z
    .object({ paths: z.record(z.string(), z.record(z.string(), z.unknown())) })
    .parse((await api.app.inject({ url: '/api/openapi.json' })).json());
  const operations = Object.entries(document.paths)
    .filter(([path]) => !path.startsWith('/api/capture/') && !path.startsWith('/api/files/'))
    .flatMap(([path, item]) => Object.keys(item).map((verb) => `${verb.toUpperCase()} ${path}`));
  const written = (operation: string): string =>
    operation.replaceAll(/\{[^}]+\}|0{8}-[0-9-]+|(?<=versions\/)[^/]+$/g, '*');
  assert.deepEqual([...called].map(written).toSorted(), operations.map(written).toSorted());
});

/** Every function of the client, however deep. */
function* methodsOf(value: object): Generator<(...args: unknown[]) => unknown> {
  for (const member of Object.values(value)) {
    if (typeof member === 'function') yield member as (...args: unknown[]) => unknown;
    else if (typeof member === 'object' && member !== null) yield* methodsOf(member);
  }
}

/** The settings are written in two places, because their schema needs Node: they have to be the same. */
type Mutable<Value> = Value extends readonly (infer Item)[]
  ? Mutable<Item>[]
  : Value extends object
    ? { -readonly [Member in keyof Value]: Mutable<Value[Member]> }
    : Value;
const own = (settings: Mutable<Settings>): OrganizationSettings => settings;
const theirs = (settings: OrganizationSettings): Mutable<Settings> => settings;

test('settings are read, changed, and not overwritten by whoever read them before', async () => {
  const before = await client.settings.get();
  const settings = { ...theirs(own({ ...(before.settings as Mutable<Settings>) })), allowedHosts: ['api.example.com'] };
  const after = await client.settings.update({ revision: before.revision, settings });
  assert.deepEqual(after.settings.allowedHosts, ['api.example.com']);
  await assert.rejects(client.settings.update({ revision: before.revision, settings }), { code: 'conflict' });
});
