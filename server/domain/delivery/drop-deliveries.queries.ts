import { sql, type Transaction } from 'kysely';
import type { Tables } from '../../db/client.ts';
import type { Scope } from '../../db/scope.ts';

/** Whose deliveries: those of sessions, of an entity, or both. */
export interface DeliverySubjects {
  readonly sessionIds: readonly string[];
  readonly entityId: string | null;
}

const ofSubjects = ({ sessionIds, entityId }: DeliverySubjects) =>
  sql<boolean>`(delivery.session_id = any(${[...sessionIds]}::uuid[]) or delivery.entity_id = ${entityId}::uuid)`;

/** Mails and short messages: a webhook names nobody. */
const updateMessages = (transaction: Transaction<Tables>, scope: Scope, subjects: DeliverySubjects) =>
  transaction
    .updateTable('delivery')
    .where('organization_id', '=', scope.organizationId)
    .where('environment', '=', scope.environment)
    .where('channel', 'in', ['email', 'sms'])
    .where(ofSubjects(subjects));

/** Takes the message out of every mail and short message about these, and ends those that were not delivered. */
export const dropDeliveryBodies = async (
  transaction: Transaction<Tables>,
  scope: Scope,
  subjects: DeliverySubjects,
  now: Date,
): Promise<void> => {
  await updateMessages(transaction, scope, subjects)
    .set({ state: 'cancelled', claimed_until: null, next_attempt_at: null, finished_at: now })
    .where('state', 'in', ['pending', 'dead'])
    .execute();
  await updateMessages(transaction, scope, subjects).set({ body: null }).execute();
};

export const dropAttemptResponses = async (
  transaction: Transaction<Tables>,
  scope: Scope,
  subjects: DeliverySubjects,
): Promise<void> => {
  await transaction
    .updateTable('delivery_attempt')
    .set({ response: null })
    .where('organization_id', '=', scope.organizationId)
    .where('environment', '=', scope.environment)
    .where('response', 'is not', null)
    .where('delivery_id', 'in', (from) =>
      from
        .selectFrom('delivery')
        .select('delivery.id')
        .where('delivery.organization_id', '=', scope.organizationId)
        .where('delivery.environment', '=', scope.environment)
        .where(ofSubjects(subjects)),
    )
    .execute();
};
