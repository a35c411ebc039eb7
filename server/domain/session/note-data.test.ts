import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { addSession, openGate } from '../../test/journey.ts';
import { expectOk } from '../../test/native-api.ts';
import { system } from '../actor.ts';
import { cancelSession } from './cancel-session.ts';
import { listEvents } from './list-events.ts';
import { noteData } from './note-data.ts';
import { openSession } from './open-session.ts';
import { replaySession } from './replay-session.ts';

const gate = await openGate();
const { context } = gate;
const place = await gate.addOrganization();
after(() => gate.close());

const notesOf = async (id: string): Promise<unknown[]> => {
  const { events } = expectOk(await listEvents(context, place.scope, id, { after: 0, limit: 100 }));
  return events.flatMap(({ event }) => (event?.type === 'noted' ? [event.data] : []));
};

test('what is noted stands in the log, once, and changes nothing of the run', async () => {
  const { id } = await addSession(context, place);
  const before = expectOk(await openSession(context, place.scope, id));
  for (const data of [{ os: 'a' }, { os: 'a' }, { os: 'b' }, {}]) {
    expectOk(await noteData(context, place.scope, id, data));
  }
  assert.deepEqual(await notesOf(id), [{ os: 'a' }, { os: 'b' }]);
  assert.deepEqual(expectOk(await openSession(context, place.scope, id)).run, before.run);
  assert.ok(expectOk(await replaySession(context, place.scope, id)).isIdentical);
});

test('too much, and what has no JSON form, is refused; after the end nothing is noted', async () => {
  const { id } = await addSession(context, place);
  for (const data of [{ text: 'x'.repeat(9_000) }, { text: '\ud800' }]) {
    const noted = await noteData(context, place.scope, id, data);
    assert.equal(noted.ok ? null : noted.error.code, 'request_invalid');
  }
  expectOk(await cancelSession(context, place.scope, id, null, system));
  expectOk(await noteData(context, place.scope, id, { os: 'a' }));
  assert.deepEqual(await notesOf(id), []);
});
