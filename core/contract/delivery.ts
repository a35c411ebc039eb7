import { z } from 'zod';
import { pageOf, pageQuery } from './page.ts';

export const deliveryChannels = ['webhook', 'email', 'sms'] as const;
export const deliveryStates = ['pending', 'delivered', 'dead', 'cancelled'] as const;

/** One message on its way out. What it says and to whom is sealed, and dropped once it is delivered. */
export const delivery = z.object({
  id: z.uuid().describe('Also the `webhook-id` of each attempt, so that a receiver knows a repetition.'),
  channel: z.enum(deliveryChannels),
  state: z
    .enum(deliveryStates)
    .describe('`dead`: no attempt succeeded and none follows by itself; it can be tried again by hand.'),
  eventType: z.string().describe('What it tells of: an event type of webhooks, or `notice`.'),
  endpointId: z.uuid().nullable().describe('The webhook endpoint; null for other channels.'),
  sessionId: z.uuid().nullable(),
  entityId: z.uuid().nullable(),
  attemptCount: z.int(),
  lastError: z.string().nullable().describe('Why the last attempt failed; null where none failed, or it is delivered.'),
  createdAt: z.iso.datetime(),
  nextAttemptAt: z.iso.datetime().nullable().describe('Null where no attempt follows.'),
  finishedAt: z.iso.datetime().nullable(),
});

export type DeliveryAnswer = z.infer<typeof delivery>;

export const deliveryAttempt = z.object({
  number: z.int().describe('From 1.'),
  at: z.iso.datetime(),
  durationMs: z.int(),
  isSuccess: z.boolean(),
  statusCode: z.int().nullable().describe('Of HTTP or SMTP; null where no answer came.'),
  error: z.string().nullable(),
  response: z
    .string()
    .nullable()
    .describe('The first 1024 bytes of the answer as text; null where there was none, or it was erased.'),
});

export type DeliveryAttemptAnswer = z.infer<typeof deliveryAttempt>;

export const deliveryWithAttempts = delivery.extend({
  attempts: z.array(deliveryAttempt).describe('The newest 100, oldest first.'),
});

export type DeliveryWithAttemptsAnswer = z.infer<typeof deliveryWithAttempts>;

export const deliveryQuery = pageQuery.extend({
  state: z.enum(deliveryStates).optional(),
  channel: z.enum(deliveryChannels).optional(),
  endpointId: z.uuid().optional(),
  sessionId: z.uuid().optional(),
});

export const deliveryPage = pageOf(delivery);
