import { fail, ok, type Result } from '@gatehouse/core/result.ts';
import type { NodeResult, Reason, SessionState } from '@gatehouse/core/workflow/run.ts';
import type { Scope } from '../../db/scope.ts';
import { type DomainError, notFound } from '../../errors.ts';
import type { DomainContext } from '../context.ts';
import { loadSession } from './load-session.ts';
import { findSessionRow, listSessionRows, type SessionFilter, type SessionListRow } from './session.queries.ts';
import type { EntityRecord, SessionRecord } from './session.ts';

export const getSession = async (
  context: DomainContext,
  scope: Scope,
  id: string,
): Promise<Result<SessionRecord, DomainError>> => {
  const row = await findSessionRow(context.database, scope, id);
  return row === undefined ? fail(notFound('session')) : ok(toRecord(row));
};

/** One page, newest first. `next` is the `after` of the page that follows, or null at the end. */
export const listSessions = async (
  context: DomainContext,
  scope: Scope,
  filter: SessionFilter,
): Promise<{ sessions: SessionRecord[]; next: string | null }> => {
  const rows = await listSessionRows(context.database, scope, filter);
  const page = rows.slice(0, filter.limit);
  return {
    sessions: page.map(toRecord),
    next: rows.length > filter.limit ? (page.at(-1)?.id ?? null) : null,
  };
};

export interface SessionResults {
  readonly runNumber: number;
  /** Why the run ended, or is in review. */
  readonly reasons: readonly Reason[];
  readonly results: readonly ({ readonly node: string } & NodeResult)[];
}

/** What each node of the current run brought, in the order of the graph. */
export const listNodeResults = async (
  context: DomainContext,
  scope: Scope,
  id: string,
): Promise<Result<SessionResults, DomainError>> => {
  const loaded = await loadSession(context, scope, id);
  if (!loaded.ok) return loaded;
  const { run, graph } = loaded.value;
  const results = graph.nodes.flatMap((node) => {
    const result = Object.hasOwn(run.results, node.id) ? run.results[node.id] : undefined;
    return result === undefined ? [] : [{ node: node.id, ...result }];
  });
  return ok({ runNumber: run.number, reasons: run.reasons, results });
};

const toRecord = (row: SessionListRow): SessionRecord => ({
  id: row.id,
  workflowId: row.workflow_id,
  version: row.version,
  // Check constraints of the table keep state, decision, kind and metadata to these types.
  state: row.state as SessionState,
  decision: row.decision as SessionRecord['decision'],
  runNumber: row.run_number,
  eventCount: row.event_count,
  entity: {
    id: row.entity_id,
    kind: row.entity_kind as EntityRecord['kind'],
    name: row.entity_name,
    email: row.entity_email,
  },
  metadata: JSON.parse(row.metadata),
  redirectUrl: row.redirect_url,
  createdAt: row.created_at,
  openedAt: row.opened_at,
  endedAt: row.ended_at,
  expiresAt: row.expires_at,
});
