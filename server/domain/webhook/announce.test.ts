import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { v7 } from 'uuid';
import { announceJob } from '../../job/announce.ts';
import { sessionChangedJob } from '../../job/session-changed.ts';
import { expectOk } from '../../test/native-api.ts';
import { takeWork } from '../../test/outbox-work.ts';
import { openWebhookPlace } from '../../test/webhook-place.ts';
import { openWebhookReceiver } from '../../test/webhook-receiver.ts';
import { system } from '../actor.ts';
import type { SessionChange } from '../session/session.ts';
import { queueAnnouncement } from './announce.ts';
import { announceSession } from './announce-session.ts';
import { deleteEndpoint, disableEndpoint } from './update-endpoint.ts';

const { database, context, openScope, create, changeOf, deliveriesOf, runDue } = await openWebhookPlace();

describe('a change of a session', () => {
  it('is told once to each endpoint that wants it, however often its job runs', async () => {
    const scope = await openScope();
    const all = await create(scope);
    const some = await create(scope, 'https://example.com/some', ['session.completed']);
    await create(scope, 'https://example.com/others', ['session.failed', 'entity.erased']);
    const off = await create(scope, 'https://example.com/off');
    const gone = await create(scope, 'https://example.com/gone');
    expectOk(await disableEndpoint(context, scope, { id: off.endpoint.id, actor: system }));
    expectOk(await deleteEndpoint(context, scope, { id: gone.endpoint.id, actor: system }));
    const change = changeOf(scope);
    for (let run = 0; run < 3; run += 1) assert.ok(await sessionChangedJob.run(context, { ...change }));
    const made = await deliveriesOf(scope);
    assert.deepEqual(
      made.map(({ endpointId }) => endpointId).toSorted(),
      [all.endpoint.id, some.endpoint.id].toSorted(),
    );
    assert.deepEqual(
      made.map(({ eventType, sessionId }) => [eventType, sessionId]),
      [
        ['session.completed', change.sessionId],
        ['session.completed', change.sessionId],
      ],
    );
    assert.equal((await takeWork(database, scope.organizationId, 'deliver')).length, 2);
  });

  it('is told with ids and states alone, signed', async () => {
    const scope = await openScope();
    const receiver = await openWebhookReceiver();
    await create(scope, receiver.url);
    const change = changeOf(scope);
    await announceSession(context, change);
    await runDue(scope);
    assert.deepEqual(JSON.parse(receiver.received[0]?.body ?? ''), {
      type: 'session.completed',
      timestamp: change.at,
      data: {
        sessionId: change.sessionId,
        workflowId: change.workflowId,
        state: 'completed',
        decision: 'approved',
      },
    });
  });

  const states: readonly (readonly [from: SessionChange['from'], to: SessionChange['to'], type: string | null])[] = [
    [null, 'created', 'session.created'],
    ['created', 'active', 'session.opened'],
    ['waiting', 'active', null],
    ['active', 'waiting', 'session.waiting'],
    ['waiting', 'in_review', 'session.in_review'],
    ['in_review', 'completed', 'session.completed'],
    ['created', 'expired', 'session.expired'],
    ['active', 'cancelled', 'session.cancelled'],
    ['active', 'failed', 'session.failed'],
  ];
  it('from state to state is told by the event that names the new one', async () => {
    const scope = await openScope();
    await create(scope);
    for (const [from, to, type] of states) {
      const change = changeOf(scope, { from, to, decision: null });
      await announceSession(context, change);
      const told = (await deliveriesOf(scope)).filter(({ sessionId }) => sessionId === change.sessionId);
      assert.deepEqual(
        told.map(({ eventType }) => eventType),
        type === null ? [] : [type],
      );
    }
  });

  it('is not told to another organization or environment', async () => {
    const scope = await openScope();
    const other = await openScope();
    await create(other);
    await create({ ...scope, environment: 'test' });
    await announceSession(context, changeOf(scope));
    for (const place of [scope, other, { ...scope, environment: 'test' } as const]) {
      assert.deepEqual(await deliveriesOf(place), []);
    }
  });

  it('is one row of work where no endpoint wants it', async () => {
    const scope = await openScope();
    await announceSession(context, changeOf(scope));
    assert.deepEqual(await takeWork(database, scope.organizationId, 'deliver'), []);
  });
});

describe('an announcement', () => {
  it('happens with its cause or not at all, and once', async () => {
    const scope = await openScope();
    await create(scope);
    const entityId = v7();
    const event = { type: 'entity.erased', timestamp: context.now().toISOString(), data: { entityId } } as const;
    const queue = (fails: boolean) =>
      database
        .scoped(scope)
        .transaction()
        .execute(async (transaction) => {
          await queueAnnouncement(transaction, context, scope, { event, cause: `erased:${entityId}` });
          if (fails) throw new Error('No.');
        });
    await assert.rejects(queue(true));
    assert.deepEqual(await takeWork(database, scope.organizationId, 'announce'), []);
    await queue(false);
    const [work] = await takeWork(database, scope.organizationId, 'announce');
    assert.ok(await announceJob.run(context, work?.payload));
    assert.ok(await announceJob.run(context, work?.payload));
    const made = await deliveriesOf(scope);
    assert.deepEqual(
      made.map((delivery) => [delivery.eventType, delivery.entityId]),
      [['entity.erased', entityId]],
    );
  });
});
