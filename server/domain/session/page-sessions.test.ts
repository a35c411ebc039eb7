import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { addSession, openGate } from '../../test/journey.ts';
import { expectOk } from '../../test/native-api.ts';
import { system } from '../actor.ts';
import { cancelSession } from './cancel-session.ts';
import { openSession } from './open-session.ts';
import { pageSessions, type SessionPageQuery } from './page-sessions.ts';

const gate = await openGate();
const { context } = gate;
const start = context.now();
const hour = 3_600_000;
const at = (hours: number): Date => new Date(start.getTime() + hours * hour);

after(() => gate.close());

/** Made an hour after the other; each is opened a day after it was made, and every third is cancelled a day after that. */
const fill = async () => {
  const place = await gate.addOrganization();
  const ids: string[] = [];
  for (let number = 0; number < 12; number += 1) {
    context.setTime(at(number));
    ids.push((await addSession(context, place)).id);
  }
  for (const [number, id] of ids.entries()) {
    context.setTime(at(24 + number));
    expectOk(await openSession(context, place.scope, id));
    context.setTime(at(48 + number));
    if (number % 3 === 0) expectOk(await cancelSession(context, place.scope, id, null, system));
  }
  context.setTime(at(72));
  return { place, ids };
};
const { place, ids } = await fill();

const updatedAt = (number: number): number => at((number % 3 === 0 ? 48 : 24) + number).getTime();
const numbers = async (query: Partial<SessionPageQuery>): Promise<number[]> => {
  const { sessions, total } = await pageSessions(context, place.scope, { index: 0, size: 100, ...query });
  assert.equal(total, sessions.length);
  return sessions.map(({ id }) => ids.indexOf(id));
};

test('a time finds just the sessions whose last event was in it, short or long, now or in the past', async () => {
  const times: readonly [number, number][] = [
    [0, 72],
    [24, 30],
    [24, 47],
    [30, 54],
    [47, 72],
    [48, 48],
    [48.1, 50.9],
    [59, 90],
    [71, 72],
    [20, 23],
  ];
  for (const [from, to] of times) {
    const expected = ids
      .map((_, number) => number)
      .filter((number) => updatedAt(number) >= at(from).getTime() && updatedAt(number) <= at(to).getTime())
      .toReversed();
    assert.deepEqual(await numbers({ updatedFrom: at(from), updatedTo: at(to) }), expected, `${from} to ${to}`);
  }
});

test('pages follow one another without a gap, each with the number of all', async () => {
  const pages = await Promise.all([0, 1, 2, 3].map((index) => pageSessions(context, place.scope, { index, size: 5 })));
  assert.deepEqual(
    pages.flatMap(({ sessions }) => sessions.map(({ id }) => id)),
    ids.toReversed(),
  );
  assert.deepEqual(
    pages.map(({ total }) => total),
    [12, 12, 12, 12],
  );
  const [first] = pages[0]?.sessions ?? [];
  assert.equal(first?.updatedAt.getTime(), updatedAt(11));
});

test('a page beyond what is counted is empty and costs nothing', async () => {
  const { sessions, total } = await pageSessions(context, place.scope, { index: 1_000_000_000, size: 100 });
  assert.deepEqual([sessions, total], [[], 12]);
});

test('another organization has none of them', async () => {
  const other = await gate.addOrganization();
  assert.deepEqual(await pageSessions(context, other.scope, { index: 0, size: 100 }), { sessions: [], total: 0 });
});
