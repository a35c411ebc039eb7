import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { Webhook } from 'standardwebhooks';
import { v7 } from 'uuid';
import type { Scope } from '../../db/scope.ts';
import { openTestDatabase } from '../../test/database.ts';
import { createTestContext, expectOk } from '../../test/native-api.ts';
import { takeWork } from '../../test/outbox-work.ts';
import { openWebhookReceiver, type WebhookReceiver } from '../../test/webhook-receiver.ts';
import { system } from '../actor.ts';
import type { DomainContext } from '../context.ts';
import { createOrganization } from '../organization/create-organization.ts';
import { createEndpoint } from '../webhook/create-endpoint.ts';
import { attemptDelivery, CLAIM_MS, failDelivery } from './attempt-delivery.ts';
import { retryDelaysMs } from './back-off.ts';
import { cancelDelivery } from './cancel-delivery.ts';
import { createDeliveryAlone, type NewDelivery } from './create-delivery.ts';
import { claimDelivery } from './delivery.queries.ts';
import type { AttemptAddress } from './delivery.ts';
import type { Mail } from './mail-port.ts';
import { type DeliveryWithAttempts, getDelivery } from './read-delivery.ts';
import { retryDeadDeliveries, retryDelivery } from './retry-delivery.ts';

const database = await openTestDatabase();
const context = createTestContext(database);

interface Place {
  readonly scope: Scope;
  readonly receiver: WebhookReceiver;
  readonly endpointId: string;
  readonly secret: string;
}

/** An organization with an endpoint that takes everything. */
const openPlace = async (): Promise<Place> => {
  const receiver = await openWebhookReceiver();
  const owner = { name: 'Acme', ownerEmail: `${v7()}@example.com`, ownerName: 'Ada Owner' };
  const { organizationId } = expectOk(await createOrganization(context, owner));
  const scope = { organizationId, environment: 'live' } as const;
  const made = expectOk(await createEndpoint(context, scope, { url: receiver.url }, system));
  return { scope, receiver, endpointId: made.endpoint.id, secret: made.secret };
};

const body = JSON.stringify({ type: 'session.completed', timestamp: '2031-05-01T12:00:00.000Z', data: {} });

const webhookTo = ({ endpointId }: Place): NewDelivery => ({
  eventType: 'session.completed',
  endpointId,
  message: { channel: 'webhook', body },
});

const create = async (place: Place, input: NewDelivery = webhookTo(place)): Promise<string> =>
  expectOk(await createDeliveryAlone(context, place.scope, input)).id;

const get = async ({ scope }: Place, id: string): Promise<DeliveryWithAttempts> =>
  expectOk(await getDelivery(context, scope, id));

const first = ({ scope }: Place, deliveryId: string): AttemptAddress => ({ ...scope, deliveryId, attempt: 1 });

/** Does the work that waits, each piece at its time; gives the waits in ms. */
const runDue = async (place: Place, using: DomainContext = context): Promise<number[]> => {
  const work = await takeWork(database, place.scope.organizationId, 'deliver', 'deliver-message');
  const waits: number[] = [];
  for (const { payload, dueAt } of work) {
    waits.push(dueAt === null ? 0 : dueAt.getTime() - context.now().getTime());
    if (dueAt !== null) context.setTime(dueAt);
    await attemptDelivery(using, payload as AttemptAddress);
  }
  return waits;
};

const row = (id: string) =>
  database.owner.selectFrom('delivery').selectAll().where('id', '=', id).executeTakeFirstOrThrow();

describe('an attempt at a delivery', () => {
  it('sends once, signed, and drops the message', async () => {
    const place = await openPlace();
    const id = await create(place);
    assert.ok(!Buffer.from((await row(id)).body ?? '').includes('session.completed'), 'sealed while it waits');
    assert.deepEqual(await runDue(place), [0]);
    const [received, ...more] = place.receiver.received;
    assert.ok(received !== undefined && more.length === 0);
    assert.equal(received.headers['webhook-id'], id);
    const timestamp = Math.floor(context.now().getTime() / 1000);
    assert.equal(received.headers['webhook-timestamp'], String(timestamp));
    // The reference implementation of the standard; its clock is this machine's, so it signs the same and both are compared.
    const expected = new Webhook(place.secret).sign(id, new Date(timestamp * 1000), received.body);
    assert.equal(received.headers['webhook-signature'], expected);
    assert.equal(received.body, body);
    const delivery = await get(place, id);
    assert.deepEqual(
      [delivery.state, delivery.attemptCount, delivery.lastError, delivery.nextAttemptAt],
      ['delivered', 1, null, null],
    );
    assert.deepEqual(
      delivery.attempts.map(({ number, isSuccess, statusCode }) => [number, isSuccess, statusCode]),
      [[1, true, 204]],
    );
    assert.equal((await row(id)).body, null);
    assert.deepEqual(await takeWork(database, place.scope.organizationId, 'deliver'), []);
  });

  it('is followed by others at growing distances, and the last failure makes a dead letter that keeps its message', async () => {
    const place = await openPlace();
    place.receiver.answerWith(() => ({ status: 500, body: 'broken' }));
    const id = await create(place);
    const waits: number[] = [];
    for (let due = await runDue(place); due.length > 0; due = await runDue(place)) waits.push(...due);
    assert.equal(waits.length, 10);
    for (const [index, delay] of retryDelaysMs.entries()) {
      const wait = waits[index + 1] ?? 0;
      assert.ok(wait >= delay && wait <= delay * 1.2 + 1, `attempt ${index + 2} after ${wait} ms`);
    }
    const delivery = await get(place, id);
    assert.deepEqual(
      [delivery.state, delivery.attemptCount, delivery.lastError],
      ['dead', 10, 'The endpoint answered 500.'],
    );
    assert.equal(delivery.attempts.length, 10);
    assert.equal(delivery.attempts[0]?.response, 'broken');
    assert.notEqual((await row(id)).body, null);
    assert.equal(new Set(place.receiver.received.map(({ headers }) => headers['webhook-id'])).size, 1);
  });

  it('that ran already does nothing when its job runs again', async () => {
    const place = await openPlace();
    const id = await create(place);
    await attemptDelivery(context, first(place, id));
    await attemptDelivery(context, first(place, id));
    assert.equal(place.receiver.received.length, 1);
    place.receiver.answerWith(() => ({ status: 500 }));
    const other = await create(place);
    await attemptDelivery(context, first(place, other));
    await attemptDelivery(context, first(place, other));
    assert.equal((await get(place, other)).attemptCount, 1);
  });

  it('is made by one of two jobs at the same time', async () => {
    const place = await openPlace();
    const id = await create(place);
    await Promise.all([1, 2, 3].map(() => attemptDelivery(context, first(place, id))));
    assert.equal(place.receiver.received.length, 1);
    // Those that stood back come again, in case the one had died, and find nothing to do.
    while ((await runDue(place)).length > 0);
    assert.equal(place.receiver.received.length, 1);
    assert.equal((await get(place, id)).attemptCount, 1);
  });

  it('of a process that died while it sent is made again, once the claim is over, with the same id', async () => {
    const place = await openPlace();
    const id = await create(place);
    await takeWork(database, place.scope.organizationId, 'deliver');
    const now = context.now();
    const until = new Date(now.getTime() + CLAIM_MS);
    const db = database.scoped(place.scope);
    assert.ok(await claimDelivery(db, place.scope, { deliveryId: id, attemptCount: 0, now, until }));
    await attemptDelivery(context, first(place, id));
    assert.equal(place.receiver.received.length, 0);
    assert.deepEqual(await runDue(place), [CLAIM_MS]);
    assert.equal(place.receiver.received[0]?.headers['webhook-id'], id);
    assert.equal((await get(place, id)).state, 'delivered');
  });

  it('that was sent but not written down is sent again with the same id, and counts once', async () => {
    const place = await openPlace();
    const id = await create(place);
    let clockReads = 0;
    // The clock is read a last time when the outcome is written: there the process meets its end.
    const dying: DomainContext = {
      ...context,
      now: () => {
        clockReads += 1;
        if (clockReads === 4) throw new Error('The database is away.');
        return context.now();
      },
    };
    await assert.rejects(attemptDelivery(dying, first(place, id)), /The database is away/);
    assert.equal(place.receiver.received.length, 1);
    assert.equal((await get(place, id)).attemptCount, 0);
    await attemptDelivery(context, first(place, id));
    const ids = place.receiver.received.map(({ headers }) => headers['webhook-id']);
    assert.deepEqual(ids, [id, id]);
    assert.deepEqual([(await get(place, id)).state, (await get(place, id)).attempts.length], ['delivered', 1]);
  });

  it('waits as long as the receiver asks', async () => {
    const place = await openPlace();
    place.receiver.answerWith(() => ({ status: 429, headers: { 'retry-after': '3600' } }));
    await create(place);
    await runDue(place);
    const [work] = await takeWork(database, place.scope.organizationId, 'deliver');
    const wait = (work?.dueAt?.getTime() ?? 0) - context.now().getTime();
    assert.ok(wait >= 3_600_000 && wait <= 1.2 * 3_600_000, `${wait} ms`);
  });

  it('does not follow a redirect', async () => {
    const place = await openPlace();
    const elsewhere = await openWebhookReceiver();
    place.receiver.answerWith(() => ({ status: 307, headers: { location: elsewhere.url } }));
    const id = await create(place);
    await runDue(place);
    assert.equal(elsewhere.received.length, 0);
    assert.match((await get(place, id)).lastError ?? '', /answered 307: redirects are not followed/);
  });

  it('keeps a kilobyte of what a receiver answers, sealed, and nothing of it in clear', async () => {
    const place = await openPlace();
    place.receiver.answerWith(() => ({ status: 500, body: `anna@example.com ${'x'.repeat(5000)}` }));
    const id = await create(place);
    await runDue(place);
    const delivery = await get(place, id);
    assert.equal(delivery.attempts[0]?.response?.length, 1024);
    assert.ok(!JSON.stringify([await row(id)]).includes('anna'));
    const stored = await database.owner
      .selectFrom('delivery_attempt')
      .selectAll()
      .where('delivery_id', '=', id)
      .execute();
    assert.ok(!Buffer.from(stored[0]?.response ?? '').includes('anna'));
  });

  it('that cannot be made for a reason of our own leaves a dead letter', async () => {
    const place = await openPlace();
    const id = await create(place);
    await failDelivery(context, first(place, id));
    assert.equal((await get(place, id)).state, 'dead');
    await attemptDelivery(context, first(place, id));
    assert.equal(place.receiver.received.length, 0);
  });

  it('at an endpoint that fails and hangs is put off while two others are under way, so that it holds up nobody', async () => {
    const place = await openPlace();
    place.receiver.answerWith(() => ({ status: 500 }));
    await create(place);
    await runDue(place);
    await takeWork(database, place.scope.organizationId, 'deliver');
    const [hanging, both] = [Promise.withResolvers<{ status: number }>(), Promise.withResolvers<void>()];
    place.receiver.answerWith(() => {
      if (place.receiver.received.length === 3) both.resolve();
      return hanging.promise;
    });
    const [one, other, third] = [await create(place), await create(place), await create(place)];
    await takeWork(database, place.scope.organizationId, 'deliver');
    const underWay = [one, other].map((id) => attemptDelivery(context, first(place, id)));
    await both.promise;
    await attemptDelivery(context, first(place, third));
    const [work, ...more] = await takeWork(database, place.scope.organizationId, 'deliver');
    const wait = (work?.dueAt?.getTime() ?? 0) - context.now().getTime();
    assert.ok(wait >= 15_000 && wait <= 45_000 && more.length === 0, `${wait} ms`);
    assert.deepEqual([(await get(place, third)).state, (await get(place, third)).attemptCount], ['pending', 0]);
    await attemptDelivery(context, work?.payload as AttemptAddress);
    const [later] = await takeWork(database, place.scope.organizationId, 'deliver');
    const longer = (later?.dueAt?.getTime() ?? 0) - context.now().getTime();
    assert.ok(longer >= 30_000 && longer <= 90_000, `${longer} ms`);
    hanging.resolve({ status: 200 });
    await Promise.all(underWay);
    await attemptDelivery(context, later?.payload as AttemptAddress);
    assert.equal((await get(place, third)).state, 'delivered');
  });

  it('fails without an answer where nobody listens, and says why', async () => {
    const place = await openPlace();
    const made = await createEndpoint(context, place.scope, { url: 'http://127.0.0.1:9/' }, system);
    assert.ok(made.ok);
    const input = { ...webhookTo(place), endpointId: made.value.endpoint.id };
    const id = await create(place, input);
    await runDue(place);
    const delivery = await get(place, id);
    assert.deepEqual([delivery.state, delivery.attempts[0]?.statusCode], ['pending', null]);
    assert.match(delivery.lastError ?? '', /port 9/);
  });
});

describe('a delivery by mail', () => {
  const mail = { to: 'anna@example.com', fromName: null, subject: 'Hello', text: 'Open the link.', html: null };
  const notice: NewDelivery = { eventType: 'notice', message: { channel: 'email', ...mail } };
  const refusal = { ok: false, statusCode: 550, response: Buffer.from('550 no anna'), retryAfterMs: null } as const;

  const mailing = (send: DomainContext['mailer']['send']): DomainContext => ({
    ...context,
    mailer: { kind: 'smtp', send, forget: async () => undefined, close: async () => undefined },
  });

  it('leaves by the mailer with its id', async () => {
    const place = await openPlace();
    const sent: [Mail, string][] = [];
    const id = await create(place, notice);
    const using = mailing(async (one, about) => {
      sent.push([one, about.deliveryId]);
      return { ok: true, statusCode: 250, response: null };
    });
    await runDue(place, using);
    assert.deepEqual(sent, [[{ channel: 'email', ...mail }, id]]);
    assert.equal((await get(place, id)).state, 'delivered');
  });

  it('waits apart from webhooks, its further attempts and those by hand too', async () => {
    const place = await openPlace();
    const id = await create(place, notice);
    await create(place);
    const queued = () => takeWork(database, place.scope.organizationId, 'deliver-message');
    assert.deepEqual(
      (await queued()).map(({ payload }) => payload),
      [{ ...place.scope, deliveryId: id, attempt: 1 }],
    );
    const busy = mailing(async () => ({ ...refusal, statusCode: 451, isPermanent: false, error: 'Not now (451).' }));
    await attemptDelivery(busy, first(place, id));
    assert.equal((await queued()).length, 1);
    expectOk(await retryDelivery(context, place.scope, id, system));
    assert.equal((await queued()).length, 1);
    await failDelivery(context, { ...first(place, id), attempt: 2 });
    assert.equal(await retryDeadDeliveries(context, place.scope, null, system), 1);
    assert.equal((await queued()).length, 1);
    assert.equal((await takeWork(database, place.scope.organizationId, 'deliver')).length, 1);
  });

  it('that is refused for good ends at once', async () => {
    const place = await openPlace();
    const id = await create(place, notice);
    await runDue(
      place,
      mailing(async () => ({ ...refusal, isPermanent: true, error: 'Refused (550).' })),
    );
    assert.deepEqual([(await get(place, id)).state, (await get(place, id)).attemptCount], ['dead', 1]);
    assert.deepEqual(await takeWork(database, place.scope.organizationId, 'deliver-message'), []);
  });

  it('whose sender throws is given free at once, for its job to try again', async () => {
    const place = await openPlace();
    const id = await create(place, notice);
    const broken = mailing(async () => Promise.reject(new Error('A bug.')));
    await assert.rejects(attemptDelivery(broken, first(place, id)), /A bug/);
    assert.equal((await row(id)).claimed_until, null);
  });
});

describe('a delivery that is cancelled or retried', () => {
  it('while it is sent stays cancelled, and the attempt is listed', async () => {
    const place = await openPlace();
    const id = await create(place);
    place.receiver.answerWith(async () => {
      expectOk(await cancelDelivery(context, place.scope, id, system));
      return { status: 500, body: 'late' };
    });
    await runDue(place);
    const delivery = await get(place, id);
    assert.deepEqual([delivery.state, delivery.attempts.length], ['cancelled', 1]);
    assert.equal(delivery.attempts[0]?.response, null);
    assert.deepEqual(await takeWork(database, place.scope.organizationId, 'deliver'), []);
    assert.equal((await row(id)).body, null);
  });

  it('before it is sent never leaves', async () => {
    const place = await openPlace();
    const id = await create(place);
    expectOk(await cancelDelivery(context, place.scope, id, system));
    expectOk(await cancelDelivery(context, place.scope, id, system));
    await runDue(place);
    assert.equal(place.receiver.received.length, 0);
  });

  it('by hand has the whole schedule before it again', async () => {
    const place = await openPlace();
    place.receiver.answerWith(() => ({ status: 500 }));
    const id = await create(place);
    while ((await runDue(place)).length > 0);
    expectOk(await retryDelivery(context, place.scope, id, system));
    await runDue(place);
    const [next] = await takeWork(database, place.scope.organizationId, 'deliver');
    const wait = (next?.dueAt?.getTime() ?? 0) - context.now().getTime();
    assert.ok(wait >= 5_000 && wait <= 6_001, `${wait} ms`);
    assert.equal((await get(place, id)).attemptCount, 11);
  });

  it('by hand before its time leaves now, and not a second time', async () => {
    const place = await openPlace();
    place.receiver.answerWith(() => ({ status: 500 }));
    const id = await create(place);
    await runDue(place);
    place.receiver.answerWith(() => ({ status: 200 }));
    expectOk(await retryDelivery(context, place.scope, id, system));
    const waits = await runDue(place);
    assert.equal(waits.length, 2);
    assert.equal(place.receiver.received.length, 2);
    assert.equal((await get(place, id)).state, 'delivered');
  });

  it('is refused both once it was delivered', async () => {
    const place = await openPlace();
    const id = await create(place);
    await runDue(place);
    for (const act of [cancelDelivery, retryDelivery]) {
      const refused = await act(context, place.scope, id, system);
      assert.equal(refused.ok ? null : refused.error.code, 'delivery_over');
    }
  });
});
