import { fail, ok, type Result } from '@gatehouse/core/result.ts';
import type { Transaction } from 'kysely';
import type { Tables } from '../../db/client.ts';
import type { Scope } from '../../db/scope.ts';
import { type DomainError, domainError, notFound } from '../../errors.ts';
import type { ActActor } from '../act/act.ts';
import { recordAct } from '../act/record-act.ts';
import type { DomainContext } from '../context.ts';
import {
  type DeliveryRow,
  insertDueAttempts,
  lockDeadDeliveries,
  lockDeliveryRow,
  updateDelivery,
} from './delivery.queries.ts';

/**
 * Tries a dead delivery again, with the whole schedule before it, or a pending one now instead of at its time.
 * `delivery_over` where it was delivered or cancelled: its message is gone.
 */
export const retryDelivery = async (
  context: DomainContext,
  scope: Scope,
  id: string,
  actor: ActActor,
): Promise<Result<null, DomainError>> => {
  const retried = await context.database
    .scoped(scope)
    .transaction()
    .execute(async (transaction) => {
      const row = await lockDeliveryRow(transaction, scope, id);
      if (row === undefined) return fail(notFound('delivery'));
      if (row.body === null)
        return fail(domainError('delivery_over', `The delivery cannot be tried again: it is ${row.state}.`));
      await reopen(transaction, context, scope, row);
      await recordAct(transaction, context, scope.organizationId, {
        type: 'delivery_retried',
        actor,
        subjectId: id,
        payload: { environment: scope.environment, channel: row.channel, eventType: row.event_type },
      });
      return ok(null);
    });
  context.wakeRelay();
  return retried;
};

const reopen = async (
  transaction: Transaction<Tables>,
  context: Pick<DomainContext, 'now'>,
  scope: Scope,
  row: DeliveryRow,
): Promise<void> => {
  const now = context.now();
  const change = row.state === 'dead' ? reopened(row.attempt_count, now) : { next_attempt_at: now };
  await updateDelivery(transaction, scope, row.id, change);
  await insertDueAttempts(transaction, scope, now, [{ ...row, attempt: row.attempt_count + 1, dueAt: null }]);
};

const reopened = (attemptCount: number, dueAt: Date) => ({
  state: 'pending',
  attempts_before_retry: attemptCount,
  next_attempt_at: dueAt,
  finished_at: null,
});

/** What was down for days is not to be met with all at once. */
const RETRIES_PER_SECOND = 10;

/** Reopened in one transaction. */
const BATCH = 200;

/**
 * Tries every dead delivery of an endpoint again, or with null every one of the environment, the oldest first and ten in a
 * second. Gives how many.
 */
export const retryDeadDeliveries = async (
  context: DomainContext,
  scope: Scope,
  endpointId: string | null,
  actor: ActActor,
): Promise<number> => {
  let count = 0;
  let batch = BATCH;
  while (batch === BATCH) {
    batch = await retryBatch(context, scope, { endpointId, before: count, actor });
    count += batch;
    context.wakeRelay();
  }
  return count;
};

interface RetryBatch {
  readonly endpointId: string | null;
  /** Retried before this batch. */
  readonly before: number;
  readonly actor: ActActor;
}

const retryBatch = (context: DomainContext, scope: Scope, { endpointId, before, actor }: RetryBatch): Promise<number> =>
  context.database
    .scoped(scope)
    .transaction()
    .execute(async (transaction) => {
      const rows = await lockDeadDeliveries(transaction, scope, { endpointId, limit: BATCH });
      if (rows.length === 0) return 0;
      const now = context.now();
      const due = rows.map(({ id, channel, attempt_count }, index) => ({
        id,
        channel,
        attempt: attempt_count + 1,
        dueAt: new Date(now.getTime() + Math.floor((before + index) / RETRIES_PER_SECOND) * 1000),
      }));
      for (const { id, attempt, dueAt } of due)
        await updateDelivery(transaction, scope, id, reopened(attempt - 1, dueAt));
      await insertDueAttempts(transaction, scope, now, due);
      await recordAct(transaction, context, scope.organizationId, {
        type: 'delivery_retried',
        actor,
        subjectId: endpointId,
        payload: { environment: scope.environment, deliveryIds: rows.map(({ id }) => id) },
      });
      return rows.length;
    });
