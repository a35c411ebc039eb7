import type { Transaction } from 'kysely';
import type { Tables } from '../../db/client.ts';
import type { Scope } from '../../db/scope.ts';
import type { DomainContext } from '../context.ts';
import { type DeliverySubjects, dropAttemptResponses, dropDeliveryBodies } from './drop-deliveries.queries.ts';

/**
 * At an erasure: no mail or short message about the person is sent any more, and what they said, what was answered, and the
 * files that they were written to are gone. Webhooks name nobody and still go out.
 */
export const dropDeliveriesOf = async (
  transaction: Transaction<Tables>,
  context: Pick<DomainContext, 'mailer' | 'sms' | 'now'>,
  scope: Scope,
  subjects: DeliverySubjects,
): Promise<void> => {
  await dropDeliveryBodies(transaction, scope, subjects, context.now());
  await dropAttemptResponses(transaction, scope, subjects);
  await forgetOutboxFiles(context, subjects);
};

/** Also by itself, where rows are gone already: a restored database, retention. */
export const forgetOutboxFiles = async (
  { mailer, sms }: Pick<DomainContext, 'mailer' | 'sms'>,
  { sessionIds, entityId }: DeliverySubjects,
): Promise<void> => {
  const subjectIds = entityId === null ? sessionIds : [...sessionIds, entityId];
  await mailer.forget(subjectIds);
  await sms.forget(subjectIds);
};
