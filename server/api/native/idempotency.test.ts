import assert from 'node:assert/strict';
import { after, describe, it } from 'node:test';
import { v7 } from 'uuid';
import { dropIdempotentAnswersOf } from '../../domain/idempotency/idempotency.ts';
import { dropIdempotentAnswersSweep } from '../../job/drop-idempotent-answers.ts';
import { createLogger } from '../../log.ts';
import { brokenGraph, type Client, openNativeApi, plainGraph } from '../../test/native-api.ts';

const api = await openNativeApi();
after(api.close);
const owner = await api.addOrganization();
const live = await api.addClient(owner, 'live');
const neighbour = await api.addClient(owner, 'live');
const liveScope = { organizationId: owner.organizationId, environment: 'live' } as const;
const start = api.context.now();
const hour = 3_600_000;

const send = (
  client: Client,
  url: string,
  body: unknown,
  key: string | null,
  method: 'POST' | 'PUT' | 'GET' = 'POST',
) =>
  api.app.inject({
    method,
    url,
    headers: {
      authorization: `Bearer ${client.token}`,
      ...(method !== 'GET' && { 'content-type': 'application/json' }),
      ...(key !== null && { 'idempotency-key': key }),
    },
    ...(method !== 'GET' && { payload: typeof body === 'string' ? body : JSON.stringify(body) }),
  });

const publishWorkflow = async (client: Client): Promise<string> => {
  const { id } = (await client.post('/api/workflows', { name: 'W', graph: plainGraph() })).json();
  await client.post(`/api/workflows/${id}/publish`);
  return id;
};

const workflowId = await publishWorkflow(live);
const sessionBody = { workflowId, entity: { kind: 'person', name: 'Ada Marker' } };

const countSessions = async (): Promise<number> => (await live.get('/api/sessions?limit=100')).json().items.length;
const storedRows = () => api.context.database.scoped(liveScope).selectFrom('idempotency').selectAll().execute();

describe('the same request with the same Idempotency-Key', () => {
  it('is carried out once and given the same answer, whatever its white space and the order of members', async () => {
    const before = await countSessions();
    const key = v7();
    const first = await send(live, '/api/sessions', sessionBody, key);
    assert.equal(first.statusCode, 201, first.body);
    assert.equal(first.headers['idempotent-replayed'], undefined);
    const { workflowId: id, entity } = sessionBody;
    for (const body of [sessionBody, JSON.stringify({ entity, workflowId: id }, null, 2)]) {
      const again = await send(live, '/api/sessions', body, key);
      assert.equal(again.statusCode, 201);
      assert.equal(again.body, first.body);
      assert.equal(again.headers['idempotent-replayed'], 'true');
      assert.notEqual(again.headers['x-request-id'], first.headers['x-request-id']);
    }
    assert.equal(await countSessions(), before + 1);
  });

  it('makes one session of twenty that come at once; the others are told to wait, or are given its answer', async () => {
    const before = await countSessions();
    const key = v7();
    const answers = await Promise.all(Array.from({ length: 20 }, () => send(live, '/api/sessions', sessionBody, key)));
    const made = answers.filter(({ statusCode }) => statusCode === 201);
    assert.equal(made.filter(({ headers }) => headers['idempotent-replayed'] === undefined).length, 1);
    for (const answer of answers.filter(({ statusCode }) => statusCode !== 201)) {
      assert.equal(answer.statusCode, 409);
      assert.equal(answer.json().code, 'idempotency_in_flight');
      assert.equal(answer.headers['retry-after'], '1');
    }
    assert.equal(new Set(made.map(({ body }) => body)).size, 1);
    assert.equal(await countSessions(), before + 1);
    assert.equal((await send(live, '/api/sessions', sessionBody, key)).body, made[0]?.body);
  });

  it('is given a refusal of what it asked for again too, as long as the day lasts', async () => {
    const { id } = (await live.post('/api/workflows', { name: 'W', graph: brokenGraph() })).json();
    const key = v7();
    const first = await send(live, `/api/workflows/${id}/publish`, {}, key);
    assert.equal(first.statusCode, 422);
    const again = await send(live, `/api/workflows/${id}/publish`, {}, key);
    const { requestId: _first, ...told } = first.json();
    const { requestId, ...toldAgain } = again.json();
    assert.deepEqual(toldAgain, told);
    assert.equal(requestId, again.headers['x-request-id']);
    assert.equal(again.headers['idempotent-replayed'], 'true');
  });

  it('is carried out anew with another API key, after a day, and without the header', async () => {
    const key = v7();
    const ids = new Set<string>();
    const sendAs = async (client: Client, name: string | null) =>
      ids.add((await send(client, '/api/sessions', sessionBody, name)).json().id);
    await sendAs(live, key);
    await sendAs(neighbour, key);
    await sendAs(live, null);
    api.context.setTime(new Date(start.getTime() + 24 * hour - 1));
    await sendAs(live, key);
    assert.equal(ids.size, 3);
    api.context.setTime(new Date(start.getTime() + 24 * hour));
    await sendAs(live, key);
    assert.equal(ids.size, 4);
    api.context.setTime(start);
  });
});

describe('another request with an Idempotency-Key that is taken', () => {
  const other: readonly (readonly [name: string, url: string, body: object])[] = [
    ['body', '/api/sessions', { ...sessionBody, metadata: { a: 'b' } }],
    ['route', '/api/workflows', sessionBody],
  ];
  for (const [name, url, body] of other) {
    it(`is refused where its ${name} differs`, async () => {
      const key = v7();
      await send(live, '/api/sessions', sessionBody, key);
      const answer = await send(live, url, body, key);
      assert.equal(answer.statusCode, 422);
      assert.equal(answer.json().code, 'idempotency_key_reused');
    });
  }

  it('is refused where its path differs', async () => {
    const key = v7();
    await send(live, `/api/workflows/${workflowId}/publish`, {}, key);
    const answer = await send(live, `/api/workflows/${v7()}/publish`, {}, key);
    assert.equal(answer.json().code, 'idempotency_key_reused');
  });

  it('is refused also while the first one runs', async () => {
    const key = v7();
    const [first, second] = await Promise.all([
      send(live, '/api/sessions', sessionBody, key),
      send(live, '/api/sessions', { ...sessionBody, metadata: { a: 'c' } }, key),
    ]);
    const statuses = [first.statusCode, second.statusCode].sort();
    assert.deepEqual(statuses, [201, 422]);
  });
});

describe('an Idempotency-Key', () => {
  for (const key of ['', ' ', 'a b', 'ä', 'a'.repeat(256), 'a\tb']) {
    it(`cannot be ${JSON.stringify(key.slice(0, 20))}`, async () => {
      const before = await countSessions();
      const answer = await send(live, '/api/sessions', sessionBody, key);
      assert.equal(answer.statusCode, 400);
      assert.equal(answer.json().code, 'request_invalid');
      assert.equal(await countSessions(), before);
    });
  }

  it('may have 255 characters, and means nothing on a read', async () => {
    const key = `${v7()}${'~'.repeat(255 - 36)}`;
    assert.equal((await send(live, '/api/sessions', sessionBody, key)).statusCode, 201);
    const read = await send(live, '/api/sessions', null, key, 'GET');
    assert.equal(read.statusCode, 200);
  });

  const refusedBefore: readonly (readonly [name: string, body: unknown, status: number])[] = [
    ['a body that is not valid', { workflowId }, 400],
    ['a body that is no JSON', '{', 400],
  ];
  for (const [name, body, status] of refusedBefore) {
    it(`is not used up by ${name}`, async () => {
      const key = v7();
      assert.equal((await send(live, '/api/sessions', body, key)).statusCode, status);
      assert.equal((await send(live, '/api/sessions', sessionBody, key)).statusCode, 201);
    });
  }

  it('is not used up by a conflict', async () => {
    const made = (await live.post('/api/workflows', { name: 'W', graph: plainGraph() })).json();
    const draft = `/api/workflows/${made.id}/drafts/${made.drafts[0].id}`;
    const key = v7();
    const change = { revision: 2, graph: plainGraph('Other') };
    assert.equal((await send(live, draft, change, key, 'PUT')).statusCode, 409);
    await live.put(draft, { revision: 1, graph: plainGraph('First') });
    assert.equal((await send(live, draft, change, key, 'PUT')).statusCode, 200);
  });
});

describe('a request whose process died', () => {
  it('keeps its key for a minute and no longer', async () => {
    const key = v7();
    const first = (await send(live, '/api/sessions', sessionBody, key)).json();
    const rows = api.context.database.scoped(liveScope).updateTable('idempotency');
    await rows
      .set({ status: null, answer: null, expires_at: new Date(start.getTime() + 60_000) })
      .where('subject_id', '=', first.id)
      .execute();
    api.context.setTime(new Date(start.getTime() + 59_999));
    assert.equal((await send(live, '/api/sessions', sessionBody, key)).json().code, 'idempotency_in_flight');
    api.context.setTime(new Date(start.getTime() + 60_000));
    const again = await send(live, '/api/sessions', sessionBody, key);
    assert.equal(again.statusCode, 201);
    assert.notEqual(again.json().id, first.id);
    api.context.setTime(start);
  });
});

describe('a failure on our side', () => {
  it('is not kept: the same request is carried out once the database is well again', async () => {
    const key = v7();
    const { newId } = api.context;
    const outOfOrder = (): never => {
      throw new Error('out of order');
    };
    Object.assign(api.context, { newId: outOfOrder });
    assert.equal((await send(live, '/api/sessions', sessionBody, key)).statusCode, 500);
    Object.assign(api.context, { newId });
    const again = await send(live, '/api/sessions', sessionBody, key);
    assert.equal(again.statusCode, 201);
    assert.equal(again.headers['idempotent-replayed'], undefined);
  });
});

describe('what is kept of an answer', () => {
  it('is sealed: neither the link, nor the person, nor the key stands in the row', async () => {
    const key = `marker-${v7()}`;
    const { url } = (await send(live, '/api/sessions', sessionBody, key)).json();
    const bytes = Buffer.concat(
      (await storedRows()).flatMap((row) => [row.hash, row.request_hash, row.answer ?? Buffer.alloc(0)]),
    ).toString('latin1');
    for (const secret of ['Ada Marker', url.split('/').at(-1), key]) assert.ok(!bytes.includes(secret));
  });

  it('is gone once its person was erased, and the request is not carried out again', async () => {
    const key = v7();
    const { id } = (await send(live, '/api/sessions', sessionBody, key)).json();
    const cancelKey = v7();
    await send(live, `/api/sessions/${id}/cancel`, {}, cancelKey);
    await api.context.database
      .scoped(liveScope)
      .transaction()
      .execute((transaction) => dropIdempotentAnswersOf(transaction, liveScope, [id]));
    const before = await countSessions();
    for (const [url, body, name] of [
      ['/api/sessions', sessionBody, key],
      [`/api/sessions/${id}/cancel`, {}, cancelKey],
    ] as const) {
      const answer = await send(live, url, body, name);
      assert.equal(answer.statusCode, 410);
      assert.equal(answer.json().code, 'erased');
    }
    assert.equal(await countSessions(), before);
  });

  it('is given again to whoever asked for an erasure and lost its answer', async () => {
    const { id } = (await send(live, '/api/entities', { kind: 'person', name: 'Ada Marker' }, v7())).json();
    const key = v7();
    const [first, second] = [
      await send(live, `/api/entities/${id}/erase`, { reason: 'asked' }, key),
      await send(live, `/api/entities/${id}/erase`, { reason: 'asked' }, key),
    ];
    assert.deepEqual([first.statusCode, second.statusCode], [200, 200], second.body);
    assert.deepEqual(second.json(), first.json());
    assert.doesNotMatch(second.body, /Ada Marker/);
  });

  it('is swept away after a day, and not before', async () => {
    await send(live, '/api/sessions', sessionBody, v7());
    const present = (await storedRows()).length;
    const sweep = (ms: number) =>
      dropIdempotentAnswersSweep.sweep(
        { database: api.context.database, now: () => new Date(start.getTime() + ms) },
        new AbortController().signal,
        createLogger({ level: 'silent' }),
      );
    await sweep(hour);
    assert.equal((await storedRows()).length, present);
    await sweep(49 * hour);
    assert.equal((await storedRows()).length, 0);
  });
});
