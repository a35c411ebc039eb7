import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { graph } from '@gatehouse/core/workflow/graph.ts';
import type { Database } from '../../db/client.ts';
import { addSession, openGate } from '../../test/journey.ts';
import { expectOk, type TestContext } from '../../test/native-api.ts';
import { system } from '../actor.ts';
import { createWorkflow } from '../workflow/create-workflow.ts';
import { publishWorkflow } from '../workflow/publish-workflow.ts';
import { cancelSession } from './cancel-session.ts';
import { listEvents } from './list-events.ts';
import { openSession } from './open-session.ts';
import { recallSession } from './recall-session.ts';
import { createSessionQueue } from './session-queue.ts';
import { submitStep } from './submit-step.ts';
import { verifySession } from './verify-session.ts';

const gate = await openGate();
const { scope } = await gate.addOrganization();
after(() => gate.close());

const form = {
  id: 'form',
  type: 'form',
  maxAttempts: 1000,
  config: { title: { en: 'Form' }, fields: [{ name: 'text', type: 'text', label: { en: 'Text' } }] },
  on: { next: 'form', unresolved: 'end' },
};
const end = { id: 'end', type: 'end', config: { decision: 'rejected' } };
const looping = { name: 'Loop', graph: graph.parse({ entry: 'form', nodes: [form, end] }) };
const { workflow } = await createWorkflow(gate.context, scope, looping, system);
expectOk(await publishWorkflow(gate.context, scope, { workflowId: workflow.id, draftId: null }, system));

/** As on a machine of its own: a memory of its own, and statements that can be counted. */
const newProcess = (): TestContext & { readonly statements: string[] } => {
  const statements: string[] = [];
  const database: Database = {
    ...gate.context.database,
    run: (of, statement, values) => {
      statements.push(statement.name);
      return gate.context.database.run(of, statement, values);
    },
  };
  return { ...gate.context, database, sessionQueue: createSessionQueue(), statements };
};

const openedSession = async (context: TestContext): Promise<string> => {
  const { id } = await addSession(context, { scope, workflowId: workflow.id });
  expectOk(await openSession(context, scope, id));
  return id;
};

const submit = (context: TestContext, id: string, attempt: number) =>
  submitStep(context, scope, id, { node: 'form', attempt, input: { text: `answer ${attempt}` } });

const codeOf = (result: Awaited<ReturnType<typeof submit>>): string => (result.ok ? 'ok' : result.error.code);

const expectWhole = async (id: string, submissions: number): Promise<void> => {
  const { events } = expectOk(await listEvents(gate.context, scope, id, { after: 0, limit: 100 }));
  assert.equal(events.filter(({ type }) => type === 'submitted').length, submissions);
  assert.equal((await verifySession(gate.context, scope, id))?.isIntact, true);
};

test('a submission after another one of the same process is one statement', async () => {
  const context = newProcess();
  const id = await openedSession(context);
  context.statements.length = 0;
  for (const attempt of [1, 2, 3]) expectOk(await submit(context, id, attempt));
  assert.deepEqual(context.statements, ['session_append', 'session_append', 'session_append']);
  await expectWhole(id, 3);
});

test('what another process wrote is found: nothing is refused and nothing answered twice by an old memory', async () => {
  const [left, right] = [newProcess(), newProcess()];
  const id = await openedSession(left);
  expectOk(await submit(right, id, 1));
  expectOk(await submit(left, id, 2));
  assert.equal(codeOf(await submit(right, id, 2)), 'step_moved_on');
  expectOk(await submit(right, id, 3));
  assert.equal(codeOf(await submit(left, id, 3)), 'step_moved_on');
  await expectWhole(id, 3);
});

test('callers that meet at one session, in two processes that both remember it, are each answered by what is in the log', async () => {
  const processes = [newProcess(), newProcess()];
  const id = await openedSession(gate.context);
  let acknowledged = 0;
  for (let attempt = 1; attempt <= 4; attempt += 1) {
    const calls = Array.from({ length: 16 }, (_, caller) =>
      submit(processes[caller % 2] ?? gate.context, id, attempt).then(codeOf),
    );
    const codes = await Promise.all(calls);
    acknowledged += codes.filter((code) => code === 'ok').length;
    assert.deepEqual(new Set(codes), new Set(['ok', 'step_moved_on']));
    assert.equal(acknowledged, attempt);
  }
  await expectWhole(id, 4);
});

test('a session that another process cancelled takes no submission', async () => {
  const [left, right] = [newProcess(), newProcess()];
  const id = await openedSession(left);
  expectOk(await cancelSession(right, scope, id, null, system));
  assert.equal(codeOf(await submit(left, id, 1)), 'session_over');
  assert.equal(recallSession(left.database, scope, id), null);
});

const setExpiry = (id: string, expiresAt: Date) =>
  gate.database.owner.updateTable('session').set({ expires_at: expiresAt }).where('id', '=', id).execute();

test('a time that another process brought forward ends the session at once, one that it put off does not', async () => {
  const context = newProcess();
  const [shortened, renewed] = [await openedSession(context), await openedSession(context)];
  const now = context.now();
  await setExpiry(shortened, new Date(now.getTime() - 1));
  assert.equal(codeOf(await submit(context, shortened, 1)), 'session_over');
  await setExpiry(renewed, new Date(now.getTime() + 3_600_000));
  assert.equal(
    expectOk(await submit(context, renewed, 1)).expiresAt.getTime(),
    now.getTime() + 3_600_000,
    'what is shown is the row’s time, not the one remembered',
  );
});

test('an erased person’s session takes nothing more, although the process still has its key in memory', async () => {
  const context = newProcess();
  const id = await openedSession(context);
  expectOk(await submit(context, id, 1));
  const { owner } = gate.database;
  // As an erasure does in one transaction: the key goes, and an event is added.
  const row = await owner
    .updateTable('session')
    .set((column) => ({ event_count: column('event_count', '+', 1) }))
    .where('id', '=', id)
    .returning('data_key_id')
    .executeTakeFirstOrThrow();
  const erased = { wrapped: null, erased_at: context.now() };
  await owner.updateTable('data_key').set(erased).where('id', '=', row.data_key_id).execute();
  assert.equal(codeOf(await submit(context, id, 2)), 'erased');
  const events = owner.selectFrom('event').where('session_id', '=', id).where('type', '=', 'submitted');
  assert.equal((await events.select('number').execute()).length, 1);
});

test('another organization’s caller does not meet the session in memory', async () => {
  const context = newProcess();
  const id = await openedSession(context);
  expectOk(await submit(context, id, 1));
  const other = await gate.addOrganization();
  const step = { node: 'form', attempt: 2, input: { text: 'x' } };
  assert.equal(codeOf(await submitStep(context, other.scope, id, step)), 'not_found');
  const test = { ...scope, environment: 'test' as const };
  assert.equal(codeOf(await submitStep(context, test, id, step)), 'not_found');
});
