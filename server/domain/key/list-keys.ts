import type { Scope } from '../../db/scope.ts';
import type { DomainContext } from '../context.ts';
import { listKeyRows } from './key.queries.ts';

/** A key as a list shows it: never its token, which nobody has but the one who was given it. */
export interface KeyRecord {
  readonly id: string;
  readonly name: string;
  readonly ownerUserId: string;
  /** The token's first and last characters. */
  readonly hint: string;
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
  return rows.map((row) => ({
    id: row.id,
    name: row.name,
    ownerUserId: row.owner_user_id,
    hint: row.hint,
    createdAt: row.created_at,
    expiresAt: row.expires_at,
    revokedAt: row.revoked_at,
  }));
};
