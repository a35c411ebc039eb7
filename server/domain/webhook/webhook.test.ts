import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { Webhook } from 'standardwebhooks';
import { v7 } from 'uuid';
import { createOutboundHttp } from '../../adapter/outbound/outbound-http.ts';
import type { Environment, Scope } from '../../db/scope.ts';
import { announceJob } from '../../job/announce.ts';
import { sessionChangedJob } from '../../job/session-changed.ts';
import { openTestDatabase } from '../../test/database.ts';
import { createTestContext, expectOk } from '../../test/native-api.ts';
import { takeWork } from '../../test/outbox-work.ts';
import { openWebhookReceiver } from '../../test/webhook-receiver.ts';
import { system } from '../actor.ts';
import { attemptDelivery } from '../delivery/attempt-delivery.ts';
import type { SendOutcome } from '../delivery/channel-port.ts';
import type { AttemptAddress, DeliveryRecord } from '../delivery/delivery.ts';
import { getDelivery, listDeliveries } from '../delivery/read-delivery.ts';
import { retryDeadDeliveries } from '../delivery/retry-delivery.ts';
import { createOrganization } from '../organization/create-organization.ts';
import type { SessionChange } from '../session/session.ts';
import { queueAnnouncement } from './announce.ts';
import { announceSession } from './announce-session.ts';
import { createEndpoint, type EndpointWithSecret } from './create-endpoint.ts';
import { noteEndpointOutcome } from './note-outcome.ts';
import { getEndpoint, listEndpoints } from './read-endpoint.ts';
import { rotateSecret } from './rotate-secret.ts';
import { testEndpoint } from './test-endpoint.ts';
import { deleteEndpoint, disableEndpoint, enableEndpoint, updateEndpoint } from './update-endpoint.ts';

const database = await openTestDatabase();
const context = createTestContext(database);
const start = context.now();
const DAY = 86_400_000;

const openScope = async (environment: Environment = 'live'): Promise<Scope> => {
  const owner = { name: 'Acme', ownerEmail: `${v7()}@example.com`, ownerName: 'Ada Owner' };
  const { organizationId } = expectOk(await createOrganization(context, owner));
  return { organizationId, environment };
};

const create = async (
  scope: Scope,
  url = 'https://example.com/hooks',
  eventTypes?: readonly string[],
): Promise<EndpointWithSecret> => expectOk(await createEndpoint(context, scope, { url, eventTypes }, system));

const changeOf = (scope: Scope, change: Partial<SessionChange> = {}): SessionChange => ({
  ...scope,
  sessionId: v7(),
  workflowId: v7(),
  eventNumber: 4,
  from: 'active',
  to: 'completed',
  decision: 'approved',
  at: context.now().toISOString(),
  ...change,
});

const everything = { limit: 100, after: null, state: null, channel: null, endpointId: null, sessionId: null };

const deliveriesOf = async (scope: Scope): Promise<readonly DeliveryRecord[]> =>
  (await listDeliveries(context, scope, everything)).deliveries;

/** Makes each attempt that waits, at its time. */
const runDue = async (scope: Scope): Promise<void> => {
  for (const { payload, dueAt } of await takeWork(database, scope.organizationId, 'deliver')) {
    if (dueAt !== null && dueAt > context.now()) context.setTime(dueAt);
    await attemptDelivery(context, payload as AttemptAddress);
  }
};

const acts = async (scope: Scope): Promise<string[]> => {
  const rows = await database.owner
    .selectFrom('act')
    .select('type')
    .where('organization_id', '=', scope.organizationId)
    .orderBy('number')
    .execute();
  return rows.map(({ type }) => type).filter((type) => /^(webhook|delivery)/.test(type));
};

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

describe('the rotation of a secret', () => {
  const signaturesAt = async (scope: Scope, time: Date, secrets: readonly string[]): Promise<boolean[]> => {
    const receiver = await openWebhookReceiver();
    const [endpoint] = await listEndpoints(context, scope);
    expectOk(await updateEndpoint(context, scope, { id: endpoint?.id ?? '', actor: system }, { url: receiver.url }));
    context.setTime(time);
    await announceSession(context, changeOf(scope));
    await runDue(scope);
    const { headers, body } = receiver.received[0] ?? assert.fail('nothing was received');
    const signed = String(headers['webhook-signature']).split(' ');
    const at = new Date(Number(headers['webhook-timestamp']) * 1000);
    const has = (secret: string) => signed.includes(new Webhook(secret).sign(String(headers['webhook-id']), at, body));
    return [...secrets.map(has), signed.length === 2];
  };

  it('signs with both for a day, and then with the new one alone', async () => {
    context.setTime(start);
    const scope = await openScope();
    const { endpoint, secret: old } = await create(scope);
    const rotation = { id: endpoint.id, actor: system, overlapMs: DAY };
    const { secret: present, endpoint: rotated } = expectOk(await rotateSecret(context, scope, rotation));
    assert.equal(rotated.previousSecretExpiresAt?.getTime(), start.getTime() + DAY);
    assert.deepEqual(await signaturesAt(scope, new Date(start.getTime() + DAY - 1), [present, old]), [
      true,
      true,
      true,
    ]);
    assert.deepEqual(await signaturesAt(scope, new Date(start.getTime() + DAY), [present, old]), [true, false, false]);
    assert.equal(expectOk(await getEndpoint(context, scope, endpoint.id)).previousSecretExpiresAt, null);
    context.setTime(start);
  });

  it('without an overlap stops the one before at once; of three the oldest stops', async () => {
    const scope = await openScope();
    const { endpoint, secret: first } = await create(scope);
    const rotate = async (overlapMs: number): Promise<string> =>
      expectOk(await rotateSecret(context, scope, { id: endpoint.id, actor: system, overlapMs })).secret;
    const second = await rotate(DAY);
    const third = await rotate(DAY);
    assert.deepEqual(await signaturesAt(scope, start, [third, second, first]), [true, true, false, true]);
    const fourth = await rotate(0);
    assert.deepEqual(await signaturesAt(scope, start, [fourth, third]), [true, false, false]);
  });
});

describe('an endpoint that fails', () => {
  const failed: SendOutcome = {
    ok: false,
    statusCode: 500,
    response: null,
    isPermanent: false,
    error: 'The endpoint answered 500.',
    retryAfterMs: null,
  };
  const succeeded: SendOutcome = { ok: true, statusCode: 200, response: null };

  const note = (scope: Scope, id: string, outcome: SendOutcome, day: number): Promise<void> => {
    context.setTime(new Date(start.getTime() + day * DAY));
    return database
      .scoped(scope)
      .transaction()
      .execute((transaction) => noteEndpointOutcome(transaction, context, scope, id, outcome));
  };

  const stateOf = async (scope: Scope, id: string) => {
    const { state, disabledReason } = expectOk(await getEndpoint(context, scope, id));
    return [state, disabledReason];
  };

  it('for five days and ten times is switched off, and owners and administrators hear of it', async () => {
    const scope = await openScope();
    const { endpoint } = await create(scope);
    const emails = await addMembers(scope, ['admin', 'reviewer', 'viewer']);
    for (let count = 0; count < 9; count += 1) await note(scope, endpoint.id, failed, count < 8 ? 0 : 4.9);
    assert.deepEqual(await stateOf(scope, endpoint.id), ['enabled', null]);
    await note(scope, endpoint.id, failed, 5);
    assert.deepEqual(await stateOf(scope, endpoint.id), ['disabled', 'failing']);
    const notices = await deliveriesOf(scope);
    assert.deepEqual(
      notices.map(({ channel, eventType }) => [channel, eventType]),
      [
        ['email', 'notice'],
        ['email', 'notice'],
      ],
    );
    const told = await readMails(scope);
    assert.deepEqual(told.map(({ to }) => to).toSorted(), [emails.owner, emails.admin].toSorted());
    assert.match(told[0]?.text ?? '', /Nothing could be delivered to it since 2031-05-01T12:00:00.000Z/);
    assert.deepEqual((await acts(scope)).slice(-1), ['webhook_endpoint_disabled']);
    await note(scope, endpoint.id, failed, 6);
    assert.equal((await deliveriesOf(scope)).length, 2, 'once');
    context.setTime(start);
  });

  it('for five days, but seldom, or often, but not for five days, is not', async () => {
    const scope = await openScope();
    const seldom = await create(scope);
    const often = await create(scope, 'https://example.com/often');
    for (let count = 0; count < 9; count += 1) await note(scope, seldom.endpoint.id, failed, count);
    for (let count = 0; count < 50; count += 1) await note(scope, often.endpoint.id, failed, count / 25);
    assert.deepEqual(await stateOf(scope, seldom.endpoint.id), ['enabled', null]);
    assert.deepEqual(await stateOf(scope, often.endpoint.id), ['enabled', null]);
    context.setTime(start);
  });

  it('and succeeds in between begins anew', async () => {
    const scope = await openScope();
    const { endpoint } = await create(scope);
    for (let count = 0; count < 9; count += 1) await note(scope, endpoint.id, failed, 0);
    await note(scope, endpoint.id, succeeded, 4);
    assert.equal(expectOk(await getEndpoint(context, scope, endpoint.id)).failingSince, null);
    for (let count = 0; count < 9; count += 1) await note(scope, endpoint.id, failed, 6);
    await note(scope, endpoint.id, failed, 10);
    assert.deepEqual(await stateOf(scope, endpoint.id), ['enabled', null]);
    context.setTime(start);
  });

  it('with 410 is switched off at once, and the delivery is dead', async () => {
    const scope = await openScope();
    const receiver = await openWebhookReceiver();
    receiver.answerWith(() => ({ status: 410 }));
    const { endpoint } = await create(scope, receiver.url);
    await announceSession(context, changeOf(scope));
    await runDue(scope);
    assert.deepEqual(await stateOf(scope, endpoint.id), ['disabled', 'gone']);
    const [webhook] = (await deliveriesOf(scope)).filter(({ channel }) => channel === 'webhook');
    assert.deepEqual([webhook?.state, webhook?.attemptCount], ['dead', 1]);
  });
});

const addMembers = async (scope: Scope, roles: readonly string[]): Promise<Record<string, string>> => {
  const emails: Record<string, string> = {};
  for (const role of roles) {
    const [id, email] = [v7(), `${role}-${v7()}@example.com`];
    const created_at = context.now();
    await database.owner.insertInto('user').values({ id, email, name: role, created_at }).execute();
    const membership = { organization_id: scope.organizationId, user_id: id, role, created_at };
    await database.owner.insertInto('membership').values(membership).execute();
    emails[role] = email;
  }
  const owner = await database.owner
    .selectFrom('membership')
    .innerJoin('user', 'user.id', 'membership.user_id')
    .select('email')
    .where('organization_id', '=', scope.organizationId)
    .where('role', '=', 'owner')
    .executeTakeFirstOrThrow();
  return { ...emails, owner: owner.email };
};

/** The mails that wait, as the mailer is given them. */
const readMails = async (scope: Scope): Promise<{ to: string; text: string }[]> => {
  const mails: { to: string; text: string }[] = [];
  const mailer = {
    ...context.mailer,
    send: async (mail: { to: string; text: string }) => {
      mails.push(mail);
      return { ok: true, statusCode: 250, response: null } as const;
    },
  };
  for (const { payload } of await takeWork(database, scope.organizationId, 'deliver')) {
    await attemptDelivery({ ...context, mailer }, payload as AttemptAddress);
  }
  return mails;
};

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
