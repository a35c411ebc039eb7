import assert from 'node:assert/strict';
import { after, describe, it } from 'node:test';
import { v7 } from 'uuid';
import { system } from '../../domain/actor.ts';
import { attemptDelivery } from '../../domain/delivery/attempt-delivery.ts';
import type { AttemptAddress } from '../../domain/delivery/delivery.ts';
import { announceSession } from '../../domain/webhook/announce-session.ts';
import { deleteEndpoint } from '../../domain/webhook/update-endpoint.ts';
import { type Client, listAll, openNativeApi } from '../../test/native-api.ts';
import { openWebhookReceiver } from '../../test/webhook-receiver.ts';

const api = await openNativeApi();
after(() => api.close());
const owner = await api.addOrganization();
const client = await api.addClient(owner, 'live');
const receiver = await openWebhookReceiver();

const endpointMembers = [
  'createdAt',
  'description',
  'disabledAt',
  'disabledReason',
  'eventTypes',
  'failingSince',
  'id',
  'previousSecretExpiresAt',
  'state',
  'updatedAt',
  'url',
];

const createEndpoint = async (by: Client = client, body: object = {}): Promise<{ id: string; secret: string }> => {
  const answer = await by.post('/api/webhook-endpoints', { url: receiver.url, ...body });
  assert.equal(answer.statusCode, 201, answer.body);
  return answer.json();
};

const patch = (url: string, body: unknown, by: Client = client) =>
  api.app.inject({
    method: 'PATCH',
    url,
    headers: { authorization: `Bearer ${by.token}`, 'content-type': 'application/json' },
    payload: JSON.stringify(body),
  });

const remove = (url: string, by: Client = client) =>
  api.app.inject({ method: 'DELETE', url, headers: { authorization: `Bearer ${by.token}` } });

/** Deliveries about a session that ended, one for each endpoint of the organization. */
const announce = async (organizationId = owner.organizationId): Promise<string> => {
  const sessionId = v7();
  await announceSession(api.context, {
    organizationId,
    environment: 'live',
    sessionId,
    workflowId: v7(),
    eventNumber: 2,
    from: 'active',
    to: 'completed',
    decision: null,
    at: api.context.now().toISOString(),
  });
  return sessionId;
};

const attempt = (deliveryId: string, number = 1): Promise<unknown> => {
  const { organizationId } = owner;
  const address: AttemptAddress = { organizationId, environment: 'live', deliveryId, attempt: number };
  return attemptDelivery(api.context, address);
};

const errorsOf = (answer: { json(): { errors: { pointer: string; code: string }[] } }) =>
  answer.json().errors.map(({ pointer, code }) => [pointer, code]);

describe('webhook endpoints', () => {
  it('show their secret when they are made and when it is rotated, and never otherwise', async () => {
    const made = await createEndpoint(client, { description: ' Orders ', eventTypes: ['session.completed'] });
    assert.match(made.secret, /^whsec_/);
    const shown = (await client.get(`/api/webhook-endpoints/${made.id}`)).json();
    assert.deepEqual(Object.keys(shown).toSorted(), endpointMembers);
    assert.deepEqual([shown.description, shown.eventTypes, shown.state], ['Orders', ['session.completed'], 'enabled']);
    const rotated = (await client.post(`/api/webhook-endpoints/${made.id}/rotate-secret`)).json();
    assert.match(rotated.secret, /^whsec_/);
    assert.notEqual(rotated.secret, made.secret);
    assert.equal(Date.parse(rotated.previousSecretExpiresAt) - api.context.now().getTime(), 24 * 3_600_000);
    const list = (await client.get('/api/webhook-endpoints')).json();
    assert.ok(list.items.some(({ id }: { id: string }) => id === made.id));
    assert.ok(!JSON.stringify(list).includes('whsec_'));
    const short = await client.post(`/api/webhook-endpoints/${made.id}/rotate-secret`, { overlapHours: 0 });
    assert.equal(short.json().previousSecretExpiresAt, null);
    assert.equal((await remove(`/api/webhook-endpoints/${made.id}`)).statusCode, 200);
  });

  it('are changed member by member, and hear of every event where none is named', async () => {
    const { id } = await createEndpoint();
    const url = `/api/webhook-endpoints/${id}`;
    assert.equal((await client.get(url)).json().eventTypes, null);
    const changed = await patch(url, { eventTypes: ['entity.erased'], description: 'x' });
    assert.deepEqual([changed.statusCode, changed.json().eventTypes], [200, ['entity.erased']]);
    const back = await patch(url, { eventTypes: null, description: null });
    assert.deepEqual([back.json().eventTypes, back.json().description, back.json().url], [null, null, receiver.url]);
    assert.equal((await client.post(`${url}/disable`)).json().disabledReason, 'by_hand');
    assert.equal((await client.post(`${url}/enable`)).json().state, 'enabled');
    assert.equal((await remove(url)).json().id, id);
    assert.equal((await client.get(url)).statusCode, 404);
    assert.equal((await remove(url)).statusCode, 404);
  });

  const refused: readonly (readonly [body: unknown, status: number, errors: unknown])[] = [
    [{}, 400, [['/url', 'required']]],
    [{ url: 'http://example.com' }, 422, [['/url', 'webhook_url_refused']]],
    [{ url: 'https://a:b@example.com' }, 422, [['/url', 'webhook_url_refused']]],
    [{ url: `https://example.com/${'x'.repeat(2000)}` }, 400, [['/url', 'too_big']]],
    [{ url: 'https://example.com', eventTypes: [] }, 400, [['/eventTypes', 'too_small']]],
    [{ url: 'https://example.com', eventTypes: ['session.done'] }, 400, [['/eventTypes/0', 'invalid_value']]],
    [
      { url: 'https://example.com', eventTypes: ['entity.erased', 'entity.erased'] },
      400,
      [['/eventTypes', 'invalid_value']],
    ],
    [{ url: 'https://example.com/a b' }, 422, [['/url', 'webhook_url_refused']]],
    [{ url: 'https://example.com', secret: 'whsec_x' }, 400, [['/secret', 'unknown_member']]],
  ];
  for (const [body, status, errors] of refused) {
    it(`are refused with ${JSON.stringify(body).slice(0, 80)}`, async () => {
      const answer = await client.post('/api/webhook-endpoints', body);
      assert.deepEqual([answer.statusCode, errorsOf(answer)], [status, errors]);
    });
  }

  it('can be tested, and what the receiver says is in the answer', async () => {
    const { id } = await createEndpoint();
    receiver.answerWith(() => ({ status: 500, body: 'broken' }));
    const { deliveryId, durationMs, ...answer } = (await client.post(`/api/webhook-endpoints/${id}/test`)).json();
    assert.deepEqual(answer, {
      isSuccess: false,
      statusCode: 500,
      error: 'The endpoint answered 500.',
      response: 'broken',
    });
    assert.ok(Number.isInteger(durationMs));
    assert.equal((await client.get(`/api/deliveries/${deliveryId}`)).json().eventType, 'webhook.test');
    receiver.answerWith(() => ({ status: 204 }));
    const good = (await client.post(`/api/webhook-endpoints/${id}/test`)).json();
    assert.deepEqual([good.isSuccess, good.error, good.response], [true, null, null]);
    await remove(`/api/webhook-endpoints/${id}`);
  });
});

describe('deliveries', () => {
  it('are listed newest first, page by page, by state, channel, endpoint and session', async () => {
    const { id } = await createEndpoint();
    const sessions = [await announce(), await announce(), await announce()];
    const url = `/api/deliveries?endpointId=${id}&limit=2`;
    const { items, pageCount } = await listAll(client, url);
    assert.deepEqual([items.map((item) => item.sessionId).length, pageCount], [3, 2]);
    assert.deepEqual(items.map((item) => item.sessionId).toSorted(), sessions.toSorted());
    const count = async (query: string): Promise<number> =>
      (await client.get(`/api/deliveries?endpointId=${id}&${query}`)).json().items.length;
    assert.deepEqual(
      [
        await count('state=pending'),
        await count('state=dead'),
        await count('channel=webhook'),
        await count('channel=sms'),
        await count(`sessionId=${sessions[0]}`),
        await count(`sessionId=${v7()}`),
      ],
      [3, 0, 3, 0, 1, 0],
    );
    assert.equal((await client.get('/api/deliveries?state=lost')).statusCode, 400);
    assert.equal((await client.get('/api/deliveries?cursor=x')).json().code, 'cursor_invalid');
    await remove(`/api/webhook-endpoints/${id}`);
  });

  it('show their attempts, are retried and cancelled', async () => {
    const { id } = await createEndpoint();
    receiver.answerWith(() => ({ status: 500, body: 'no' }));
    await announce();
    const [listed] = (await client.get(`/api/deliveries?endpointId=${id}`)).json().items;
    await attempt(listed.id);
    const shown = (await client.get(`/api/deliveries/${listed.id}`)).json();
    assert.deepEqual([shown.state, shown.attemptCount, shown.lastError], ['pending', 1, 'The endpoint answered 500.']);
    assert.deepEqual(
      shown.attempts.map(({ number, statusCode, response }: Record<string, unknown>) => [number, statusCode, response]),
      [[1, 500, 'no']],
    );
    assert.equal((await client.post(`/api/deliveries/${listed.id}/retry`)).json().state, 'pending');
    const cancelled = await client.post(`/api/deliveries/${listed.id}/cancel`);
    assert.deepEqual([cancelled.statusCode, cancelled.json().state], [200, 'cancelled']);
    const retried = await client.post(`/api/deliveries/${listed.id}/retry`);
    assert.deepEqual([retried.statusCode, retried.json().code], [409, 'delivery_over']);
    const dead = await client.post(`/api/webhook-endpoints/${id}/retry-dead`);
    assert.deepEqual([dead.statusCode, dead.json()], [200, { count: 0 }]);
    await client.post(`/api/webhook-endpoints/${id}/disable`);
    const disabled = await client.post(`/api/webhook-endpoints/${id}/retry-dead`);
    assert.deepEqual([disabled.statusCode, disabled.json().code], [409, 'endpoint_disabled']);
    await remove(`/api/webhook-endpoints/${id}`);
  });

  it('of an endpoint that was deleted can still be read', async () => {
    const { id } = await createEndpoint();
    await announce();
    const [listed] = (await client.get(`/api/deliveries?endpointId=${id}`)).json().items;
    const scope = { organizationId: owner.organizationId, environment: 'live' } as const;
    assert.ok((await deleteEndpoint(api.context, scope, { id, actor: system })).ok);
    await attempt(listed.id);
    const shown = (await client.get(`/api/deliveries/${listed.id}`)).json();
    assert.deepEqual([shown.state, shown.lastError], ['cancelled', 'The webhook endpoint was deleted.']);
  });
});

describe('another organization, and the other environment', () => {
  it('see and change nothing', async () => {
    const { id } = await createEndpoint();
    await announce();
    const [{ id: deliveryId }] = (await client.get(`/api/deliveries?endpointId=${id}`)).json().items;
    const before = (await client.get(`/api/webhook-endpoints/${id}`)).json();
    const strangers = [await api.addClient(await api.addOrganization(), 'live'), await api.addClient(owner, 'test')];
    const sent = receiver.received.length;
    for (const stranger of strangers) {
      const endpoint = `/api/webhook-endpoints/${id}`;
      const answers = [
        await stranger.get(endpoint),
        await patch(endpoint, { description: 'x' }, stranger),
        await remove(endpoint, stranger),
        ...(await Promise.all(
          ['enable', 'disable', 'rotate-secret', 'test', 'retry-dead'].map((act) =>
            stranger.post(`${endpoint}/${act}`),
          ),
        )),
        await stranger.get(`/api/deliveries/${deliveryId}`),
        await stranger.post(`/api/deliveries/${deliveryId}/retry`),
        await stranger.post(`/api/deliveries/${deliveryId}/cancel`),
      ];
      assert.deepEqual(
        answers.map(({ statusCode }) => statusCode),
        answers.map(() => 404),
      );
      for (const list of ['/api/webhook-endpoints', '/api/deliveries', `/api/deliveries?endpointId=${id}`]) {
        assert.deepEqual((await stranger.get(list)).json(), { items: [], nextCursor: null });
      }
    }
    assert.equal(receiver.received.length, sent);
    assert.deepEqual((await client.get(`/api/webhook-endpoints/${id}`)).json(), before);
    assert.equal((await client.get(`/api/deliveries/${deliveryId}`)).json().state, 'pending');
    await remove(`/api/webhook-endpoints/${id}`);
  });

  it('need the scope', async () => {
    const reader = await api.addClient(owner, 'live', ['webhooks:read']);
    const writer = await api.addClient(owner, 'live', ['webhooks:write']);
    assert.equal((await reader.get('/api/webhook-endpoints')).statusCode, 200);
    assert.equal((await reader.post('/api/webhook-endpoints', { url: receiver.url })).statusCode, 403);
    assert.equal((await writer.get('/api/deliveries')).statusCode, 403);
  });
});
