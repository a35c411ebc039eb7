import { fail, ok, type Result } from '@gatehouse/core/result.ts';
import type { RunEvent } from '@gatehouse/core/workflow/event.ts';
import type { Scope } from '../../db/scope.ts';
import { type DomainError, notFound } from '../../errors.ts';
import type { DomainContext } from '../context.ts';
import type { DataKey } from '../sealing/sealing.ts';
import { type EventRow, findSessionKey, listEventRows } from './session.queries.ts';
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
  /** The event itself, opened; null once it was erased. */
  readonly event: RunEvent | null;
}

/** One page of a session's log, oldest first; of an erased session the headers are left. `next` is the `after` of the page that follows, or null at the end. */
export const listEvents = async (
  context: DomainContext,
  scope: Scope,
  sessionId: string,
  page: { readonly after: number; readonly limit: number },
): Promise<Result<{ events: EventRecord[]; next: number | null }, DomainError>> => {
  const key = await findSessionKey(context.database, scope, sessionId);
  if (key === undefined) return fail(notFound('session'));
  const dataKey = key.wrapped === null ? null : context.sealing.openDataKey(key.id, key.wrapped);
  const rows = await listEventRows(context.database, scope, sessionId, { ...page, limit: page.limit + 1 });
  const events = rows.slice(0, page.limit).map((row) => toRecord(context, sessionId, dataKey, row));
  return ok({ events, next: rows.length > page.limit ? (events.at(-1)?.number ?? null) : null });
};

const toRecord = (context: DomainContext, sessionId: string, dataKey: DataKey | null, row: EventRow): EventRecord => ({
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
  event:
    dataKey === null
      ? null
      : openJson<RunEvent>(context.sealing, dataKey, eventPurpose(sessionId, row.number), row.payload),
});
