import { fail, ok, type Result } from '@gatehouse/core/result.ts';
import type { Scope } from '../../db/scope.ts';
import { type DomainError, domainError, notFound } from '../../errors.ts';
import type { DomainContext } from '../context.ts';
import { noteEndpointOutcome } from '../webhook/note-outcome.ts';
import { aboutOf, type NewDelivery, newDeliveryRow } from './create-delivery.ts';
import { insertAttempt, insertDelivery } from './delivery.queries.ts';
import type { MadeAttempt } from './delivery.ts';
import { chooseKey, type DeliveryKey } from './delivery-key.ts';
import { responsePurpose } from './message.ts';
import { type NotSent, sendMessage } from './send-message.ts';
import { attemptColumns } from './write-attempt.ts';

/** What came of the one attempt. */
export interface AttemptNow extends MadeAttempt {
  readonly deliveryId: string;
}

/** Tests say nothing of whether an endpoint takes what happens. */
const testEvent = 'webhook.test';

/**
 * Sends inside a request, once and without retries, for callers that must know what came of it. It is kept as a delivery
 * that was delivered or is dead, which may be retried by hand. `not_found` where the endpoint, session or entity does not
 * exist, `conflict` where the endpoint is switched off, `erased` where the person was erased. A process that dies meanwhile keeps nothing, and the caller has no answer.
 */
export const attemptNow = async (
  context: DomainContext,
  scope: Scope,
  input: NewDelivery,
): Promise<Result<AttemptNow, DomainError>> => {
  const key = await chooseKey(context, context.database.scoped(scope), scope, aboutOf(input));
  if (!key.ok) return key;
  const id = input.id ?? context.newId();
  const createdAt = context.now();
  const made = await sendMessage(context, scope, {
    id,
    endpointId: input.endpointId ?? null,
    sessionId: input.sessionId ?? null,
    entityId: input.entityId ?? null,
    message: input.message,
    dataKey: key.value.dataKey,
    isTest: input.eventType === testEvent,
  });
  if (typeof made === 'string') return fail(refusals[made]);
  await keep(context, scope, { input: { ...input, id }, key: key.value, made, createdAt });
  return ok({ ...made, deliveryId: id });
};

const refusals: Readonly<Record<NotSent, DomainError>> = {
  endpoint_deleted: notFound('webhook endpoint'),
  endpoint_disabled: domainError('conflict', 'The webhook endpoint is switched off.'),
  endpoint_busy: domainError('conflict', 'The webhook endpoint fails, and is being tried often enough already.'),
};

interface Kept {
  readonly input: NewDelivery & { readonly id: string };
  readonly key: DeliveryKey;
  readonly made: MadeAttempt;
  readonly createdAt: Date;
}

const keep = (context: DomainContext, scope: Scope, { input, key, made, createdAt }: Kept): Promise<void> =>
  context.database
    .scoped(scope)
    .transaction()
    .execute(async (transaction) => {
      const { outcome } = made;
      const row = newDeliveryRow(context, input, key, createdAt);
      const isNew = await insertDelivery(transaction, scope, {
        ...row,
        state: outcome.ok ? 'delivered' : 'dead',
        body: outcome.ok ? null : row.body,
        attempt_count: 1,
        last_error: outcome.ok ? null : outcome.error,
        next_attempt_at: null,
        finished_at: context.now(),
      });
      if (!isNew) return;
      await insertAttempt(transaction, scope, {
        ...attemptColumns(made),
        delivery_id: input.id,
        number: 1,
        response: outcome.response && context.sealing.seal(key.dataKey, responsePurpose(input.id, 1), outcome.response),
      });
      if (input.endpointId === undefined || input.eventType === testEvent) return;
      await noteEndpointOutcome(transaction, context, scope, input.endpointId, outcome);
    });
