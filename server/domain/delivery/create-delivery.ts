import { ok, type Result } from '@gatehouse/core/result.ts';
import type { Transaction } from 'kysely';
import type { Tables } from '../../db/client.ts';
import type { Scope } from '../../db/scope.ts';
import type { DomainError } from '../../errors.ts';
import type { DomainContext } from '../context.ts';
import { sealJson } from '../session/session-log.ts';
import { type DeliveryRow, insertDelivery, insertDueAttempts } from './delivery.queries.ts';
import { chooseKey, type DeliveryKey } from './delivery-key.ts';
import { assertLength, bodyPurpose, type Message } from './message.ts';

export interface NewDelivery {
  /** Of the cause (`causedId`), where what makes the delivery may run twice; left out, a new one. */
  readonly id?: string | undefined;
  /** An event type of webhooks, or `notice` for a message to a person. */
  readonly eventType: string;
  readonly endpointId?: string | undefined;
  readonly sessionId?: string | undefined;
  readonly entityId?: string | undefined;
  readonly message: Message;
}

export interface MadeDelivery {
  readonly id: string;
  /** False where the same cause had made it before; it is sent once. */
  readonly isNew: boolean;
}

/**
 * Writes a message down to be sent, in the transaction of its cause: both happen or neither. The caller wakes the relay
 * after the commit. `not_found` or `erased` where the session or entity is so; webhooks name nobody and are made all the same.
 */
export const createDelivery = async (
  transaction: Transaction<Tables>,
  context: Pick<DomainContext, 'sealing' | 'now' | 'newId'>,
  scope: Scope,
  input: NewDelivery,
): Promise<Result<MadeDelivery, DomainError>> => {
  const key = await chooseKey(context, transaction, scope, aboutOf(input));
  if (!key.ok) return key;
  const now = context.now();
  const row = newDeliveryRow(context, input, key.value, now);
  const isNew = await insertDelivery(transaction, scope, row);
  if (isNew) await insertDueAttempts(transaction, scope, now, [{ ...row, attempt: 1, dueAt: null }]);
  return ok({ id: row.id, isNew });
};

/** The same in a transaction of its own. */
export const createDeliveryAlone = async (
  context: DomainContext,
  scope: Scope,
  input: NewDelivery,
): Promise<Result<MadeDelivery, DomainError>> => {
  const made = await context.database
    .scoped(scope)
    .transaction()
    .execute((transaction) => createDelivery(transaction, context, scope, input));
  context.wakeRelay();
  return made;
};

export const aboutOf = ({ message, sessionId, entityId }: NewDelivery) => ({
  channel: message.channel,
  sessionId: sessionId ?? null,
  entityId: entityId ?? null,
});

/** The row of a delivery that waits for its first attempt, its message sealed. */
export const newDeliveryRow = (
  context: Pick<DomainContext, 'sealing' | 'newId'>,
  input: NewDelivery,
  key: DeliveryKey,
  now: Date,
): Omit<DeliveryRow, 'organization_id' | 'environment'> => {
  assertLength(input.message);
  const id = input.id ?? context.newId();
  return {
    id,
    channel: input.message.channel,
    state: 'pending',
    event_type: input.eventType,
    endpoint_id: input.endpointId ?? null,
    session_id: input.sessionId ?? null,
    entity_id: input.entityId ?? null,
    body: sealJson(context.sealing, key.dataKey, bodyPurpose(id), input.message),
    data_key_id: key.id,
    attempt_count: 0,
    attempts_before_retry: 0,
    claimed_until: null,
    last_error: null,
    created_at: now,
    next_attempt_at: now,
    finished_at: null,
  };
};
