import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { graph } from '@gatehouse/core/workflow/graph.ts';
import { openGate } from '../../test/journey.ts';
import { expectOk, type TestContext } from '../../test/native-api.ts';
import { system } from '../actor.ts';
import { createWorkflow } from '../workflow/create-workflow.ts';
import { publishWorkflow } from '../workflow/publish-workflow.ts';
import { cancelSession } from './cancel-session.ts';
import { createSession } from './create-session.ts';
import { expireSession } from './expire-session.ts';
import { listEvents } from './list-events.ts';
import { getCurrentSession, openSession } from './open-session.ts';
import { replaySession } from './replay-session.ts';
import { createSessionQueue } from './session-queue.ts';
import { goBack, submitStep } from './submit-step.ts';
import { verifySession } from './verify-session.ts';

const gate = await openGate();
const { scope } = await gate.addOrganization();
after(() => gate.close());

/** As on two machines: nothing in memory is shared, only the database. */
const processes: readonly TestContext[] = [
  { ...gate.context, database: { ...gate.context.database }, sessionQueue: createSessionQueue() },
  { ...gate.context, database: { ...gate.context.database }, sessionQueue: createSessionQueue() },
];
const [first = gate.context] = processes;

const form = (id: string, on: object) => ({
  id,
  type: 'form',
  config: { title: { en: id }, fields: [{ name: 'text', type: 'text', label: { en: 'Text' }, required: true }] },
  on,
});
const review = { id: 'review', type: 'end', config: { decision: 'needs_review' } };
const nodes = [form('a', { next: 'b' }), form('b', { next: 'c', back: 'a' }), form('c', { next: 'review' }), review];
const { workflow } = await createWorkflow(
  gate.context,
  scope,
  { name: 'Test', graph: graph.parse({ entry: 'a', nodes }) },
  system,
);
expectOk(await publishWorkflow(gate.context, scope, { workflowId: workflow.id, draftId: null }, system));

type Act = (context: TestContext, id: string, step: { node: string; attempt: number }) => Promise<{ ok: boolean }>;

const submit: Act = (context, id, step) => submitStep(context, scope, id, { ...step, input: { text: 'x' } });
const back: Act = (context, id, step) => goBack(context, scope, id, step);
const cancel: Act = (context, id) => cancelSession(context, scope, id, null, system);
const expire: Act = async (context, id) => {
  await expireSession(context, scope, id);
  return { ok: false };
};

/** What happens to a session at the same moment, round by round; the numbers make each session's story another one. */
const roundsOf = (seed: number): readonly (readonly Act[])[] => [
  [submit, submit, submit, submit],
  seed % 3 === 0 ? [back, submit, back, submit] : [submit, expire, submit],
  [submit, submit, expire],
  seed % 4 === 1 ? [cancel, submit, cancel, submit] : [submit, submit, submit],
];

const drive = async (seed: number): Promise<{ id: string; accepted: string[] }> => {
  const input = { workflowId: workflow.id, entity: { kind: 'person' } } as const;
  const { session } = expectOk(await createSession(first, scope, input, system));
  await Promise.all(processes.map((context) => openSession(context, scope, session.id)));
  const accepted: string[] = [];
  for (const round of roundsOf(seed)) {
    const { run } = expectOk(await getCurrentSession(first, scope, session.id));
    const step = { node: run.node ?? 'none', attempt: run.attempt };
    const done = await Promise.all(
      round.map((act, at) => act(processes[(seed + at) % processes.length] ?? first, session.id, step)),
    );
    const submissions = done.filter(({ ok }, at) => ok && round[at] === submit);
    accepted.push(...submissions.map(() => `${step.node} ${step.attempt}`));
  }
  return { id: session.id, accepted };
};

test('however many requests meet at a session, in two processes, each step is answered once and the log is whole', async () => {
  const driven = await Promise.all(Array.from({ length: 12 }, (_, seed) => drive(seed)));
  let inReview = 0;
  for (const { id, accepted } of driven) {
    const { events } = expectOk(await listEvents(first, scope, id, { after: 0, limit: 100 }));
    const submitted = events
      .filter(({ type }) => type === 'submitted')
      .map(({ node, attempt }) => `${node} ${attempt}`);
    assert.deepEqual(submitted, accepted, 'what was accepted is in the log, once and in this order');
    assert.equal((await verifySession(first, scope, id))?.isIntact, true);
    const replayed = expectOk(await replaySession(first, scope, id));
    assert.equal(replayed.isIdentical, true);
    if (replayed.state === 'in_review') inReview += 1;
  }
  assert.ok(inReview > 0);
  const cases = await gate.database.owner.selectFrom('case').select(['session_id', 'state']).execute();
  const open = cases.filter(({ state }) => state === 'open');
  assert.equal(open.length, inReview);
  assert.equal(new Set(cases.map(({ session_id }) => session_id)).size, cases.length);
});

test('a decision that was written over in the session’s row shows in the replay', async () => {
  const { id } = await drive(2);
  await gate.database.owner.updateTable('session').set({ decision: 'approved' }).where('id', '=', id).execute();
  assert.equal(expectOk(await replaySession(first, scope, id)).isIdentical, false);
});
