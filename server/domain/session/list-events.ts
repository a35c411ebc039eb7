import { ok, type Result } from '@gatehouse/core/result.ts';
import type { RunEvent } from '@gatehouse/core/workflow/event.ts';
import type { Scope } from '../../db/scope.ts';
import type { DomainError } from '../../errors.ts';
import type { DomainContext } from '../context.ts';
import type { DataKey } from '../sealing/sealing.ts';
import { loadSession } from './load-session.ts';
import { type EventRow, listEventRows } from './session.queries.ts';
import { eventPurpose, openJson } from './session-log.ts';

export interface EventRecord {
  readonly number: number;
  readonly run: number;
  readonly type: string;
  readonly node: string | null;
  readonly attempt: number | null;
  readonly outcome: string | null;
  readonly actor: { readonly kind: string; readonly id: string | null };
  readonly engineVersion: number;
  readonly at: Date;
  readonly hash: Uint8Array;
  /** The event itself, opened. */
  readonly event: RunEvent;
}

/** One page of a session's log, oldest first. `next` is the `after` of the page that follows, or null at the end. */
export const listEvents = async (
  context: DomainContext,
  scope: Scope,
  sessionId: string,
  page: { readonly after: number; readonly limit: number },
): Promise<Result<{ events: EventRecord[]; next: number | null }, DomainError>> => {
  const loaded = await loadSession(context, scope, sessionId);
  if (!loaded.ok) return loaded;
  const rows = await listEventRows(context.database, scope, sessionId, { ...page, limit: page.limit + 1 });
  const events = rows.slice(0, page.limit).map((row) => toRecord(context, sessionId, loaded.value.dataKey, row));
  return ok({ events, next: rows.length > page.limit ? (events.at(-1)?.number ?? null) : null });
};

const toRecord = (context: DomainContext, sessionId: string, dataKey: DataKey, row: EventRow): EventRecord => ({
  number: row.number,
  run: row.run_number,
  type: row.type,
  node: row.node,
  attempt: row.attempt,
  outcome: row.outcome,
  actor: { kind: row.actor_kind, id: row.actor_id },
  engineVersion: row.engine_version,
  at: row.at,
  hash: row.hash,
  event: openJson<RunEvent>(context.sealing, dataKey, eventPurpose(sessionId, row.number), row.payload),
});
