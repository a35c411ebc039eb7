import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { createDailyHeadSweep } from '../../job/daily-head.ts';
import { retentionSweep } from '../../job/retention.ts';
import { createLogger } from '../../log.ts';
import { addSession, openGate } from '../../test/journey.ts';
import { expectOk } from '../../test/native-api.ts';
import { system } from '../actor.ts';
import { eraseEntity } from '../entity/erase-entity.ts';
import { organizationSettings } from '../organization/settings.ts';
import { updateSettings } from '../organization/update-settings.ts';
import { cancelSession } from '../session/cancel-session.ts';
import { openSession } from '../session/open-session.ts';
import { getSession } from '../session/read-session.ts';
import { verifySession } from '../session/verify-session.ts';
import { dayOf, readLeaves, writeLeaves } from './daily-head.ts';
import { listDailyHeads } from './list-daily-heads.ts';
import { verifyDailyHeads } from './verify-daily-heads.ts';
import { lastFinishedDay, writeDailyHeads } from './write-daily-heads.ts';

const gate = await openGate();
after(() => gate.close());
const { context } = gate;
const { owner } = gate.database;
const logger = createLogger({ level: 'silent' });
const never = new AbortController().signal;
const on = (day: number, time = '12:00:00.000'): Date => new Date(`2021-05-${String(day).padStart(2, '0')}T${time}Z`);

type Place = Awaited<ReturnType<typeof gate.addOrganization>>;

/** Three days of May: a session made on the first, opened on the second, another one made and cancelled on the third. */
const threeDays = async (): Promise<Place & { first: string; second: string }> => {
  context.setTime(on(1));
  const place = await gate.addOrganization();
  const first = (await addSession(context, place)).id;
  context.setTime(on(2));
  expectOk(await openSession(context, place.scope, first));
  context.setTime(on(3));
  const second = (await addSession(context, place)).id;
  expectOk(await cancelSession(context, place.scope, second, null, system));
  return { ...place, first, second };
};

const linesAfter = async (time: Date): Promise<Place & { first: string; second: string }> => {
  const place = await threeDays();
  context.setTime(time);
  await writeDailyHeads(context, place.scope, never);
  return place;
};

const linesOf = async ({ scope }: Place): Promise<[day: string, sessions: number][]> => {
  const { heads } = await listDailyHeads(context, scope, { before: null, limit: 100 });
  return heads.map(({ day, sessionCount }) => [day, sessionCount]);
};

const brokenOf = async ({ scope }: Place): Promise<string | null> => {
  const { broken } = await verifyDailyHeads(context, scope);
  return broken === null ? null : `${broken.day}: ${broken.sentence}`;
};

const finished: readonly (readonly [now: string, day: string])[] = [
  ['2021-05-02T00:09:59.999Z', '2021-04-30'],
  ['2021-05-02T00:10:00.000Z', '2021-05-01'],
  ['2021-05-02T23:59:59.999Z', '2021-05-01'],
  ['2021-03-01T00:10:00.000Z', '2021-02-28'],
];
for (const [now, day] of finished) {
  test(`at ${now} the last finished day is ${day}`, () => assert.equal(lastFinishedDay(new Date(now)), day));
}

test('leaves come back as they were written, from any place', () => {
  const leaves = Array.from({ length: 5 }, (_, index) => ({
    sessionId: `01c29f05-2e00-7000-8000-00000000000${index}`,
    number: index === 0 ? 4_294_967_295 : index,
    hash: new Uint8Array(32).fill(index),
  }));
  const bytes = writeLeaves(leaves);
  assert.deepEqual(readLeaves(bytes, 0, 10), leaves);
  assert.deepEqual(readLeaves(bytes, 3, 1), leaves.slice(3, 4));
  assert.deepEqual(readLeaves(bytes, 5, 1), []);
});

test('each finished day has a line, also after a long pause and for days on which nothing happened', async () => {
  const place = await linesAfter(on(3, '00:05:00.000'));
  assert.deepEqual(await linesOf(place), [['2021-05-01', 1]]);
  context.setTime(on(6, '00:10:00.000'));
  await writeDailyHeads(context, place.scope, never);
  await writeDailyHeads(context, place.scope, never);
  assert.deepEqual(await linesOf(place), [
    ['2021-05-05', 0],
    ['2021-05-04', 0],
    ['2021-05-03', 1],
    ['2021-05-02', 1],
    ['2021-05-01', 1],
  ]);
  assert.equal(await brokenOf(place), null);
});

test('two processes that write the lines at the same moment write each once', async () => {
  const place = await threeDays();
  context.setTime(on(9));
  await Promise.all([1, 2, 3].map(() => writeDailyHeads(context, place.scope, never)));
  assert.equal((await linesOf(place)).length, 8);
  assert.equal(await brokenOf(place), null);
});

test('a clock that stands ahead writes no line for a day that is still to come', async () => {
  const daysFromNow = (days: number): Date => new Date(Date.now() + days * 86_400_000);
  context.setTime(daysFromNow(-3));
  const place = await gate.addOrganization();
  await addSession(context, place);
  context.setTime(daysFromNow(30));
  await writeDailyHeads(context, place.scope, never);
  const lines = await linesOf(place);
  assert.ok(lines.length >= 2, 'the days that are over have lines');
  assert.ok(lines.every(([day]) => day < dayOf(new Date())));
});

test('an organization without sessions has no lines, and its environments are apart', async () => {
  const place = await linesAfter(on(9));
  const empty = { ...place, scope: { ...place.scope, environment: 'test' } as const };
  await writeDailyHeads(context, empty.scope, never);
  assert.deepEqual(await linesOf(empty), []);
});

test('a log whose last events were cut off shows, even when its session was made to agree', async () => {
  const place = await linesAfter(on(4));
  await owner.deleteFrom('event').where('session_id', '=', place.first).where('number', '=', 2).execute();
  const { hash } = await owner
    .selectFrom('event')
    .select('hash')
    .where('session_id', '=', place.first)
    .where('number', '=', 1)
    .executeTakeFirstOrThrow();
  await owner
    .updateTable('session')
    .set({ event_count: 1, head_hash: hash, state: 'created' })
    .where('id', '=', place.first)
    .execute();
  assert.equal((await verifySession(context, place.scope, place.first))?.isIntact, true);
  const sentence = `Session ${place.first} had 2 events at the end of this day, and event 2 is not there any more.`;
  assert.equal(await brokenOf(place), `2021-05-02: ${sentence}`);
});

test('a session that vanished shows, and so does one whose last event was changed', async () => {
  const gone = await linesAfter(on(4));
  await owner.deleteFrom('event').where('session_id', '=', gone.second).execute();
  await owner.deleteFrom('session').where('id', '=', gone.second).execute();
  const sentence = `Session ${gone.second} had 2 events at the end of this day, and is gone without a tombstone.`;
  assert.equal(await brokenOf(gone), `2021-05-03: ${sentence}`);
  const changed = await linesAfter(on(4));
  await owner
    .updateTable('event')
    .set({ hash: new Uint8Array(32) })
    .where('session_id', '=', changed.second)
    .where('number', '=', 2)
    .execute();
  assert.match((await brokenOf(changed)) ?? '', /^2021-05-03: Event 2 of session .* is not the one/);
});

const edits: readonly (readonly [string, (place: Place) => Promise<unknown>, RegExp])[] = [
  [
    'whose leaves were changed',
    ({ scope }) =>
      owner
        .updateTable('daily_head')
        .set({ leaves: new Uint8Array(52) })
        .where('organization_id', '=', scope.organizationId)
        .where('day', '=', '2021-05-02')
        .execute(),
    /^2021-05-02: The line, or the one before it, is not what was written\.$/,
  ],
  [
    'that was taken out',
    ({ scope }) =>
      owner
        .deleteFrom('daily_head')
        .where('organization_id', '=', scope.organizationId)
        .where('day', '=', '2021-05-02')
        .execute(),
    /^2021-05-03: The line of 2021-05-02 is missing\.$/,
  ],
  [
    'that counts fewer sessions',
    ({ scope }) =>
      owner
        .updateTable('daily_head')
        .set({ session_count: 0 })
        .where('organization_id', '=', scope.organizationId)
        .where('day', '=', '2021-05-03')
        .execute(),
    /^2021-05-03: The line/,
  ],
];
for (const [name, edit, sentence] of edits) {
  test(`a line ${name} shows`, async () => {
    const place = await linesAfter(on(4));
    await edit(place);
    assert.match((await brokenOf(place)) ?? '', sentence);
  });
}

test('a session that retention deleted fits its lines by its tombstone, and a wrong tombstone does not', async () => {
  const place = await linesAfter(on(4));
  const settings = organizationSettings.parse({ retention: { sessionDays: 1 } });
  expectOk(await updateSettings(context, place.scope.organizationId, settings, system));
  context.setTime(on(20));
  await retentionSweep.sweep(context, never, logger);
  assert.equal((await getSession(context, place.scope, place.second)).ok, false);
  await writeDailyHeads(context, place.scope, never);
  assert.equal(await brokenOf(place), null);
  await owner.updateTable('tombstone').set({ event_count: 1 }).where('session_id', '=', place.second).execute();
  assert.match((await brokenOf(place)) ?? '', /its tombstone speaks of another log/);
});

test('an erased session still fits its lines, those of before and of after', async () => {
  const place = await linesAfter(on(4));
  const { entity } = expectOk(await getSession(context, place.scope, place.first));
  expectOk(await eraseEntity(context, place.scope, entity.id, 'asked', system));
  context.setTime(on(6));
  await writeDailyHeads(context, place.scope, never);
  assert.deepEqual((await linesOf(place))[1], ['2021-05-04', 1]);
  assert.equal(await brokenOf(place), null);
  assert.equal((await verifySession(context, place.scope, place.first))?.isIntact, true);
});

test('the sweep writes the lines of every organization once a day', async () => {
  const [one, two] = [await threeDays(), await threeDays()];
  const { sweep } = createDailyHeadSweep();
  context.setTime(on(2));
  await sweep(context, never, logger);
  assert.deepEqual([(await linesOf(one)).length, (await linesOf(two)).length], [1, 1]);
  await sweep(context, never, logger);
  context.setTime(on(3, '00:20:00.000'));
  await sweep(context, never, logger);
  assert.deepEqual([(await linesOf(one)).length, (await linesOf(two)).length], [2, 2]);
});
