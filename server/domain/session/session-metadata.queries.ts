import { type Kysely, sql, type Transaction } from 'kysely';
import type { Tables } from '../../db/client.ts';
import type { Scope } from '../../db/scope.ts';
import type { MetadataPair } from './metadata.ts';

export interface SessionPairs {
  readonly sessionId: string;
  readonly pairs: readonly MetadataPair[];
}

/** A pair that is there already stays. */
export const insertPairs = async (
  transaction: Transaction<Tables>,
  scope: Scope,
  sessions: readonly SessionPairs[],
): Promise<void> => {
  const rows = sessions.flatMap(({ sessionId, pairs }) =>
    pairs.map(({ key, valueHash }) => ({
      organization_id: scope.organizationId,
      environment: scope.environment,
      key,
      value_hash: valueHash,
      session_id: sessionId,
    })),
  );
  if (rows.length === 0) return;
  await transaction
    .insertInto('session_metadata')
    .values(rows)
    .onConflict((conflict) => conflict.doNothing())
    .execute();
};

/** Each by the whole primary key: there is no index by session, because a session knows its pairs. */
export const deletePairs = async (
  transaction: Transaction<Tables>,
  scope: Scope,
  { sessionId, pairs }: SessionPairs,
): Promise<void> => {
  if (pairs.length === 0) return;
  await transaction
    .deleteFrom('session_metadata')
    .where('organization_id', '=', scope.organizationId)
    .where('environment', '=', scope.environment)
    .where('session_id', '=', sessionId)
    .where((where) => where.or(pairs.map(({ key, valueHash }) => where.and({ key, value_hash: valueHash }))))
    .execute();
};

/** Some pairs of a key that is searched no more; gives how many were left to delete in this go. */
export const deletePairsOfKey = async (
  db: Kysely<Tables>,
  scope: Scope,
  key: string,
  limit: number,
): Promise<number> => {
  const deleted = await sql`
    delete from session_metadata where (organization_id, environment, key, value_hash, session_id) in (
      select organization_id, environment, key, value_hash, session_id from session_metadata
      where organization_id = ${scope.organizationId}::uuid and environment = ${scope.environment} and key = ${key}
      limit ${limit})`.execute(db);
  return Number(deleted.numAffectedRows ?? 0);
};

export interface MetadataRow {
  readonly id: string;
  readonly metadata: string;
}

/**
 * Sessions with metadata, the oldest first. The lock keeps their metadata as read until the transaction ends (see
 * `lockSession`) and lets submissions pass.
 */
export const listMetadataForIndex = (
  transaction: Transaction<Tables>,
  scope: Scope,
  page: { readonly after: string | null; readonly limit: number },
): Promise<MetadataRow[]> => {
  let query = transaction
    .selectFrom('session')
    .select(['id', 'metadata'])
    .where('organization_id', '=', scope.organizationId)
    .where('environment', '=', scope.environment)
    .where('metadata', '<>', '{}');
  if (page.after !== null) query = query.where('id', '>', page.after);
  return query.orderBy('id').limit(page.limit).forKeyShare().execute();
};

/** The session for a change beside its log, such as of its metadata: an index under way waits, and then reads what was changed. */
export const lockSession = (
  transaction: Transaction<Tables>,
  scope: Scope,
  id: string,
): Promise<{ readonly metadata: string; readonly erased_at: Date | null } | undefined> =>
  transaction
    .selectFrom('session')
    .select(['metadata', 'erased_at'])
    .where('organization_id', '=', scope.organizationId)
    .where('environment', '=', scope.environment)
    .where('id', '=', id)
    .forUpdate()
    .executeTakeFirst();

export const updateMetadataText = async (
  transaction: Transaction<Tables>,
  scope: Scope,
  id: string,
  metadata: string,
): Promise<void> => {
  await transaction
    .updateTable('session')
    .set({ metadata })
    .where('organization_id', '=', scope.organizationId)
    .where('environment', '=', scope.environment)
    .where('id', '=', id)
    .execute();
};
