import { type Kysely, sql } from 'kysely';
import type { Tables } from '../db/client.ts';
import type { Scope } from '../db/scope.ts';

export interface DueSession {
  readonly scope: Scope;
  readonly sessionId: string;
  readonly expiresAt: Date;
}

/**
 * Sessions of every organization whose time is up, the longest overdue first, after the given place. The states stand in
 * the statement as text, not as parameters: only so can the partial index `session_expiry` be used under any plan.
 */
export const listDueSessionsUnscoped = async (
  worker: Kysely<Tables>,
  page: { readonly now: Date; readonly limit: number; readonly after: DueSession | null },
): Promise<DueSession[]> => {
  let query = worker
    .selectFrom('session')
    .select(['organization_id', 'environment', 'id', 'expires_at'])
    .where(sql<boolean>`state in ('created', 'active', 'waiting')`)
    .where('expires_at', '<=', page.now)
    .orderBy('expires_at')
    .orderBy('id')
    .limit(page.limit);
  if (page.after !== null) {
    query = query.where(sql<boolean>`(expires_at, id) > (${page.after.expiresAt}, ${page.after.sessionId})`);
  }
  return (await query.execute()).map((row) => ({
    scope: { organizationId: row.organization_id, environment: row.environment === 'live' ? 'live' : 'test' },
    sessionId: row.id,
    expiresAt: row.expires_at,
  }));
};
