import type { WebhookEvent } from '@gatehouse/core/contract/webhook-event.ts';
import type { Transaction } from 'kysely';
import type { Tables } from '../../db/client.ts';
import type { Scope } from '../../db/scope.ts';
import type { DomainContext } from '../context.ts';
import { causedId } from '../delivery/caused-id.ts';
import { createDelivery } from '../delivery/create-delivery.ts';
import { insertWork } from '../outbox.queries.ts';
import { listSubscribedEndpoints } from './endpoint.queries.ts';
import { everyEvent } from './endpoint.ts';
import { writeWebhookBody } from './webhook-body.ts';

/** Something that endpoints are told of. */
export interface Announcement {
  readonly event: WebhookEvent;
  /** Names what happened for ever, such as a session and the number of its event: however often it is announced, an endpoint hears of it once. */
  readonly cause: string;
}

/** The payload of the job `announce`. Ids and states only, because it lies in the database unsealed. */
export interface AnnouncementWork extends Scope, Announcement {}

/**
 * Has every endpoint that wants it told of an event, in the transaction of the event itself. The fan-out is a job's, so
 * that this costs one row. The caller wakes the relay after the commit.
 */
export const queueAnnouncement = (
  transaction: Transaction<Tables>,
  context: Pick<DomainContext, 'now'>,
  scope: Scope,
  announcement: Announcement,
): Promise<void> =>
  insertWork(transaction, scope, {
    queue: 'announce',
    payload: { ...scope, ...announcement } satisfies AnnouncementWork,
    createdAt: context.now(),
    dueAt: null,
  });

/** Makes a delivery for each endpoint that wants to hear of the event. Running it again makes none twice. */
export const announce = async (context: DomainContext, scope: Scope, { event, cause }: Announcement): Promise<void> => {
  const message = { channel: 'webhook', body: writeWebhookBody(event) } as const;
  const db = context.database.scoped(scope);
  const endpointIds = await listSubscribedEndpoints(db, scope, [event.type, everyEvent]);
  if (endpointIds.length === 0) return;
  await db.transaction().execute(async (transaction) => {
    for (const endpointId of endpointIds) {
      const made = await createDelivery(transaction, context, scope, {
        id: causedId(new Date(event.timestamp), [scope.organizationId, scope.environment, cause, endpointId]),
        eventType: event.type,
        endpointId,
        ...subjectOf(event),
        message,
      });
      if (!made.ok) throw new Error(`A webhook was refused. ${made.error.detail}`);
    }
  });
  context.wakeRelay();
};

const subjectOf = ({ data }: WebhookEvent): { sessionId?: string; entityId?: string } => {
  if ('sessionId' in data) return { sessionId: data.sessionId };
  return 'entityId' in data ? { entityId: data.entityId } : {};
};
