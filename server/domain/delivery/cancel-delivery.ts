import { fail, ok, type Result } from '@gatehouse/core/result.ts';
import type { Scope } from '../../db/scope.ts';
import { type DomainError, domainError, notFound } from '../../errors.ts';
import type { ActActor } from '../act/act.ts';
import { recordAct } from '../act/record-act.ts';
import type { DomainContext } from '../context.ts';
import { lockDeliveryRow, updateDelivery } from './delivery.queries.ts';

/**
 * Ends a delivery that is pending or dead, and drops its message; cancelling a cancelled one again is no error. An attempt
 * that is under way may still arrive. `delivery_over` where it was delivered.
 */
export const cancelDelivery = (
  context: DomainContext,
  scope: Scope,
  id: string,
  actor: ActActor,
): Promise<Result<null, DomainError>> =>
  context.database
    .scoped(scope)
    .transaction()
    .execute(async (transaction) => {
      const row = await lockDeliveryRow(transaction, scope, id);
      if (row === undefined) return fail(notFound('delivery'));
      if (row.state === 'cancelled') return ok(null);
      if (row.state === 'delivered')
        return fail(domainError('delivery_over', 'The delivery cannot be cancelled: it was delivered.'));
      await updateDelivery(transaction, scope, id, {
        state: 'cancelled',
        body: null,
        claimed_until: null,
        next_attempt_at: null,
        finished_at: context.now(),
      });
      await recordAct(transaction, context, scope.organizationId, {
        type: 'delivery_cancelled',
        actor,
        subjectId: id,
        payload: { environment: scope.environment, channel: row.channel, eventType: row.event_type },
      });
      return ok(null);
    });
