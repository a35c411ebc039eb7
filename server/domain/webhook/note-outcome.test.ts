import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { v7 } from 'uuid';
import type { Scope } from '../../db/scope.ts';
import { expectOk } from '../../test/native-api.ts';
import { takeWork } from '../../test/outbox-work.ts';
import { openWebhookPlace } from '../../test/webhook-place.ts';
import { openWebhookReceiver } from '../../test/webhook-receiver.ts';
import { attemptDelivery } from '../delivery/attempt-delivery.ts';
import type { SendOutcome } from '../delivery/channel-port.ts';
import type { AttemptAddress } from '../delivery/delivery.ts';
import { announceSession } from './announce-session.ts';
import { noteEndpointOutcome } from './note-outcome.ts';
import { getEndpoint } from './read-endpoint.ts';

const { database, context, openScope, create, changeOf, deliveriesOf, runDue, acts } = await openWebhookPlace();
const start = context.now();
const DAY = 86_400_000;

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
  for (const { payload } of await takeWork(database, scope.organizationId, 'deliver-message')) {
    await attemptDelivery({ ...context, mailer }, payload as AttemptAddress);
  }
  return mails;
};

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
