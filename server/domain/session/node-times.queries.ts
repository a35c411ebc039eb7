import { sql } from 'kysely';
import type { Database } from '../../db/client.ts';
import type { Scope } from '../../db/scope.ts';

export interface NodeTimesRow {
  /** Null for events of the session as a whole. */
  readonly node: string | null;
  readonly first_at: Date;
  readonly last_at: Date;
  readonly has_submitted: boolean;
}

/** When a run's log first and last speaks of each node, and whether a person's submission is among it. */
export const listNodeTimes = async (
  database: Database,
  scope: Scope,
  { sessionId, runNumber }: { readonly sessionId: string; readonly runNumber: number },
): Promise<readonly NodeTimesRow[]> => {
  const found = await sql<NodeTimesRow>`
    select node, min(at) as first_at, max(at) as last_at, bool_or(type = 'submitted') as has_submitted from event
    where organization_id = ${scope.organizationId}::uuid and environment = ${scope.environment}
      and session_id = ${sessionId}::uuid and run_number = ${runNumber}
    group by node`.execute(database.scoped(scope));
  return found.rows;
};
