import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import type { Result } from '@gatehouse/core/result.ts';
import { graph } from '@gatehouse/core/workflow/graph.ts';
import type { DomainError } from '../../errors.ts';
import { fireTimerJob } from '../../job/fire-timer.ts';
import { openGate } from '../../test/journey.ts';
import { expectOk } from '../../test/native-api.ts';
import { subject, system } from '../actor.ts';
import { createWorkflow } from '../workflow/create-workflow.ts';
import { publishWorkflow } from '../workflow/publish-workflow.ts';
import { cancelSession } from './cancel-session.ts';
import { createSession } from './create-session.ts';
import { decideSession, MAX_DECISION_REASON } from './decide-session.ts';
import { giveOutcome } from './give-outcome.ts';
import { listEvents } from './list-events.ts';
import { openSession } from './open-session.ts';
import { getSession } from './read-session.ts';
import { replaySession } from './replay-session.ts';
import { submitStep } from './submit-step.ts';
import { verifySession } from './verify-session.ts';
import { withdrawConsent } from './withdraw-consent.ts';

const gate = await openGate();
const { context } = gate;
const { scope } = await gate.addOrganization();
const { scope: otherScope } = await gate.addOrganization();
after(() => gate.close());

const by = { kind: 'key', id: '0199d4a0-0000-7000-8000-00000000000a' } as const;
const end = (id: string, decision: string) => ({ id, type: 'end', config: { decision } });
const ends = [end('approve', 'approved'), end('reject', 'rejected'), end('review', 'needs_review')];

/** A session of this graph that was opened. */
const openedSession = async (entry: string, ...nodes: readonly object[]) => {
  const source = graph.parse({ entry, nodes: [...nodes, ...ends] });
  const { workflow } = await createWorkflow(context, scope, { name: 'Test', graph: source }, system);
  expectOk(await publishWorkflow(context, scope, { workflowId: workflow.id, draftId: null }, system));
  const input = { workflowId: workflow.id, entity: { kind: 'person' } } as const;
  const { session } = expectOk(await createSession(context, scope, input, system));
  return expectOk(await openSession(context, scope, session.id));
};

const waiting = (config: object = {}) =>
  openedSession('wait', {
    id: 'wait',
    type: 'wait',
    config: { outcomes: ['success', 'unsure'], ...config },
    on: { success: 'approve', unsure: 'review', ...('timeoutSeconds' in config && { timeout: 'reject' }) },
  });

const consenting = (config: object, next: string) =>
  openedSession(
    'consent',
    {
      id: 'consent',
      type: 'consent',
      config: { title: { en: 'Consent' }, text: { en: '<p>Yes?</p>' }, textVersion: '3', ...config },
      on: { next },
    },
    { id: 'form', type: 'form', config: { title: { en: 'Form' }, fields: [] }, on: { next: 'note' } },
    { id: 'note', type: 'end', config: { decision: 'none' } },
  );

const agree = async (id: string) => {
  const input = { accepted: true, language: 'en', textVersion: '3' };
  return expectOk(await submitStep(context, scope, id, { node: 'consent', attempt: 1, input }));
};

const given = { node: 'wait', outcome: 'success', fields: {}, reason: null };

const codeOf = (result: Result<unknown, DomainError>): string => (result.ok ? 'ok' : result.error.code);

/** The log replays to what is stored, and its chain holds. */
const assertProvable = async (id: string): Promise<void> => {
  assert.equal(expectOk(await replaySession(context, scope, id)).isIdentical, true);
  assert.equal((await verifySession(context, scope, id))?.isIntact, true);
};

const timers = async (id: string) => {
  const rows = await gate.database.worker.selectFrom('outbox').where('queue', '=', 'fire-timer').selectAll().execute();
  return rows.filter(({ payload }) => JSON.stringify(payload).includes(id));
};

test('an outcome given from outside moves the session on, with its fields, its reason and who gave it', async () => {
  const { id, state } = await waiting({ fields: [{ name: 'number' }] });
  assert.equal(state, 'waiting');
  const outcome = { ...given, fields: { number: 'A-7' }, reason: 'Known for years.' };
  const moved = expectOk(await giveOutcome(context, scope, id, outcome, by));
  assert.deepEqual([moved.state, moved.run.decision], ['completed', 'approved']);
  const { fields, verdict } = moved.run.results.wait ?? assert.fail('The node has a result.');
  assert.deepEqual(fields, { number: 'A-7' });
  assert.deepEqual(verdict?.reasons, [{ code: 'outcome_given', sentence: 'Known for years.' }]);
  const { events } = expectOk(await listEvents(context, scope, id, { after: 0, limit: 10 }));
  const { type, node, attempt, outcome: left, actor } = events.at(-1) ?? assert.fail('There are events.');
  assert.deepEqual([type, node, attempt, left, actor], ['outcome_given', 'wait', 1, 'success', by]);
  await assertProvable(id);
});

test('an outcome is refused that the node does not know, that brings too much, or that comes at another time', async () => {
  const { id } = await waiting();
  const unknown = await giveOutcome(context, scope, id, { ...given, outcome: 'maybe' }, by);
  assert.deepEqual(unknown.ok ? [] : unknown.error.errors?.map(({ pointer }) => pointer), ['/outcome']);
  const much = await giveOutcome(context, scope, id, { ...given, fields: { text: 'x'.repeat(5000) } }, by);
  assert.deepEqual(much.ok ? [] : much.error.errors?.map(({ pointer }) => pointer), ['/fields']);
  assert.equal(codeOf(await giveOutcome(context, scope, id, { ...given, node: 'approve' }, by)), 'event_does_not_fit');
  assert.equal(codeOf(await giveOutcome(context, scope, id, { ...given, node: 'nowhere' }, by)), 'not_found');
  assert.equal(codeOf(await giveOutcome(context, otherScope, id, given, by)), 'not_found');
  expectOk(await giveOutcome(context, scope, id, given, by));
  assert.equal(codeOf(await giveOutcome(context, scope, id, given, by)), 'session_over');
  const { eventCount } = expectOk(await getSession(context, scope, id));
  assert.equal(eventCount, 3);
});

test('of many outcomes given at once one counts', async () => {
  const { id } = await waiting();
  const all = await Promise.all(
    ['success', 'unsure', 'success', 'unsure'].map((outcome) =>
      giveOutcome(context, scope, id, { ...given, outcome }, by),
    ),
  );
  assert.equal(all.filter(({ ok }) => ok).length, 1);
  await assertProvable(id);
});

test('a person decides a session in review once, with a reason, and its case is closed', async () => {
  const { id } = await waiting();
  const decision = { decision: 'rejected', reason: '  The photo shows somebody else.  ' } as const;
  assert.equal(codeOf(await decideSession(context, scope, id, decision, by)), 'event_does_not_fit');
  expectOk(await giveOutcome(context, scope, id, { ...given, outcome: 'unsure' }, by));
  for (const reason of ['', '   ', 'x'.repeat(MAX_DECISION_REASON + 1)]) {
    assert.equal(codeOf(await decideSession(context, scope, id, { ...decision, reason }, by)), 'input_invalid');
  }
  assert.equal(codeOf(await decideSession(context, otherScope, id, decision, by)), 'not_found');
  const decided = expectOk(await decideSession(context, scope, id, decision, by));
  assert.deepEqual([decided.state, decided.run.decision], ['completed', 'rejected']);
  assert.deepEqual(decided.run.reasons, [{ code: 'decided_in_review', sentence: 'The photo shows somebody else.' }]);
  assert.equal(codeOf(await decideSession(context, scope, id, decision, by)), 'session_over');
  const cases = await gate.database.scoped(scope).selectFrom('case').selectAll().where('session_id', '=', id).execute();
  assert.deepEqual(
    cases.map(({ state, decision: made }) => [state, made]),
    [['closed', 'rejected']],
  );
  await assertProvable(id);
});

test('a waiting node with a time leaves work that is due then, and the time up takes its way', async () => {
  const { id, run } = await waiting({ timeoutSeconds: 90 });
  const dueAt = new Date(context.now().getTime() + 90_000);
  assert.deepEqual(run.pending, { dueAt: dueAt.toISOString() });
  const [timer] = await timers(id);
  assert.deepEqual(timer?.due_at, dueAt);
  context.setTime(dueAt);
  assert.equal(await fireTimerJob.run(context, timer?.payload), true);
  const { state, decision } = expectOk(await getSession(context, scope, id));
  assert.deepEqual([state, decision], ['completed', 'rejected']);
  assert.equal(await fireTimerJob.run(context, timer?.payload), true);
  assert.equal(expectOk(await getSession(context, scope, id)).eventCount, 3);
  await assertProvable(id);
});

test('a timer that comes too early is put off for what is missing', async () => {
  const { id } = await waiting({ timeoutSeconds: 3600 });
  const [first] = await timers(id);
  await fireTimerJob.run(context, first?.payload);
  const [, second] = await timers(id);
  assert.deepEqual(second?.payload, first?.payload);
  const hourAway = Math.abs((second?.due_at?.getTime() ?? 0) - Date.now() - 3_600_000);
  assert.ok(hourAway < 60_000, `It is off by ${hourAway} ms.`);
  assert.equal(expectOk(await getSession(context, scope, id)).state, 'waiting');
});

test('a timer does nothing at an attempt that is over, at an unknown session, and at one that was cancelled', async () => {
  const { id } = await waiting({ timeoutSeconds: 60 });
  const [timer] = await timers(id);
  expectOk(await giveOutcome(context, scope, id, given, by));
  const cancelled = await waiting({ timeoutSeconds: 60 });
  const [other] = await timers(cancelled.id);
  expectOk(await cancelSession(context, scope, cancelled.id, null, by));
  context.setTime(new Date(context.now().getTime() + 3_600_000));
  const unknown = { ...scope, sessionId: context.newId(), runNumber: 1, node: 'wait', attempt: 1 };
  for (const payload of [timer?.payload, other?.payload, unknown]) await fireTimerJob.run(context, payload);
  assert.equal(expectOk(await getSession(context, scope, id)).decision, 'approved');
  assert.equal(expectOk(await getSession(context, scope, cancelled.id)).state, 'cancelled');
  assert.equal(await fireTimerJob.run(context, { ...unknown, attempt: 'first' }), false);
});

test('a waiting session expires like any other, and its timer then does nothing', async () => {
  const { id } = await waiting({ timeoutSeconds: 30 * 24 * 3600 });
  const [timer] = await timers(id);
  context.setTime(new Date(context.now().getTime() + 31 * 24 * 3_600_000));
  await fireTimerJob.run(context, timer?.payload);
  const { state, decision } = expectOk(await getSession(context, scope, id));
  assert.deepEqual([state, decision], ['expired', null]);
  await assertProvable(id);
});

test('a consent withdrawn ends a session that is not over, and withdrawing again is no error', async () => {
  const { id } = await consenting({}, 'form');
  assert.equal(
    codeOf(await withdrawConsent(context, scope, id, { node: 'consent', reason: null }, subject)),
    'event_does_not_fit',
  );
  await agree(id);
  const withdrawn = expectOk(await withdrawConsent(context, scope, id, { node: 'consent', reason: null }, subject));
  assert.equal(withdrawn.state, 'cancelled');
  assert.equal(withdrawn.run.reasons[0]?.code, 'consent_withdrawn');
  expectOk(await withdrawConsent(context, scope, id, { node: 'consent', reason: null }, subject));
  const { events } = expectOk(await listEvents(context, scope, id, { after: 0, limit: 10 }));
  assert.deepEqual(
    events.slice(-2).map(({ type, node, attempt }) => [type, node, attempt]),
    [
      ['submitted', 'consent', 1],
      ['consent_withdrawn', 'consent', null],
    ],
  );
  await assertProvable(id);
});

test('a consent may be withdrawn after the end, which changes nothing of how the session ended', async () => {
  const { id } = await consenting({}, 'form');
  await agree(id);
  expectOk(await submitStep(context, scope, id, { node: 'form', attempt: 1, input: {} }));
  const before = expectOk(await getSession(context, scope, id));
  context.setTime(new Date(context.now().getTime() + 60_000));
  const withdrawn = expectOk(await withdrawConsent(context, scope, id, { node: 'consent', reason: 'By letter.' }, by));
  const { consented, withdrawnAt } = withdrawn.run.results.consent?.fields ?? {};
  assert.deepEqual([consented, withdrawnAt], [false, context.now().toISOString()]);
  const later = expectOk(await getSession(context, scope, id));
  assert.deepEqual(later, { ...before, eventCount: before.eventCount + 1 });
  await assertProvable(id);
});

test('a consent that is not to end the session leaves it where it stands', async () => {
  const { id } = await consenting({ withdrawalEnds: false }, 'form');
  await agree(id);
  const withdrawn = expectOk(await withdrawConsent(context, scope, id, { node: 'consent', reason: null }, subject));
  assert.deepEqual([withdrawn.state, withdrawn.run.node], ['active', 'form']);
  expectOk(await submitStep(context, scope, id, { node: 'form', attempt: 1, input: {} }));
  await assertProvable(id);
});

test('a consent can be withdrawn where one was given, and in no other place or organization', async () => {
  const { id } = await consenting({}, 'form');
  await agree(id);
  const withdraw = (node: string, place = scope) =>
    withdrawConsent(context, place, id, { node, reason: null }, subject);
  assert.equal(codeOf(await withdraw('form')), 'event_does_not_fit');
  assert.equal(codeOf(await withdraw('nowhere')), 'not_found');
  assert.equal(codeOf(await withdraw('consent', otherScope)), 'not_found');
  assert.equal(expectOk(await getSession(context, scope, id)).state, 'active');
});

test('a consent withdrawn in review closes the case', async () => {
  const { id } = await consenting({}, 'review');
  assert.equal((await agree(id)).state, 'in_review');
  const withdrawn = expectOk(await withdrawConsent(context, scope, id, { node: 'consent', reason: null }, subject));
  assert.equal(withdrawn.state, 'cancelled');
  const cases = await gate.database.scoped(scope).selectFrom('case').selectAll().where('session_id', '=', id).execute();
  assert.deepEqual(
    cases.map(({ state }) => state),
    ['closed'],
  );
});
