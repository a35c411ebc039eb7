import type { Kysely } from 'kysely';
import type { Tables } from '../../db/client.ts';
import type { Scope } from '../../db/scope.ts';
import { GENESIS_HASH } from '../chain.ts';
import type { DomainContext } from '../context.ts';
import { findFirstTime, findLastHead, insertHead, listLeaves, readDatabaseTime } from './daily-head.queries.ts';
import { type Day, dayOf, hashOfDay, type Leaf, nextDay, startOfDay, writeLeaves } from './daily-head.ts';

/** A write that was under way at midnight is in the database by then. */
const SETTLED_MS = 10 * 60 * 1000;

const LEAVES_AT_ONCE = 20_000;

/** The newest day whose line can be written. */
export const lastFinishedDay = (now: Date): Day => {
  const settled = new Date(now.getTime() - SETTLED_MS);
  return dayOf(new Date(startOfDay(dayOf(settled)).getTime() - 1));
};

type Context = Pick<DomainContext, 'database' | 'now'>;

/**
 * Writes the lines of every finished day that has none, from the day after the newest line, or from the first session's.
 * Several processes may do it at once: one line is written for each day, and the next is made from what was written.
 * A line is written once and stays, so a day is finished only when the database's clock says so as well: a machine whose
 * clock stands ahead would otherwise write empty lines for days that are still to come.
 */
export const writeDailyHeads = async (context: Context, scope: Scope, signal: AbortSignal): Promise<void> => {
  const db = context.database.scoped(scope);
  const last = await findLastFinishedDay(context, db);
  for (;;) {
    const newest = await findLastHead(db, scope);
    const day = newest === undefined ? await findFirstDay(context, scope) : dayOf(nextDay(newest.day));
    if (day === null || day > last || signal.aborted) return;
    await writeHead(context, scope, day, newest?.hash ?? GENESIS_HASH);
  }
};

/** The newest day that is over by this machine's clock and by the database's. */
export const findLastFinishedDay = async (context: Pick<DomainContext, 'now'>, db: Kysely<Tables>): Promise<Day> => {
  const databaseTime = await readDatabaseTime(db);
  return lastFinishedDay(new Date(Math.min(context.now().getTime(), databaseTime.getTime())));
};

const findFirstDay = async ({ database }: Context, scope: Scope): Promise<Day | null> => {
  const first = await findFirstTime(database.scoped(scope), scope);
  return first === undefined ? null : dayOf(first);
};

const writeHead = async (context: Context, scope: Scope, day: Day, previous: Uint8Array): Promise<void> => {
  const found = await readDay(context, scope, day);
  const leaves = writeLeaves(found);
  const hash = hashOfDay(previous, { ...scope, day, sessionCount: found.length }, leaves);
  const head = { day, sessionCount: found.length, leaves, hash };
  await insertHead(context.database.scoped(scope), scope, head, context.now());
};

const readDay = async ({ database }: Context, scope: Scope, day: Day): Promise<Leaf[]> => {
  const db = database.scoped(scope);
  const leaves: Leaf[] = [];
  let page: Leaf[] = [];
  do {
    page = await listLeaves(db, scope, {
      from: startOfDay(day),
      to: nextDay(day),
      after: page.at(-1)?.sessionId ?? null,
      limit: LEAVES_AT_ONCE,
    });
    leaves.push(...page);
  } while (page.length === LEAVES_AT_ONCE);
  return leaves;
};
