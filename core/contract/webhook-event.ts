import { z } from 'zod';
import { decisions, sessionStates } from '../workflow/run.ts';

/** What a webhook tells of. Stable: endpoints keep these words, and receivers act on them. */
export const webhookEventTypes = [
  'session.created',
  'session.opened',
  'session.waiting',
  'session.in_review',
  'session.completed',
  'session.expired',
  'session.cancelled',
  'session.failed',
  'consent.withdrawn',
  'entity.erased',
  'webhook.test',
] as const;

export const webhookEventType = z.enum(webhookEventTypes);

export type WebhookEventType = z.infer<typeof webhookEventType>;

const sessionData = z.object({
  sessionId: z.uuid(),
  workflowId: z.uuid(),
  state: z.enum(sessionStates).describe('The state that the session went to; it may have gone on since.'),
  decision: z.enum(decisions).nullable(),
});

const eventOf = <Type extends WebhookEventType, Data extends z.ZodType>(type: Type, data: Data) =>
  z.object({
    type: z.literal(type),
    timestamp: z.iso.datetime().describe('When it happened, not when it was sent.'),
    data,
  });

/**
 * The body of a webhook: what happened to which object. It carries ids and states alone, so that it says nothing of a
 * person; the API has the rest.
 */
export const webhookEvent = z.discriminatedUnion('type', [
  eventOf('session.created', sessionData),
  eventOf('session.opened', sessionData),
  eventOf('session.waiting', sessionData),
  eventOf('session.in_review', sessionData),
  eventOf('session.completed', sessionData),
  eventOf('session.expired', sessionData),
  eventOf('session.cancelled', sessionData),
  eventOf('session.failed', sessionData),
  eventOf('consent.withdrawn', z.object({ sessionId: z.uuid(), workflowId: z.uuid() })),
  eventOf('entity.erased', z.object({ entityId: z.uuid() })),
  eventOf('webhook.test', z.object({ endpointId: z.uuid() })),
]);

export type WebhookEvent = z.infer<typeof webhookEvent>;
