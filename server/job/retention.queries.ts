import { type Kysely, sql } from 'kysely';
import type { Tables } from '../db/client.ts';
import type { Scope } from '../db/scope.ts';
import { highestIdOf } from '../domain/id-time.ts';

export interface EndedSession {
  readonly id: string;
  readonly endedAt: Date;
  readonly workflowId: string;
  readonly state: string;
  readonly decision: string | null;
  readonly entityId: string;
  readonly dataKeyId: string;
  readonly eventCount: number;
  readonly headHash: Uint8Array;
}

interface EndedPage {
  /** Sessions that ended earlier than this. */
  readonly before: Date;
  readonly after: Pick<EndedSession, 'id' | 'endedAt'> | null;
  readonly limit: number;
}

/** The longest over first. */
export const listEndedSessions = async (
  worker: Kysely<Tables>,
  scope: Scope,
  { before, after, limit }: EndedPage,
): Promise<EndedSession[]> => {
  let query = worker
    .selectFrom('session')
    .select(['id', 'ended_at', 'workflow_id', 'state', 'decision', 'entity_id'])
    .select(['data_key_id', 'event_count', 'head_hash'])
    .where('organization_id', '=', scope.organizationId)
    .where('environment', '=', scope.environment)
    .where('ended_at', '<', before);
  if (after !== null) query = query.where(sql<boolean>`(ended_at, id) > (${after.endedAt}, ${after.id})`);
  const rows = await query.orderBy('ended_at').orderBy('id').limit(limit).execute();
  return rows.map((row) => ({
    id: row.id,
    endedAt: row.ended_at ?? before,
    workflowId: row.workflow_id,
    state: row.state,
    decision: row.decision,
    entityId: row.entity_id,
    dataKeyId: row.data_key_id,
    eventCount: row.event_count,
    headHash: row.head_hash,
  }));
};

export interface StoredDocument {
  readonly id: string;
  readonly blobKey: string;
}

export const listDocumentsOfSession = async (
  worker: Kysely<Tables>,
  scope: Scope,
  sessionId: string,
): Promise<StoredDocument[]> => {
  const rows = await worker
    .selectFrom('document')
    .select(['id', 'blob_key'])
    .where('organization_id', '=', scope.organizationId)
    .where('environment', '=', scope.environment)
    .where('session_id', '=', sessionId)
    .execute();
  return rows.map((row) => ({ id: row.id, blobKey: row.blob_key }));
};

/**
 * Documents of sessions that ended before a time, in the order of their making. It goes over documents and not over ended
 * sessions, which stay when their documents are gone: what was looked at in an earlier sweep costs nothing in the next.
 */
export const listDueDocuments = async (
  worker: Kysely<Tables>,
  scope: Scope,
  { before, after, limit }: { readonly before: Date; readonly after: string | null; readonly limit: number },
): Promise<StoredDocument[]> => {
  let query = worker
    .selectFrom('document')
    .innerJoin('session', (join) =>
      join
        .onRef('session.organization_id', '=', 'document.organization_id')
        .onRef('session.environment', '=', 'document.environment')
        .onRef('session.id', '=', 'document.session_id'),
    )
    .select(['document.id', 'document.blob_key'])
    .where('document.organization_id', '=', scope.organizationId)
    .where('document.environment', '=', scope.environment)
    .where('document.id', '<', highestIdOf(before))
    .where('document.created_at', '<', before)
    .where('session.ended_at', '<', before);
  if (after !== null) query = query.where('document.id', '>', after);
  const rows = await query.orderBy('document.id').limit(limit).execute();
  return rows.map((row) => ({ id: row.id, blobKey: row.blob_key }));
};

export const deleteDocumentRows = async (
  worker: Kysely<Tables>,
  scope: Scope,
  ids: readonly string[],
): Promise<void> => {
  await worker
    .deleteFrom('document')
    .where('organization_id', '=', scope.organizationId)
    .where('environment', '=', scope.environment)
    .where('id', 'in', ids)
    .execute();
};

/** Those of these documents that have a row. */
export const listKnownDocuments = async (
  worker: Kysely<Tables>,
  scope: Scope,
  ids: readonly string[],
): Promise<string[]> => {
  const rows = await worker
    .selectFrom('document')
    .select('id')
    .where('organization_id', '=', scope.organizationId)
    .where('environment', '=', scope.environment)
    .where('id', 'in', ids)
    .execute();
  return rows.map(({ id }) => id);
};

/** Messages that were delivered or given up before a time, with their attempts; gives how many went in this go. */
export const deleteFinishedDeliveries = async (
  worker: Kysely<Tables>,
  scope: Scope,
  { before, limit }: { readonly before: Date; readonly limit: number },
): Promise<number> => {
  const deleted = await sql`
    delete from delivery where organization_id = ${scope.organizationId}::uuid and environment = ${scope.environment}
      and id in (select id from delivery
        where organization_id = ${scope.organizationId}::uuid and environment = ${scope.environment}
          and finished_at < ${before}::timestamptz
        order by finished_at limit ${limit})`.execute(worker);
  return Number(deleted.numAffectedRows ?? 0);
};

/** A pair by which the session is found. */
interface Pair {
  readonly key: string;
  readonly valueHash: Uint8Array;
}

/**
 * Deletes a session with every row that belongs to it, and its entity where it has no other session: all or nothing. One
 * tombstone stays, with the end of its log. False, and nothing is deleted, where the session has changed since it was read.
 */
export const deleteSession = (
  worker: Kysely<Tables>,
  scope: Scope,
  { session, pairs, at }: { readonly session: EndedSession; readonly pairs: readonly Pair[]; readonly at: Date },
): Promise<boolean> =>
  worker
    .transaction()
    .execute(async (transaction) => {
      await deleteRowsOfSession(transaction, scope, session.id);
      const gone = await transaction
        .deleteFrom('session')
        .where('organization_id', '=', scope.organizationId)
        .where('environment', '=', scope.environment)
        .where('id', '=', session.id)
        .where('event_count', '=', session.eventCount)
        .executeTakeFirst();
      if (gone.numDeletedRows === 0n) throw new SessionChanged();
      // After the session: whoever writes pairs holds it first.
      for (const pair of pairs) await deletePair(transaction, scope, session.id, pair);
      await insertTombstone(transaction, scope, session, at);
      await updateTotal(transaction, scope, session);
      await deleteDataKey(transaction, scope, session.dataKeyId);
      await deleteEntityWithoutSessions(transaction, scope, session.entityId);
      return true;
    })
    .catch((error: unknown) => {
      if (error instanceof SessionChanged) return false;
      throw error;
    });

/** Takes the transaction back. */
class SessionChanged extends Error {}

const deleteRowsOfSession = async (transaction: Kysely<Tables>, scope: Scope, sessionId: string): Promise<void> => {
  for (const table of ['document', 'case', 'delivery', 'event'] as const) {
    await transaction
      .deleteFrom(table)
      .where('organization_id', '=', scope.organizationId)
      .where('environment', '=', scope.environment)
      .where('session_id', '=', sessionId)
      .execute();
  }
  await transaction
    .deleteFrom('credential')
    .where('organization_id', '=', scope.organizationId)
    .where('environment', '=', scope.environment)
    .where('subject_id', '=', sessionId)
    .execute();
};

const deletePair = async (
  transaction: Kysely<Tables>,
  scope: Scope,
  sessionId: string,
  { key, valueHash }: Pair,
): Promise<void> => {
  await transaction
    .deleteFrom('session_metadata')
    .where('organization_id', '=', scope.organizationId)
    .where('environment', '=', scope.environment)
    .where('key', '=', key)
    .where('value_hash', '=', valueHash)
    .where('session_id', '=', sessionId)
    .execute();
};

const insertTombstone = async (
  transaction: Kysely<Tables>,
  scope: Scope,
  session: EndedSession,
  at: Date,
): Promise<void> => {
  await transaction
    .insertInto('tombstone')
    .values({
      organization_id: scope.organizationId,
      environment: scope.environment,
      session_id: session.id,
      event_count: session.eventCount,
      last_hash: session.headHash,
      reason: 'retention',
      at,
    })
    .execute();
};

/** The count of sessions in each state is of those that are there. */
const updateTotal = async (transaction: Kysely<Tables>, scope: Scope, session: EndedSession): Promise<void> => {
  await sql`
    update session_total set total = total - 1
    where organization_id = ${scope.organizationId}::uuid and environment = ${scope.environment}
      and workflow_id = ${session.workflowId}::uuid and state = ${session.state}
      and decision = ${session.decision ?? ''} and total > 0`.execute(transaction);
};

const deleteDataKey = async (transaction: Kysely<Tables>, scope: Scope, id: string): Promise<void> => {
  await transaction
    .deleteFrom('data_key')
    .where('organization_id', '=', scope.organizationId)
    .where('environment', '=', scope.environment)
    .where('id', '=', id)
    .execute();
};

/** A session that is being made for it meanwhile makes this fail, and the next sweep finds the entity in use. */
const deleteEntityWithoutSessions = async (transaction: Kysely<Tables>, scope: Scope, id: string): Promise<void> => {
  const { rows } = await sql<{ data_key_id: string }>`
    delete from entity where organization_id = ${scope.organizationId}::uuid and environment = ${scope.environment}
      and id = ${id}::uuid and not exists (select from session
        where session.organization_id = entity.organization_id and session.environment = entity.environment
          and session.entity_id = entity.id)
    returning data_key_id`.execute(transaction);
  for (const row of rows) await deleteDataKey(transaction, scope, row.data_key_id);
};
