import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { addSession, holder, openGate } from '../../test/journey.ts';
import { expectOk } from '../../test/native-api.ts';
import { listEvents } from './list-events.ts';
import { getCurrentSession, openSession } from './open-session.ts';
import { replaySession } from './replay-session.ts';
import { submitStep } from './submit-step.ts';
import { verifySession } from './verify-session.ts';

const gate = await openGate();
const place = await gate.addOrganization();
after(() => gate.close());
const { context } = gate;
const { scope } = place;

const hourMs = 3_600_000;
const move = (ms: number): void => context.setTime(new Date(context.now().getTime() + ms));

const details = (attempt: number) => ({ node: 'details', attempt, input: holder });

test('a clock that was set back loses nothing: events keep their order by number, the log replays and verifies', async () => {
  const { id } = await addSession(context, place);
  expectOk(await openSession(context, scope, id));
  move(-48 * hourMs);
  expectOk(await submitStep(context, scope, id, details(1)));
  move(48 * hourMs);
  const { events } = expectOk(await listEvents(context, scope, id, { after: 0, limit: 10 }));
  assert.deepEqual(
    events.map(({ number, type }) => `${number} ${type}`),
    ['1 created', '2 opened', '3 submitted'],
  );
  assert.equal((await verifySession(context, scope, id))?.isIntact, true);
  assert.equal(expectOk(await replaySession(context, scope, id)).isIdentical, true);
});

test('a clock that runs ahead ends a session at its time, and setting it right does not bring it back', async () => {
  const { id } = await addSession(context, place);
  expectOk(await openSession(context, scope, id));
  move(context.sessionLifetimeMs + hourMs);
  const late = await submitStep(context, scope, id, details(1));
  assert.equal(late.ok ? 'ok' : late.error.code, 'session_over');
  move(-context.sessionLifetimeMs - hourMs);
  assert.equal(expectOk(await getCurrentSession(context, scope, id)).state, 'expired');
  assert.equal((await verifySession(context, scope, id))?.isIntact, true);
});

test('a session that was opened stays open when the clock is set back to before it was made', async () => {
  const { id } = await addSession(context, place);
  expectOk(await openSession(context, scope, id));
  move(-hourMs);
  assert.equal(expectOk(await getCurrentSession(context, scope, id)).state, 'active');
  move(hourMs);
});
