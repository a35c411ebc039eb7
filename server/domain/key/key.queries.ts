import type { Kysely, Selectable, Transaction } from 'kysely';
import type { Tables } from '../../db/client.ts';
import type { Scope } from '../../db/scope.ts';

export type KeyRow = Omit<Selectable<Tables['key']>, 'organization_id' | 'environment'>;

export const insertKey = async (
  transaction: Transaction<Tables>,
  scope: Scope,
  key: Omit<KeyRow, 'revoked_at' | 'last_used_at'>,
): Promise<void> => {
  await transaction
    .insertInto('key')
    .values({ organization_id: scope.organizationId, environment: scope.environment, ...key })
    .execute();
};

export const findKeyRow = (db: Kysely<Tables>, scope: Scope, id: string): Promise<KeyRow | undefined> =>
  db
    .selectFrom('key')
    .select(['id', 'name', 'owner_user_id', 'hint', 'scopes', 'allowed_addresses'])
    .select(['created_at', 'expires_at', 'revoked_at', 'rotated_from', 'last_used_at'])
    .where('organization_id', '=', scope.organizationId)
    .where('environment', '=', scope.environment)
    .where('id', '=', id)
    .executeTakeFirst();

/** False when the key is not there, or was revoked before. */
export const updateKeyRevoked = async (
  transaction: Transaction<Tables>,
  scope: Scope,
  id: string,
  revokedAt: Date,
): Promise<boolean> => {
  const row = await transaction
    .updateTable('key')
    .set({ revoked_at: revokedAt })
    .where('organization_id', '=', scope.organizationId)
    .where('environment', '=', scope.environment)
    .where('id', '=', id)
    .where('revoked_at', 'is', null)
    .returning('id')
    .executeTakeFirst();
  return row !== undefined;
};

/** All keys of the environment, revoked ones too, newest first. */
export const listKeyRows = (db: Kysely<Tables>, scope: Scope): Promise<KeyRow[]> =>
  db
    .selectFrom('key')
    .select(['id', 'name', 'owner_user_id', 'hint', 'scopes', 'allowed_addresses'])
    .select(['created_at', 'expires_at', 'revoked_at', 'rotated_from', 'last_used_at'])
    .where('organization_id', '=', scope.organizationId)
    .where('environment', '=', scope.environment)
    .orderBy('id', 'desc')
    .execute();
