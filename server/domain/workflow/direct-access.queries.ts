import type { Kysely, Transaction } from 'kysely';
import type { Tables } from '../../db/client.ts';
import type { Scope } from '../../db/scope.ts';

export interface DirectAccessRow {
  readonly has_direct_access: boolean;
  /** Sealed; null until a code is made. */
  readonly access_code: Uint8Array | null;
  readonly archived_at: Date | null;
}

const selectAccess = (db: Kysely<Tables>, scope: Scope, id: string) =>
  db
    .selectFrom('workflow')
    .select(['has_direct_access', 'access_code', 'archived_at'])
    .where('organization_id', '=', scope.organizationId)
    .where('environment', '=', scope.environment)
    .where('id', '=', id);

export const findDirectAccessRow = (
  db: Kysely<Tables>,
  scope: Scope,
  id: string,
): Promise<DirectAccessRow | undefined> => selectAccess(db, scope, id).executeTakeFirst();

/** Lets one change after the other go on. */
export const lockDirectAccessRow = (
  transaction: Transaction<Tables>,
  scope: Scope,
  id: string,
): Promise<DirectAccessRow | undefined> => selectAccess(transaction, scope, id).forNoKeyUpdate().executeTakeFirst();
