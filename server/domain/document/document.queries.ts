import { sql } from 'kysely';
import type { Database } from '../../db/client.ts';
import type { Scope } from '../../db/scope.ts';

export interface DocumentRow {
  readonly id: string;
  readonly session_id: string;
  readonly run_number: number;
  readonly node: string;
  readonly attempt: number;
  readonly side: string;
  readonly media_type: string;
  readonly size_bytes: number;
  readonly width_px: number;
  readonly height_px: number;
  readonly blob_key: string;
  readonly data_key_id: string;
  readonly created_at: Date;
}

/**
 * False, and nothing is written, where the session's data key was erased meanwhile. The key is held: an erasure that comes
 * in at the same moment waits, and then finds the row.
 */
export const insertDocument = async (database: Database, scope: Scope, row: DocumentRow): Promise<boolean> => {
  const { rows } = await sql`
    insert into document (organization_id, environment, id, session_id, run_number, node, attempt, side, media_type, size_bytes,
      width_px, height_px, blob_key, data_key_id, created_at)
    select data_key.organization_id, data_key.environment, ${row.id}::uuid, ${row.session_id}::uuid,
      ${row.run_number}::integer, ${row.node}::text, ${row.attempt}::integer, ${row.side}::text, ${row.media_type}::text, ${row.size_bytes}::integer,
      ${row.width_px}::integer, ${row.height_px}::integer, ${row.blob_key}::text, data_key.id, ${row.created_at}::timestamptz
    from data_key
    where data_key.organization_id = ${scope.organizationId}::uuid and data_key.environment = ${scope.environment}
      and data_key.id = ${row.data_key_id}::uuid and data_key.wrapped is not null
    for share
    returning id`.execute(database.scoped(scope));
  return rows.length === 1;
};

/** The newest first, up to a limit that lies above what a session may upload. */
export const listSessionDocuments = (
  database: Database,
  scope: Scope,
  sessionId: string,
  limit: number,
): Promise<DocumentRow[]> =>
  database
    .scoped(scope)
    .selectFrom('document')
    .select(['id', 'session_id', 'run_number', 'node', 'attempt', 'side', 'media_type', 'size_bytes'])
    .select(['width_px', 'height_px', 'blob_key', 'data_key_id', 'created_at'])
    .where('organization_id', '=', scope.organizationId)
    .where('environment', '=', scope.environment)
    .where('session_id', '=', sessionId)
    .orderBy('id', 'desc')
    .limit(limit)
    .execute();

/** With the wrapped key under which the file is sealed. */
export const findDocumentRow = (
  database: Database,
  scope: Scope,
  id: string,
): Promise<
  | (Pick<DocumentRow, 'id' | 'media_type' | 'blob_key' | 'data_key_id'> & { readonly wrapped: Uint8Array | null })
  | undefined
> =>
  database
    .scoped(scope)
    .selectFrom('document')
    .innerJoin('data_key', (join) =>
      join
        .onRef('data_key.organization_id', '=', 'document.organization_id')
        .onRef('data_key.environment', '=', 'document.environment')
        .onRef('data_key.id', '=', 'document.data_key_id'),
    )
    .select(['document.id', 'document.media_type', 'document.blob_key', 'document.data_key_id', 'data_key.wrapped'])
    .where('document.organization_id', '=', scope.organizationId)
    .where('document.environment', '=', scope.environment)
    .where('document.id', '=', id)
    .executeTakeFirst();

export const deleteDocumentRow = async (database: Database, scope: Scope, id: string): Promise<void> => {
  await database
    .scoped(scope)
    .deleteFrom('document')
    .where('organization_id', '=', scope.organizationId)
    .where('environment', '=', scope.environment)
    .where('id', '=', id)
    .execute();
};
