import type { Kysely, Selectable, Transaction } from 'kysely';
import type { Tables } from '../../db/client.ts';
import type { Scope } from '../../db/scope.ts';

export type KeyRow = Omit<Selectable<Tables['key']>, 'organization_id' | 'environment' | 'secret'>;

export const insertKey = async (
  transaction: Transaction<Tables>,
  scope: Scope,
  key: Omit<KeyRow, 'revoked_at' | 'last_used_at'> & { readonly secret: Uint8Array | null },
): Promise<void> => {
  await transaction
    .insertInto('key')
    .values({ organization_id: scope.organizationId, environment: scope.environment, ...key })
    .execute();
};

const selectKeys = (db: Kysely<Tables>, scope: Scope) =>
  db
    .selectFrom('key')
    .select(['id', 'name', 'api', 'level', 'owner_user_id', 'hint', 'scopes', 'allowed_addresses'])
    .select(['created_at', 'expires_at', 'revoked_at', 'rotated_from', 'last_used_at'])
    .where('organization_id', '=', scope.organizationId)
    .where('environment', '=', scope.environment);

export const findKeyRow = (db: Kysely<Tables>, scope: Scope, id: string): Promise<KeyRow | undefined> =>
  selectKeys(db, scope).where('id', '=', id).executeTakeFirst();

/** Lets one change after the other go on. */
export const lockKeyRow = (transaction: Transaction<Tables>, scope: Scope, id: string): Promise<KeyRow | undefined> =>
  selectKeys(transaction, scope).where('id', '=', id).forUpdate().executeTakeFirst();

/** The key that took the place of this one. */
export const findSuccessorId = async (db: Kysely<Tables>, scope: Scope, id: string): Promise<string | undefined> => {
  const row = await selectKeys(db, scope).where('rotated_from', '=', id).limit(1).executeTakeFirst();
  return row?.id;
};

export const updateKeyExpiry = async (
  transaction: Transaction<Tables>,
  scope: Scope,
  id: string,
  expiresAt: Date,
): Promise<void> => {
  await transaction
    .updateTable('key')
    .set({ expires_at: expiresAt })
    .where('organization_id', '=', scope.organizationId)
    .where('environment', '=', scope.environment)
    .where('id', '=', id)
    .execute();
};

/** Several processes may see the same use: what was noted since `before` stays. */
export const updateKeyUsed = async (
  db: Kysely<Tables>,
  scope: Scope,
  id: string,
  { usedAt, before }: { readonly usedAt: Date; readonly before: Date },
): Promise<void> => {
  await db
    .updateTable('key')
    .set({ last_used_at: usedAt })
    .where('organization_id', '=', scope.organizationId)
    .where('environment', '=', scope.environment)
    .where('id', '=', id)
    .where((where) => where.or([where('last_used_at', 'is', null), where('last_used_at', '<=', before)]))
    .execute();
};

/** A secret that was kept to be shown goes with it. False when the key is not there, or was revoked before. */
export const updateKeyRevoked = async (
  transaction: Transaction<Tables>,
  scope: Scope,
  id: string,
  revokedAt: Date,
): Promise<boolean> => {
  const row = await transaction
    .updateTable('key')
    .set({ revoked_at: revokedAt, secret: null })
    .where('organization_id', '=', scope.organizationId)
    .where('environment', '=', scope.environment)
    .where('id', '=', id)
    .where('revoked_at', 'is', null)
    .returning('id')
    .executeTakeFirst();
  return row !== undefined;
};

/** Keys of the environment, revoked ones too, newest first; a page of them, or all. */
export const listKeyRows = (
  db: Kysely<Tables>,
  scope: Scope,
  page?: { readonly limit: number; readonly after: string | null },
): Promise<KeyRow[]> => {
  const query = selectKeys(db, scope).orderBy('id', 'desc');
  if (page === undefined) return query.execute();
  const limited = query.limit(page.limit);
  return (page.after === null ? limited : limited.where('id', '<', page.after)).execute();
};
