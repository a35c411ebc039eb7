import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import type { Scope } from '../../db/scope.ts';
import { addSession, holder, openGate, readFixture } from '../../test/journey.ts';
import { expectOk } from '../../test/native-api.ts';
import { system } from '../actor.ts';
import { storeUpload } from '../document/store-upload.ts';
import { cancelSession } from './cancel-session.ts';
import { failEvaluation } from './evaluate-node.ts';
import { expireSession } from './expire-session.ts';
import { finishSession } from './finish-session.ts';
import { listEvents } from './list-events.ts';
import { getCurrentSession, openSession } from './open-session.ts';
import { getSession, listNodeResults, listSessions } from './read-session.ts';
import { replaySession } from './replay-session.ts';
import type { LoadedSession } from './session.ts';
import { createSessionQueue } from './session-queue.ts';
import { goBack, submitStep } from './submit-step.ts';
import { verifyAll, verifySession } from './verify-session.ts';

const gate = await openGate();
const place = await gate.addOrganization();
after(() => gate.close());

const stepOf = ({ run }: LoadedSession) => ({ node: run.node ?? '', attempt: run.attempt });

/** A session that was opened and stands at the form. */
const openedSession = async (): Promise<{ id: string; current: LoadedSession }> => {
  const { id } = await addSession(gate.context, place);
  return { id, current: expectOk(await openSession(gate.context, place.scope, id)) };
};

/** A session that stands at the document. */
const sessionAtDocument = async (answers: Record<string, string> = holder) => {
  const { id, current } = await openedSession();
  const submitted = await submitStep(gate.context, place.scope, id, { ...stepOf(current), input: answers });
  return { id, current: expectOk(submitted) };
};

const uploadPassport = async (id: string, current: LoadedSession, file = 'demo-passport.jpg'): Promise<string> => {
  const bytes = await readFixture(file);
  const input = { ...stepOf(current), side: 'front' as const, bytes };
  return expectOk(await storeUpload(gate.context, place.scope, id, input)).id;
};

const submitPassport = async (answers: Record<string, string> = holder) => {
  const { id, current } = await sessionAtDocument(answers);
  const front = await uploadPassport(id, current);
  const input = { documentKind: 'passport', front };
  const submitted = expectOk(await submitStep(gate.context, place.scope, id, { ...stepOf(current), input }));
  return { id, submitted };
};

const codeOf = (result: { ok: true } | { ok: false; error: { code: string } }): string =>
  result.ok ? 'ok' : result.error.code;

test('a person who is who the passport says is approved, and the log replays and verifies', async () => {
  const { id, submitted } = await submitPassport();
  assert.equal(submitted.state, 'waiting');
  assert.equal(await gate.runChecks(), 1);
  const session = expectOk(await getSession(gate.context, place.scope, id));
  assert.deepEqual([session.state, session.decision], ['completed', 'approved']);
  const { results } = expectOk(await listNodeResults(gate.context, place.scope, id));
  const document = results.find((result) => result.node === 'document');
  assert.equal(document?.fields.nameMatches, true);
  assert.equal(document?.fields.birthDateMatches, true);
  assert.equal(document?.fields.expired, false);
  const replayed = expectOk(await replaySession(gate.context, place.scope, id));
  assert.deepEqual([replayed.isIdentical, replayed.state, replayed.decision], [true, 'completed', 'approved']);
  assert.deepEqual(
    replayed.events.map((event) => [event.type, event.node, event.outcome, event.actor.kind]),
    [
      ['created', null, null, 'system'],
      ['opened', null, null, 'subject'],
      ['submitted', 'details', 'next', 'subject'],
      ['submitted', 'document', null, 'subject'],
      ['evaluated', 'document', 'success', 'system'],
    ],
  );
  const verified = await verifySession(gate.context, place.scope, id);
  assert.deepEqual([verified?.isIntact, verified?.events], [true, 5]);
});

test('a passport of somebody else goes to a reviewer and opens one case', async () => {
  const { id } = await submitPassport({ ...holder, name: 'Berta Lindqvist' });
  await gate.runChecks();
  const session = expectOk(await getSession(gate.context, place.scope, id));
  assert.deepEqual([session.state, session.decision, session.endedAt], ['in_review', null, null]);
  const cases = await gate.database.owner
    .selectFrom('case')
    .select(['state', 'reason_codes'])
    .where('session_id', '=', id)
    .execute();
  assert.deepEqual(cases, [{ state: 'open', reason_codes: ['document_unclear'] }]);
  await cancelSession(gate.context, place.scope, id, 'withdrawn', system);
  const closed = await gate.database.owner.selectFrom('case').select('state').where('session_id', '=', id).execute();
  assert.deepEqual(closed, [{ state: 'closed' }]);
});

test('a photo that cannot be read asks for another one, and the attempts end in a review', async () => {
  const { id } = await sessionAtDocument();
  for (const attempt of [1, 2, 3, 4, 5]) {
    const current = expectOk(await getCurrentSession(gate.context, place.scope, id));
    assert.deepEqual([current.state, current.run.attempt], ['active', attempt]);
    const front = await uploadPassport(id, current, 'no-document.jpg');
    const input = { documentKind: 'passport', front };
    expectOk(await submitStep(gate.context, place.scope, id, { ...stepOf(current), input }));
    await gate.runChecks();
  }
  const session = expectOk(await getSession(gate.context, place.scope, id));
  assert.equal(session.state, 'in_review');
});

test('of two submissions of the same step at the same moment one wins, and nothing is doubled', async () => {
  for (const others of [gate.context, { ...gate.context, sessionQueue: createSessionQueue() }]) {
    const { id, current } = await openedSession();
    const input = { ...stepOf(current), input: holder };
    const answers = await Promise.all([
      submitStep(gate.context, place.scope, id, input),
      submitStep(others, place.scope, id, input),
    ]);
    assert.deepEqual(answers.map(codeOf).toSorted(), ['ok', 'step_moved_on']);
    const { events } = expectOk(await listEvents(gate.context, place.scope, id, { after: 0, limit: 100 }));
    assert.deepEqual(
      events.map((event) => event.type),
      ['created', 'opened', 'submitted'],
    );
  }
});

test('many writers without a common queue lose no event and double none', async () => {
  const { id, current } = await openedSession();
  const writers = Array.from({ length: 8 }, () => ({ ...gate.context, sessionQueue: createSessionQueue() }));
  const input = { ...stepOf(current), input: holder };
  const answers = await Promise.all(writers.map((writer) => submitStep(writer, place.scope, id, input)));
  assert.equal(answers.filter((answer) => answer.ok).length, 1);
  const verified = await verifySession(gate.context, place.scope, id);
  assert.deepEqual([verified?.isIntact, verified?.events], [true, 3]);
});

test('answers that are not valid are named by pointer, and nothing is written', async () => {
  const { id, current } = await openedSession();
  const input = { name: '', birthDate: '2090-13-40', email: 'nobody', extra: 1 };
  const refused = await submitStep(gate.context, place.scope, id, { ...stepOf(current), input });
  assert.equal(codeOf(refused), 'input_invalid');
  const pointers = refused.ok ? [] : (refused.error.errors ?? []).map((error) => error.pointer).toSorted();
  assert.deepEqual(pointers, ['/input/birthDate', '/input/email', '/input/extra', '/input/name']);
  const after = expectOk(await getCurrentSession(gate.context, place.scope, id));
  assert.equal(after.eventCount, current.eventCount);
});

test('a person can go back to the form, finds the answers there, and the old page is refused', async () => {
  const { id, current } = await sessionAtDocument();
  const back = expectOk(await goBack(gate.context, place.scope, id, stepOf(current)));
  assert.deepEqual([back.run.node, back.run.attempt], ['details', 2]);
  const stale = await submitStep(gate.context, place.scope, id, { node: 'details', attempt: 1, input: holder });
  assert.equal(codeOf(stale), 'step_moved_on');
});

test('a photo of another session or another attempt cannot be submitted', async () => {
  const first = await sessionAtDocument();
  const second = await sessionAtDocument();
  const front = await uploadPassport(first.id, first.current);
  const input = { documentKind: 'passport', front };
  const refused = await submitStep(gate.context, place.scope, second.id, { ...stepOf(second.current), input });
  assert.equal(codeOf(refused), 'input_invalid');
  assert.deepEqual(refused.ok ? [] : refused.error.errors?.map((error) => error.pointer), ['/input/front']);
});

test('photos are refused at a step that takes none, and a text file is no photo', async () => {
  const { id, current } = await openedSession();
  const bytes = await readFixture('demo-passport.jpg');
  const atForm = await storeUpload(gate.context, place.scope, id, { ...stepOf(current), side: 'front', bytes });
  assert.equal(codeOf(atForm), 'step_moved_on');
  const document = await sessionAtDocument();
  const text = { ...stepOf(document.current), side: 'front' as const, bytes: Buffer.from('Not a photo at all.') };
  const refused = await storeUpload(gate.context, place.scope, document.id, text);
  assert.equal(codeOf(refused), 'image_unknown_format');
});

test('a stored photo holds no plain byte of what was uploaded', async () => {
  const { id, current } = await sessionAtDocument();
  const bytes = await readFixture('demo-passport.jpg');
  const upload = await uploadPassport(id, current);
  const { organizationId, environment } = place.scope;
  const stored = await gate.context.blobs.get(`${organizationId}/${environment}/${upload}`);
  assert.ok(stored !== null);
  assert.equal(Buffer.from(stored).includes(Buffer.from(bytes.subarray(0, 16))), false);
});

test('a session whose time is up expires when somebody comes, when the sweeper comes, and only once', async () => {
  const { context } = gate;
  const start = context.now();
  const { id } = await openedSession();
  const { id: swept } = await openedSession();
  const { id: over } = await openedSession();
  expectOk(await cancelSession(context, place.scope, over, null, system));
  context.setTime(new Date(start.getTime() + context.sessionLifetimeMs + 1));
  try {
    const late = await submitStep(context, place.scope, id, { node: 'details', attempt: 1, input: holder });
    assert.equal(codeOf(late), 'session_over');
    for (const session of [swept, swept, over]) await expireSession(context, place.scope, session);
    const states = await Promise.all(
      [id, swept, over].map(async (each) => expectOk(await getSession(context, place.scope, each))),
    );
    assert.deepEqual(
      states.map((session) => [session.state, session.eventCount]),
      [
        ['expired', 3],
        ['expired', 3],
        ['cancelled', 3],
      ],
    );
  } finally {
    context.setTime(start);
  }
});

test('cancelling twice is one cancellation, and a finished session cannot be cancelled', async () => {
  const { id } = await openedSession();
  expectOk(await cancelSession(gate.context, place.scope, id, 'no longer needed', system));
  const again = expectOk(await cancelSession(gate.context, place.scope, id, 'no longer needed', system));
  assert.equal(again.eventCount, 3);
  const { id: done } = await submitPassport();
  await gate.runChecks();
  assert.equal(codeOf(await cancelSession(gate.context, place.scope, done, null, system)), 'session_over');
});

test('a check that could not be carried out leaves nobody waiting', async () => {
  const { id, submitted } = await submitPassport();
  const address = { ...place.scope, sessionId: id, runNumber: 1, node: submitted.run.node ?? '', attempt: 1 };
  await failEvaluation(gate.context, address);
  await failEvaluation(gate.context, address);
  const session = expectOk(await getSession(gate.context, place.scope, id));
  assert.equal(session.state, 'in_review');
  // The job comes late: what it would bring is of an attempt that the session has left.
  await gate.runChecks();
  const after = expectOk(await getSession(gate.context, place.scope, id));
  assert.equal(after.eventCount, session.eventCount);
});

test('only a session that is over can be finished', async () => {
  const { id } = await openedSession();
  assert.equal(codeOf(await finishSession(gate.context, place.scope, id)), 'event_does_not_fit');
  expectOk(await cancelSession(gate.context, place.scope, id, null, system));
  assert.deepEqual(expectOk(await finishSession(gate.context, place.scope, id)), { redirectUrl: null });
});

test('another organization and the other environment find nothing', async () => {
  const { id } = await openedSession();
  const stranger = await gate.addOrganization();
  const test: Scope = { ...place.scope, environment: 'test' };
  for (const scope of [stranger.scope, test]) {
    assert.equal(codeOf(await getSession(gate.context, scope, id)), 'not_found');
    assert.equal(codeOf(await openSession(gate.context, scope, id)), 'not_found');
    assert.equal(codeOf(await cancelSession(gate.context, scope, id, null, system)), 'not_found');
    assert.equal(codeOf(await listEvents(gate.context, scope, id, { after: 0, limit: 10 })), 'not_found');
    assert.equal(await verifySession(gate.context, scope, id), null);
    assert.deepEqual(expectOk(await listSessions(gate.context, scope, { limit: 10 })).sessions, []);
  }
});

test('pages of sessions follow one another to the end, each session once', async () => {
  const own = await gate.addOrganization();
  const made: string[] = [];
  for (let count = 0; count < 5; count += 1) made.push((await addSession(gate.context, own)).id);
  const seen: string[] = [];
  let after: string | null = null;
  do {
    const listed: Awaited<ReturnType<typeof listSessions>> = await listSessions(gate.context, own.scope, {
      limit: 2,
      after,
      states: ['created'],
      workflowId: own.workflowId,
    });
    const page = expectOk(listed);
    seen.push(...page.sessions.map((session) => session.id));
    after = page.next;
  } while (after !== null);
  assert.deepEqual(seen, made.toReversed());
});

test('verify finds a changed event, a changed header, an event taken out, one added, and a log cut off', async () => {
  const { owner } = gate.database;
  const forgeries: [string, (id: string) => Promise<unknown>][] = [
    [
      'payload',
      (id) =>
        owner
          .updateTable('event')
          .set({ payload: Buffer.from('other') })
          .where('session_id', '=', id)
          .where('number', '=', 2)
          .execute(),
    ],
    [
      'outcome',
      (id) =>
        owner
          .updateTable('event')
          .set({ outcome: 'fail' })
          .where('session_id', '=', id)
          .where('number', '=', 3)
          .execute(),
    ],
    [
      'actor',
      (id) =>
        owner
          .updateTable('event')
          .set({ actor_kind: 'user' })
          .where('session_id', '=', id)
          .where('number', '=', 1)
          .execute(),
    ],
    [
      'time',
      (id) =>
        owner
          .updateTable('event')
          .set({ at: new Date(0) })
          .where('session_id', '=', id)
          .where('number', '=', 2)
          .execute(),
    ],
    ['taken out', (id) => owner.deleteFrom('event').where('session_id', '=', id).where('number', '=', 2).execute()],
    ['cut off', (id) => owner.deleteFrom('event').where('session_id', '=', id).where('number', '=', 3).execute()],
    [
      'head',
      (id) =>
        owner
          .updateTable('session')
          .set({ head_hash: Buffer.alloc(32, 7) })
          .where('id', '=', id)
          .execute(),
    ],
  ];
  for (const [name, forge] of forgeries) {
    const { id } = await sessionAtDocument();
    assert.equal((await verifySession(gate.context, place.scope, id))?.isIntact, true, name);
    await forge(id);
    assert.equal((await verifySession(gate.context, place.scope, id))?.isIntact, false, name);
    const broken: string[] = [];
    for await (const each of verifyAll(gate.context)) if (!each.isIntact) broken.push(each.sessionId);
    assert.ok(broken.includes(id), name);
  }
});
