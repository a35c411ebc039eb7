import type { Database } from '../../db/client.ts';
import type { Scope } from '../../db/scope.ts';

export interface DocumentRow {
  readonly id: string;
  readonly session_id: string;
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

export const insertDocument = async (database: Database, scope: Scope, row: DocumentRow): Promise<void> => {
  await database
    .scoped(scope)
    .insertInto('document')
    .values({ organization_id: scope.organizationId, environment: scope.environment, ...row })
    .execute();
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
    .select(['id', 'session_id', 'node', 'attempt', 'side', 'media_type', 'size_bytes'])
    .select(['width_px', 'height_px', 'blob_key', 'data_key_id', 'created_at'])
    .where('organization_id', '=', scope.organizationId)
    .where('environment', '=', scope.environment)
    .where('session_id', '=', sessionId)
    .orderBy('id', 'desc')
    .limit(limit)
    .execute();
