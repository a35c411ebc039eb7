import { fail, ok, type Result } from '@gatehouse/core/result.ts';
import type { Scope } from '../../db/scope.ts';
import { type DomainError, notFound } from '../../errors.ts';
import type { DomainContext } from '../context.ts';
import type { DataKey } from '../sealing/sealing.ts';
import {
  type AttemptRow,
  type DeliveryFilter,
  findDeliveryRow,
  type ListedDeliveryRow,
  listAttemptRows,
  listDeliveryRows,
} from './delivery.queries.ts';
import type { AttemptRecord, DeliveryRecord, DeliveryState } from './delivery.ts';
import { openKey } from './delivery-key.ts';
import { type Channel, responsePurpose } from './message.ts';

/** Retried by hand again and again, a delivery has more attempts than anybody reads. */
const MAX_ATTEMPTS_SHOWN = 100;

export interface DeliveryWithAttempts extends DeliveryRecord {
  /** The newest 100, oldest first. */
  readonly attempts: readonly AttemptRecord[];
}

export const getDelivery = async (
  context: Pick<DomainContext, 'database' | 'sealing'>,
  scope: Scope,
  id: string,
): Promise<Result<DeliveryWithAttempts, DomainError>> => {
  const db = context.database.scoped(scope);
  const row = await findDeliveryRow(db, scope, id);
  if (row === undefined) return fail(notFound('delivery'));
  const dataKey = await openKey(context, db, scope, row.data_key_id);
  const attempts = await listAttemptRows(db, scope, id, MAX_ATTEMPTS_SHOWN);
  return ok({
    ...toRecord(row),
    attempts: attempts.toReversed().map((attempt) => toAttempt(context, dataKey, attempt)),
  });
};

/** One page, newest first. `next` is the `after` of the page that follows, or null at the end. */
export const listDeliveries = async (
  context: Pick<DomainContext, 'database'>,
  scope: Scope,
  filter: DeliveryFilter,
): Promise<{ readonly deliveries: readonly DeliveryRecord[]; readonly next: string | null }> => {
  const rows = await listDeliveryRows(context.database.scoped(scope), scope, filter);
  const page = rows.slice(0, filter.limit);
  return { deliveries: page.map(toRecord), next: rows.length > filter.limit ? (page.at(-1)?.id ?? null) : null };
};

export const toRecord = (row: ListedDeliveryRow): DeliveryRecord => ({
  id: row.id,
  // Check constraints of the table keep channel and state to these types.
  channel: row.channel as Channel,
  state: row.state as DeliveryState,
  eventType: row.event_type,
  endpointId: row.endpoint_id,
  sessionId: row.session_id,
  entityId: row.entity_id,
  attemptCount: row.attempt_count,
  lastError: row.last_error,
  createdAt: row.created_at,
  nextAttemptAt: row.next_attempt_at,
  finishedAt: row.finished_at,
});

const toAttempt = (
  { sealing }: Pick<DomainContext, 'sealing'>,
  dataKey: DataKey | null,
  row: AttemptRow,
): AttemptRecord => ({
  number: row.number,
  at: row.at,
  durationMs: row.duration_ms,
  isSuccess: row.is_success,
  statusCode: row.status_code,
  error: row.error,
  response:
    row.response === null || dataKey === null
      ? null
      : responseText(sealing.open(dataKey, responsePurpose(row.delivery_id, row.number), row.response)),
});

/** What the other side answered, as text; bytes that are none show as the replacement character. */
export const responseText = (response: Uint8Array | null): string | null =>
  response === null ? null : Buffer.from(response).toString('utf8');
