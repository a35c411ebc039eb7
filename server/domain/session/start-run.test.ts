import assert from 'node:assert/strict';
import { after, describe, it } from 'node:test';
import { graph } from '@gatehouse/core/workflow/graph.ts';
import { moveOutboxRowsUnscoped } from '../../job/outbox.queries.ts';
import { addSession, holder, openGate, readFixture } from '../../test/journey.ts';
import { expectOk, plainGraph } from '../../test/native-api.ts';
import { type Actor, system } from '../actor.ts';
import { readCounters } from '../counter/read-counters.ts';
import { listFiles } from '../document/read-file.ts';
import { storeUpload } from '../document/store-upload.ts';
import { eraseEntity } from '../entity/erase-entity.ts';
import { archiveWorkflow } from '../workflow/change-workflow.ts';
import { createDraft } from '../workflow/create-draft.ts';
import { createWorkflow } from '../workflow/create-workflow.ts';
import { publishWorkflow } from '../workflow/publish-workflow.ts';
import { cancelSession } from './cancel-session.ts';
import { evaluateNode } from './evaluate-node.ts';
import { fireTimer } from './fire-timer.ts';
import { listEvents } from './list-events.ts';
import { getCurrentSession, openSession } from './open-session.ts';
import { getSession, listNodeResults } from './read-session.ts';
import { replaySession } from './replay-session.ts';
import type { LoadedSession } from './session.ts';
import { createSessionQueue } from './session-queue.ts';
import { startRun } from './start-run.ts';
import { submitStep } from './submit-step.ts';
import { verifySession } from './verify-session.ts';

const gate = await openGate();
const { context } = gate;
const place = await gate.addOrganization();
const { scope } = place;
after(() => gate.close());

const key: Actor = { kind: 'key', id: '01890000-0000-7000-8000-00000000000c' };

const publish = async (source: object): Promise<string> => {
  const { workflow } = await createWorkflow(context, scope, { name: 'Another', graph: graph.parse(source) }, system);
  expectOk(await publishWorkflow(context, scope, { workflowId: workflow.id, draftId: null }, system));
  return workflow.id;
};

const form = plainGraph().nodes[0];
const end = (decision: string) => ({ id: 'done', type: 'end', config: { decision } });
const rejecting = await publish({ entry: 'details', nodes: [form, end('rejected')] });

const submit = async (id: string, input: Record<string, string>): Promise<LoadedSession> => {
  const { run } = expectOk(await getCurrentSession(context, scope, id));
  return expectOk(await submitStep(context, scope, id, { node: run.node ?? '', attempt: run.attempt, input }));
};

const uploadPassport = async (id: string): Promise<string> => {
  const { run } = expectOk(await getCurrentSession(context, scope, id));
  const bytes = await readFixture('demo-passport.jpg');
  const step = { node: run.node ?? '', attempt: run.attempt, side: 'front' as const, bytes };
  return expectOk(await storeUpload(context, scope, id, step)).id;
};

/** A session that is approved by its passport. */
const approvedByPassport = async (): Promise<{ id: string; front: string }> => {
  const { id } = await addSession(context, place);
  expectOk(await openSession(context, scope, id));
  await submit(id, holder);
  const front = await uploadPassport(id);
  await submit(id, { documentKind: 'passport', front });
  await gate.runChecks();
  return { id, front };
};

/** A session that a form alone rejects. */
const rejectedByForm = async (workflowId = rejecting): Promise<string> => {
  const { id } = await addSession(context, { scope, workflowId });
  expectOk(await openSession(context, scope, id));
  await submit(id, { name: 'Ada' });
  return id;
};

const codeOf = (result: { ok: true } | { ok: false; error: { code: string } }): string =>
  result.ok ? 'ok' : result.error.code;

const logOf = async (id: string) => expectOk(await listEvents(context, scope, id, { after: 0, limit: 100 })).events;

const assertProven = async (id: string): Promise<void> => {
  assert.equal(expectOk(await replaySession(context, scope, id)).isIdentical, true);
  assert.equal((await verifySession(context, scope, id))?.isIntact, true);
};

describe('another run of a session', () => {
  it('makes the checks anew without the person, of the same files, in the same log', async () => {
    const { id, front } = await approvedByPassport();
    const before = expectOk(await getSession(context, scope, id));
    const started = expectOk(await startRun(context, scope, id, {}, key));
    assert.deepEqual([started.state, started.run.number, started.run.node], ['waiting', 2, 'document']);
    const waiting = expectOk(await getSession(context, scope, id));
    assert.deepEqual([waiting.state, waiting.decision, waiting.endedAt, waiting.runNumber], ['waiting', null, null, 2]);
    assert.equal(await gate.runChecks(), 1);
    const session = expectOk(await getSession(context, scope, id));
    assert.deepEqual([session.state, session.decision], ['completed', 'approved']);
    assert.deepEqual([session.entity, session.metadata], [before.entity, before.metadata]);
    assert.deepEqual(
      (await logOf(id)).map(({ number, run, type, actor }) => [number, run, type, actor.kind]),
      [
        [1, 1, 'created', 'system'],
        [2, 1, 'opened', 'subject'],
        [3, 1, 'submitted', 'subject'],
        [4, 1, 'submitted', 'subject'],
        [5, 1, 'evaluated', 'system'],
        [6, 2, 'created', 'key'],
        [7, 2, 'evaluated', 'system'],
      ],
    );
    const { results, runNumber } = expectOk(await listNodeResults(context, scope, id));
    assert.deepEqual([runNumber, results.map(({ node }) => node)], [2, ['details', 'document', 'same-person']]);
    const files = expectOk(await listFiles(context, scope, id));
    assert.deepEqual(
      files.map((file) => [file.id, file.run]),
      [[front, 1]],
    );
    await assertProven(id);
  });

  it('goes through another workflow, which waits for the person where nobody answered, behind the same link', async () => {
    const id = await rejectedByForm();
    const second = { id: 'more', type: 'form', config: { title: { en: 'More' }, fields: form?.config.fields } };
    const other = await publish({
      entry: 'details',
      nodes: [{ ...form, on: { next: 'more' } }, { ...second, on: { next: 'done' } }, end('none')],
    });
    const started = expectOk(await startRun(context, scope, id, { workflowId: other }, key));
    assert.deepEqual([started.state, started.run.node, started.workflowId], ['active', 'more', other]);
    await submit(id, { name: 'Bea' });
    const session = expectOk(await getSession(context, scope, id));
    assert.deepEqual([session.workflowId, session.decision, session.runNumber], [other, null, 2]);
    await assertProven(id);
    expectOk(await startRun(context, scope, id, { workflowId: rejecting }, key));
    assert.equal(expectOk(await getSession(context, scope, id)).decision, 'rejected');
    await assertProven(id);
  });

  it('takes the newest version of the workflow', async () => {
    const workflowId = await publish({ entry: 'details', nodes: [form, end('rejected')] });
    const id = await rejectedByForm(workflowId);
    const changed = graph.parse({ entry: 'details', nodes: [form, end('none')] });
    expectOk(await createDraft(context, scope, { workflowId, source: { kind: 'graph', graph: changed } }, system));
    expectOk(await publishWorkflow(context, scope, { workflowId, draftId: null }, system));
    expectOk(await startRun(context, scope, id, {}, key));
    assert.equal(expectOk(await getSession(context, scope, id)).version, 2);
    await assertProven(id);
  });

  it('does not take a photo of the run before that the person names again', async () => {
    const { id } = await addSession(context, place);
    expectOk(await openSession(context, scope, id));
    await submit(id, holder);
    const front = await uploadPassport(id);
    await submit(id, { documentKind: 'passport', front });
    await gate.runChecks();
    // Two documents in the other workflow: neither is answered before.
    const document = (name: string, next: string) => ({
      id: name,
      type: 'document',
      config: {},
      on: { success: next, unresolved: next, fail: next },
    });
    const two = await publish({
      entry: 'one',
      nodes: [document('one', 'two'), document('two', 'done'), end('none')],
    });
    const started = expectOk(await startRun(context, scope, id, { workflowId: two }, key));
    assert.deepEqual([started.run.node, started.run.phase], ['one', 'input']);
    const input = { documentKind: 'passport', front };
    await gate.database.owner.updateTable('document').set({ node: 'one' }).where('id', '=', front).execute();
    const refused = await submitStep(context, scope, id, { node: 'one', attempt: 1, input });
    assert.equal(codeOf(refused), 'input_invalid');
    const mine = await uploadPassport(id);
    expectOk(await submitStep(context, scope, id, { node: 'one', attempt: 1, input: { ...input, front: mine } }));
    await gate.database.owner.updateTable('document').set({ node: 'document' }).where('id', '=', front).execute();
  });

  it('is not touched by a job of the run before, at the same attempt of the same node', async () => {
    const { id } = await approvedByPassport();
    expectOk(await startRun(context, scope, id, {}, key));
    const before = (await logOf(id)).length;
    const address = { ...scope, sessionId: id, node: 'document', attempt: 1 };
    await evaluateNode(context, { ...address, runNumber: 1 });
    await fireTimer(context, { ...address, runNumber: 1 });
    assert.equal((await logOf(id)).length, before);
    await evaluateNode(context, { ...address, runNumber: 2 });
    assert.equal((await logOf(id)).length, before + 1);
  });

  it('lives as long as a new session, however long ago the session would have expired', async () => {
    const id = await rejectedByForm();
    const later = new Date(context.now().getTime() + 400 * 24 * 3600 * 1000);
    const atLater = { ...context, now: () => later };
    const waits = await publish({
      entry: 'gate',
      nodes: [
        { id: 'gate', type: 'wait', config: { outcomes: ['success'] }, on: { success: 'done' } },
        end('rejected'),
      ],
    });
    expectOk(await startRun(atLater, scope, id, { workflowId: waits }, key));
    const current = expectOk(await getCurrentSession(atLater, scope, id));
    assert.equal(current.state, 'waiting');
    assert.equal(current.expiresAt.getTime(), later.getTime() + context.sessionLifetimeMs);
  });

  it('begins once, however many ask for it at the same moment', async () => {
    const { id } = await approvedByPassport();
    const elsewhere = { ...context, database: { ...context.database }, sessionQueue: createSessionQueue() };
    const asked = await Promise.all(
      [context, elsewhere, context, elsewhere].map((each) => startRun(each, scope, id, {}, key)),
    );
    assert.deepEqual(asked.map(codeOf).sort(), [
      'event_does_not_fit',
      'event_does_not_fit',
      'event_does_not_fit',
      'ok',
    ]);
    assert.equal((await logOf(id)).filter(({ type }) => type === 'created').length, 2);
    await assertProven(id);
  });

  it('is counted by what the session is now, under the workflow that it goes through', async () => {
    const [one, two] = [
      await publish({ entry: 'details', nodes: [form, end('rejected')] }),
      await publish({ entry: 'details', nodes: [form, end('none')] }),
    ];
    const id = await rejectedByForm(one);
    expectOk(await startRun(context, scope, id, { workflowId: two }, key));
    await moveOutboxRowsUnscoped(
      context.database.worker,
      { queues: ['session-changed'], limit: 1000 },
      async () => undefined,
    );
    const totals = async (workflowId: string) =>
      expectOk(await readCounters(context, scope, { workflowId, from: null, to: null }))
        .totals.filter(({ total }) => total !== 0)
        .map(({ state, decision, total }) => [state, decision, total]);
    assert.deepEqual([await totals(one), await totals(two)], [[], [['completed', null, 1]]]);
  });

  it('is told of by the states that the session goes through', async () => {
    const { id } = await approvedByPassport();
    await gate.database.owner.deleteFrom('outbox').execute();
    expectOk(await startRun(context, scope, id, {}, key));
    const rows = await gate.database.owner.selectFrom('outbox').select(['queue', 'payload']).orderBy('id').execute();
    assert.deepEqual(rows.map(({ queue }) => queue).sort(), ['evaluate-node', 'session-changed']);
    const change: unknown = rows.find(({ queue }) => queue === 'session-changed')?.payload;
    assert.partialDeepStrictEqual(change, { from: 'completed', to: 'waiting', decision: null, eventNumber: 6 });
  });
});

describe('a run does not begin', () => {
  it('while the session is not over, or was called off', async () => {
    const { id } = await addSession(context, place);
    for (const bring of [
      async () => undefined,
      async () => expectOk(await openSession(context, scope, id)),
      async () => expectOk(await cancelSession(context, scope, id, null, system)),
    ]) {
      await bring();
      assert.equal(codeOf(await startRun(context, scope, id, {}, key)), 'event_does_not_fit');
    }
  });

  it('of what is not there, not published, archived, of somebody else or erased', async () => {
    const id = await rejectedByForm();
    const missing = '01890000-0000-7000-8000-0000000000ff';
    const { workflow } = await createWorkflow(context, scope, { name: 'Draft', graph: plainGraph() }, system);
    const archived = await publish({ entry: 'details', nodes: [form, end('rejected')] });
    expectOk(await archiveWorkflow(context, scope, archived, system));
    const stranger = await gate.addOrganization();
    const refusals: readonly (readonly [string, string | undefined, string, typeof scope])[] = [
      [missing, undefined, 'not_found', scope],
      [id, missing, 'not_found', scope],
      [id, workflow.id, 'workflow_not_published', scope],
      [id, archived, 'workflow_archived', scope],
      [id, stranger.workflowId, 'not_found', scope],
      [id, undefined, 'not_found', stranger.scope],
      [id, undefined, 'not_found', { ...scope, environment: 'test' }],
    ];
    for (const [session, workflowId, code, from] of refusals) {
      assert.equal(codeOf(await startRun(context, from, session, { workflowId }, key)), code);
    }
    const { entity } = expectOk(await getSession(context, scope, id));
    expectOk(await eraseEntity(context, scope, entity.id, 'asked for', system));
    assert.equal(codeOf(await startRun(context, scope, id, {}, key)), 'erased');
  });
});
