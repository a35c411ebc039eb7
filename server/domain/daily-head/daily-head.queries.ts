import { type Kysely, sql } from 'kysely';
import type { Tables } from '../../db/client.ts';
import type { Scope } from '../../db/scope.ts';
import type { DailyHead, Day, Leaf } from './daily-head.ts';

const selectHeads = (db: Kysely<Tables>, scope: Scope) =>
  db
    .selectFrom('daily_head')
    .where('organization_id', '=', scope.organizationId)
    .where('environment', '=', scope.environment);

/** The newest line. */
export const findLastHead = async (
  db: Kysely<Tables>,
  scope: Scope,
): Promise<Pick<DailyHead, 'day' | 'hash'> | undefined> =>
  selectHeads(db, scope).select(['day', 'hash']).orderBy('day', 'desc').limit(1).executeTakeFirst();

/** Lines with their leaves, the oldest first. */
export const listHeadsWithLeaves = async (
  db: Kysely<Tables>,
  scope: Scope,
  page: { readonly after: Day | null; readonly limit: number },
): Promise<DailyHead[]> => {
  let query = selectHeads(db, scope).select(['day', 'session_count', 'leaves', 'hash']);
  if (page.after !== null) query = query.where('day', '>', page.after);
  const rows = await query.orderBy('day').limit(page.limit).execute();
  return rows.map(({ session_count, ...row }) => ({ ...row, sessionCount: session_count }));
};

/** Lines without their leaves, the newest first. */
export const listHeads = async (
  db: Kysely<Tables>,
  scope: Scope,
  page: { readonly before: Day | null; readonly limit: number },
): Promise<Omit<DailyHead, 'leaves'>[]> => {
  let query = selectHeads(db, scope).select(['day', 'session_count', 'hash']);
  if (page.before !== null) query = query.where('day', '<', page.before);
  const rows = await query.orderBy('day', 'desc').limit(page.limit).execute();
  return rows.map(({ session_count, ...row }) => ({ ...row, sessionCount: session_count }));
};

/** What the database's own clock says. */
export const readDatabaseTime = async (db: Kysely<Tables>): Promise<Date> => {
  const { rows } = await sql<{ now: Date }>`select now() as now`.execute(db);
  const [row] = rows;
  if (row === undefined) throw new Error('The database did not tell the time.');
  return row.now;
};

/** A line that another process wrote first stays. */
export const insertHead = async (db: Kysely<Tables>, scope: Scope, head: DailyHead, madeAt: Date): Promise<void> => {
  await db
    .insertInto('daily_head')
    .values({
      organization_id: scope.organizationId,
      environment: scope.environment,
      day: head.day,
      session_count: head.sessionCount,
      leaves: head.leaves,
      hash: head.hash,
      made_at: madeAt,
    })
    .onConflict((conflict) => conflict.doNothing())
    .execute();
};

/** When the oldest session of all that are there was made. */
export const findFirstTime = async (db: Kysely<Tables>, scope: Scope): Promise<Date | undefined> => {
  const row = await db
    .selectFrom('session')
    .select('created_at')
    .where('organization_id', '=', scope.organizationId)
    .where('environment', '=', scope.environment)
    .orderBy('id')
    .limit(1)
    .executeTakeFirst();
  return row?.created_at;
};

/** The last event between two times of each session that had one, in the order of their ids. */
export const listLeaves = async (
  db: Kysely<Tables>,
  scope: Scope,
  {
    from,
    to,
    after,
    limit,
  }: { readonly from: Date; readonly to: Date; readonly after: string | null; readonly limit: number },
): Promise<Leaf[]> => {
  const { rows } = await sql<{ session_id: string; number: number; hash: Uint8Array }>`
    select distinct on (session_id) session_id, number, hash from event
    where organization_id = ${scope.organizationId}::uuid and environment = ${scope.environment}
      and at >= ${from}::timestamptz and at < ${to}::timestamptz
      ${after === null ? sql`` : sql`and session_id > ${after}::uuid`}
    order by session_id, number desc limit ${limit}`.execute(db);
  return rows.map(({ session_id, number, hash }) => ({ sessionId: session_id, number, hash }));
};

/** What is left of the sessions that leaves name. */
export interface LeafRemains {
  readonly sessionId: string;
  readonly number: number;
  /** Of the event that the leaf names; null where there is no such event. */
  readonly hash: Uint8Array | null;
  /** Null where the session is gone. */
  readonly eventCount: number | null;
  /** Of the tombstone; null where there is none. */
  readonly buriedCount: number | null;
  readonly buriedHash: Uint8Array | null;
}

export const findRemains = async (
  db: Kysely<Tables>,
  scope: Scope,
  leaves: readonly Leaf[],
): Promise<LeafRemains[]> => {
  const ids = leaves.map(({ sessionId }) => sessionId);
  const numbers = leaves.map(({ number }) => String(number));
  const { rows } = await sql<{
    session_id: string;
    number: number;
    hash: Uint8Array | null;
    event_count: number | null;
    buried_count: number | null;
    buried_hash: Uint8Array | null;
  }>`
    select leaf.session_id, leaf.number, event.hash, session.event_count,
      tombstone.event_count as buried_count, tombstone.last_hash as buried_hash
    from (select id::uuid as session_id, number::integer as number
      from unnest(${ids}::text[], ${numbers}::text[]) as given (id, number)) as leaf
    left join event on event.organization_id = ${scope.organizationId}::uuid and event.environment = ${scope.environment}
      and event.session_id = leaf.session_id and event.number = leaf.number
    left join session on session.organization_id = ${scope.organizationId}::uuid
      and session.environment = ${scope.environment} and session.id = leaf.session_id
    left join tombstone on tombstone.organization_id = ${scope.organizationId}::uuid
      and tombstone.environment = ${scope.environment} and tombstone.session_id = leaf.session_id`.execute(db);
  return rows.map((row) => ({
    sessionId: row.session_id,
    number: row.number,
    hash: row.hash,
    eventCount: row.event_count,
    buriedCount: row.buried_count,
    buriedHash: row.buried_hash,
  }));
};
