import type { Scope } from '../../db/scope.ts';
import type { DomainContext } from '../context.ts';
import { type KeyRow, listKeyRows } from './key.queries.ts';

/** A key as a list shows it: never its token, which nobody has but the one who was given it. */
export interface KeyRecord {
  readonly id: string;
  readonly name: string;
  /** Whose API it is for. */
  readonly api: string;
  /** What it may do where that API has levels instead of scopes. */
  readonly level: string | null;
  readonly ownerUserId: string;
  /** The token's first and last characters. */
  readonly hint: string;
  readonly scopes: readonly string[];
  /** Empty for everywhere. */
  readonly allowedAddresses: readonly string[];
  /** Within a minute; null before the first use. */
  readonly lastUsedAt: Date | null;
  /** The key that this one takes the place of. */
  readonly rotatedFrom: string | null;
  readonly createdAt: Date;
  readonly expiresAt: Date | null;
  readonly revokedAt: Date | null;
}

/** The keys of an environment, revoked ones too, newest first. */
export const listKeys = async (
  context: Pick<DomainContext, 'database'>,
  scope: Scope,
): Promise<readonly KeyRecord[]> => {
  const rows = await listKeyRows(context.database.scoped(scope), scope);
  return rows.map(toKey);
};

export const toKey = (row: KeyRow): KeyRecord => ({
  id: row.id,
  name: row.name,
  api: row.api,
  level: row.level,
  ownerUserId: row.owner_user_id,
  hint: row.hint,
  scopes: row.scopes,
  allowedAddresses: row.allowed_addresses,
  lastUsedAt: row.last_used_at,
  rotatedFrom: row.rotated_from,
  createdAt: row.created_at,
  expiresAt: row.expires_at,
  revokedAt: row.revoked_at,
});
