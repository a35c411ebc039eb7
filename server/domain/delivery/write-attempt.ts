import type { Transaction } from 'kysely';
import type { Tables } from '../../db/client.ts';
import type { Scope } from '../../db/scope.ts';
import type { DomainContext } from '../context.ts';
import type { DataKey } from '../sealing/sealing.ts';
import { noteEndpointOutcome } from '../webhook/note-outcome.ts';
import { nextDelayMs } from './back-off.ts';
import type { SendOutcome } from './channel-port.ts';
import {
  type DeliveryRow,
  insertAttempt,
  insertDueAttempts,
  lockDeliveryRow,
  updatePendingDelivery,
} from './delivery.queries.ts';
import type { DeliveryState, MadeAttempt } from './delivery.ts';
import { responsePurpose } from './message.ts';

type Attempted = Pick<
  DeliveryRow,
  'id' | 'channel' | 'event_type' | 'endpoint_id' | 'attempt_count' | 'attempts_before_retry'
>;

/** What a delivery is after an attempt. */
export type WrittenState = Exclude<DeliveryState, 'cancelled'>;

type Change = Parameters<typeof updatePendingDelivery>[3] & { readonly state: WrittenState };

/**
 * What an attempt came to, in one transaction: the attempt, the delivery's new state, and the next attempt where one
 * follows. Gives the state; null for a delivery that was cancelled meanwhile, which stays so, and for a second attempt with
 * the same number, of which nothing is kept.
 */
export const writeAttempt = async (
  transaction: Transaction<Tables>,
  context: DomainContext,
  scope: Scope,
  { row, dataKey, made }: { readonly row: Attempted; readonly dataKey: DataKey; readonly made: MadeAttempt },
): Promise<WrittenState | null> => {
  const now = context.now();
  const number = row.attempt_count + 1;
  const nextAttemptAt = nextTime(row, made.outcome, now);
  const change = { attempt_count: number, claimed_until: null, ...changeOf(made.outcome, nextAttemptAt, now) };
  const isWritten = await updatePendingDelivery(
    transaction,
    scope,
    { id: row.id, attemptCount: row.attempt_count },
    change,
  );
  const present = isWritten ? row : await lockDeliveryRow(transaction, scope, row.id);
  if (present === undefined) return null;
  const response = isWritten ? made.outcome.response : null;
  await insertAttempt(transaction, scope, {
    ...attemptColumns(made),
    delivery_id: row.id,
    number,
    response: response && context.sealing.seal(dataKey, responsePurpose(row.id, number), response),
  });
  if (isWritten && nextAttemptAt !== null) {
    await insertDueAttempts(transaction, scope, now, [{ ...row, attempt: number + 1, dueAt: nextAttemptAt }]);
  }
  if (row.endpoint_id !== null) await noteEndpointOutcome(transaction, context, scope, row.endpoint_id, made.outcome);
  return isWritten ? change.state : null;
};

const nextTime = (row: Attempted, outcome: SendOutcome, now: Date): Date | null => {
  if (outcome.ok || outcome.isPermanent) return null;
  const count = row.attempt_count + 1 - row.attempts_before_retry;
  const delayMs = nextDelayMs({ count, retryAfterMs: outcome.retryAfterMs, random: Math.random() });
  return delayMs === null ? null : new Date(now.getTime() + delayMs);
};

const changeOf = (outcome: SendOutcome, nextAttemptAt: Date | null, now: Date): Change => {
  if (outcome.ok) {
    return { state: 'delivered', body: null, last_error: null, next_attempt_at: null, finished_at: now };
  }
  return nextAttemptAt === null
    ? { state: 'dead', last_error: outcome.error, next_attempt_at: null, finished_at: now }
    : { state: 'pending', last_error: outcome.error, next_attempt_at: nextAttemptAt };
};

/** The clear columns of an attempt. */
export const attemptColumns = ({ at, durationMs, outcome }: MadeAttempt) => ({
  at,
  duration_ms: durationMs,
  is_success: outcome.ok,
  status_code: outcome.statusCode,
  error: outcome.ok ? null : outcome.error,
});
