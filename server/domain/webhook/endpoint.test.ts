import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { v7 } from 'uuid';
import { createOutboundHttp } from '../../adapter/outbound/outbound-http.ts';
import { expectOk } from '../../test/native-api.ts';
import { takeWork } from '../../test/outbox-work.ts';
import { openWebhookPlace } from '../../test/webhook-place.ts';
import { openWebhookReceiver } from '../../test/webhook-receiver.ts';
import { system } from '../actor.ts';
import { attemptDelivery } from '../delivery/attempt-delivery.ts';
import type { AttemptAddress } from '../delivery/delivery.ts';
import { getDelivery } from '../delivery/read-delivery.ts';
import { retryDeadDeliveries } from '../delivery/retry-delivery.ts';
import { announceSession } from './announce-session.ts';
import { createEndpoint } from './create-endpoint.ts';
import { getEndpoint, listEndpoints } from './read-endpoint.ts';
import { testEndpoint } from './test-endpoint.ts';
import { deleteEndpoint, disableEndpoint, enableEndpoint, updateEndpoint } from './update-endpoint.ts';

const { database, context, openScope, create, changeOf, deliveriesOf, runDue, acts } = await openWebhookPlace();

describe('an endpoint that is switched off or deleted', () => {
  it('leaves dead deliveries, which are retried once it is on again, ten in a second', async () => {
    const scope = await openScope();
    const receiver = await openWebhookReceiver();
    const { endpoint } = await create(scope, receiver.url);
    for (let count = 0; count < 25; count += 1) await announceSession(context, changeOf(scope));
    expectOk(await disableEndpoint(context, scope, { id: endpoint.id, actor: system }));
    await runDue(scope);
    assert.equal(receiver.received.length, 0);
    assert.ok((await deliveriesOf(scope)).every(({ state, attemptCount }) => state === 'dead' && attemptCount === 0));
    const enabled = expectOk(await enableEndpoint(context, scope, { id: endpoint.id, actor: system }));
    assert.deepEqual([enabled.state, enabled.disabledReason, enabled.disabledAt], ['enabled', null, null]);
    assert.equal(await retryDeadDeliveries(context, scope, v7(), system), 0);
    assert.equal(await retryDeadDeliveries(context, scope, endpoint.id, system), 25);
    const work = await takeWork(database, scope.organizationId, 'deliver');
    const waits = work.map(({ dueAt }) => ((dueAt?.getTime() ?? 0) - context.now().getTime()) / 1000);
    assert.deepEqual(
      [0, 1, 2].map((second) => waits.filter((wait) => wait === second).length),
      [10, 10, 5],
    );
    for (const { payload } of work) await attemptDelivery(context, payload as AttemptAddress);
    assert.equal(receiver.received.length, 25);
    assert.ok((await deliveriesOf(scope)).every(({ state }) => state === 'delivered'));
    assert.deepEqual((await acts(scope)).slice(-3), [
      'webhook_endpoint_disabled',
      'webhook_endpoint_enabled',
      'delivery_retried',
    ]);
  });

  it('has what is pending cancelled once it is deleted, and its secret is gone', async () => {
    const scope = await openScope();
    const { endpoint } = await create(scope);
    await announceSession(context, changeOf(scope));
    expectOk(await deleteEndpoint(context, scope, { id: endpoint.id, actor: system }));
    await runDue(scope);
    assert.deepEqual(
      (await deliveriesOf(scope)).map(({ state }) => state),
      ['cancelled'],
    );
    assert.deepEqual(await listEndpoints(context, scope), []);
    assert.equal((await getEndpoint(context, scope, endpoint.id)).ok, false);
    const row = await database.owner
      .selectFrom('webhook_endpoint')
      .select('secret')
      .where('id', '=', endpoint.id)
      .executeTakeFirstOrThrow();
    assert.equal(row.secret.length, 0);
  });

  it('does not write a second act where nothing changes', async () => {
    const scope = await openScope();
    const { endpoint } = await create(scope);
    expectOk(await updateEndpoint(context, scope, { id: endpoint.id, actor: system }, { url: endpoint.url }));
    for (const change of [disableEndpoint, disableEndpoint, enableEndpoint, enableEndpoint]) {
      expectOk(await change(context, scope, { id: endpoint.id, actor: system }));
    }
    assert.deepEqual(await acts(scope), [
      'webhook_endpoint_created',
      'webhook_endpoint_disabled',
      'webhook_endpoint_enabled',
    ]);
  });
});

describe('a webhook to a private address', () => {
  it('never leaves where the operator allows none, and the delivery says why', async () => {
    const scope = await openScope();
    const receiver = await openWebhookReceiver();
    await create(scope, receiver.url);
    await announceSession(context, changeOf(scope));
    const guarded = { ...context, outbound: createOutboundHttp({ privateAddresses: [] }) };
    const [work] = await takeWork(database, scope.organizationId, 'deliver');
    await attemptDelivery(guarded, work?.payload as AttemptAddress);
    assert.equal(receiver.received.length, 0);
    const [delivery] = await deliveriesOf(scope);
    assert.equal(delivery?.state, 'pending');
    assert.match(delivery?.lastError ?? '', /not on the public internet/);
  });
});

describe('a test of an endpoint', () => {
  it('says what came of it, reaches one that is switched off, and does not count', async () => {
    const scope = await openScope();
    const receiver = await openWebhookReceiver();
    const { endpoint } = await create(scope, receiver.url);
    expectOk(await disableEndpoint(context, scope, { id: endpoint.id, actor: system }));
    receiver.answerWith(() => ({ status: 200, body: 'thanks' }));
    const good = expectOk(await testEndpoint(context, scope, endpoint.id));
    assert.deepEqual([good.outcome.ok, Buffer.from(good.outcome.response ?? '').toString()], [true, 'thanks']);
    assert.equal(receiver.received[0]?.headers['webhook-id'], good.deliveryId);
    assert.equal(JSON.parse(receiver.received[0]?.body ?? '').type, 'webhook.test');
    receiver.answerWith(() => ({ status: 410 }));
    const bad = expectOk(await testEndpoint(context, scope, endpoint.id));
    assert.deepEqual([bad.outcome.ok, bad.outcome.statusCode], [false, 410]);
    const kept = expectOk(await getDelivery(context, scope, bad.deliveryId));
    assert.deepEqual([kept.state, kept.attempts.length, kept.nextAttemptAt], ['dead', 1, null]);
    assert.equal(expectOk(await getEndpoint(context, scope, endpoint.id)).failingSince, null);
    assert.deepEqual(await takeWork(database, scope.organizationId, 'deliver'), []);
  });
});

describe('the endpoints of an environment', () => {
  it('are twenty at most, also where many are made at once; deleted ones do not count', async () => {
    const scope = await openScope();
    const made = await Promise.all(
      Array.from({ length: 23 }, () => createEndpoint(context, scope, { url: 'https://example.com/' }, system)),
    );
    const refusals = made.flatMap((result) => (result.ok ? [] : [result.error.code]));
    assert.deepEqual(refusals, ['limit_reached', 'limit_reached', 'limit_reached']);
    const [first] = await listEndpoints(context, scope);
    expectOk(await deleteEndpoint(context, scope, { id: first?.id ?? '', actor: system }));
    await create(scope);
    await create({ ...scope, environment: 'test' });
  });

  it('keep their secrets sealed', async () => {
    const scope = await openScope();
    const { endpoint, secret } = await create(scope);
    const row = await database.owner
      .selectFrom('webhook_endpoint')
      .selectAll()
      .where('id', '=', endpoint.id)
      .executeTakeFirstOrThrow();
    assert.ok(!Buffer.from(row.secret).includes(secret.slice(6)));
    assert.ok(!Buffer.from(row.secret).includes(Buffer.from(secret.slice(6), 'base64')));
  });
});
