import type { Scope } from '../../db/scope.ts';
import type { DomainContext } from '../context.ts';
import { listLoginRows } from './login.queries.ts';

/** An open login session as a list shows it. */
export interface LoginRecord {
  readonly id: string;
  readonly userId: string;
  readonly permissions: readonly string[];
  readonly createdAt: Date;
  readonly expiresAt: Date;
}

/** The login sessions of an environment that have neither ended nor expired, the oldest first. */
export const listLogins = async (
  context: Pick<DomainContext, 'database' | 'now'>,
  scope: Scope,
): Promise<readonly LoginRecord[]> => {
  const rows = await listLoginRows(context.database.scoped(scope), scope, context.now());
  return rows.map((row) => ({
    id: row.id,
    userId: row.user_id,
    permissions: row.permissions,
    createdAt: row.created_at,
    expiresAt: row.expires_at,
  }));
};
