import { z } from 'zod';
import { pageOf } from './page.ts';
import { webhookEventType } from './webhook-event.ts';

const url = z.string().min(1).max(2000).describe('An https URL without credentials and fragment.');
const description = z.string().trim().min(1).max(200);

const eventTypes = z
  .array(webhookEventType)
  .min(1)
  .refine((types) => new Set(types).size === types.length, 'Name each event type once.');

/** Where webhooks go. Its secret is shown when it is made and when it is rotated, and never again. */
export const webhookEndpoint = z.object({
  id: z.uuid(),
  url: z.string(),
  description: z.string().nullable(),
  eventTypes: z.array(z.string()).nullable().describe('Null for every event, those of later releases too.'),
  state: z.enum(['enabled', 'disabled']),
  disabledReason: z
    .enum(['by_hand', 'gone', 'failing'])
    .nullable()
    .describe('`gone`: it answered 410. `failing`: nothing was delivered for five days. Null while it is enabled.'),
  disabledAt: z.iso.datetime().nullable(),
  failingSince: z.iso.datetime().nullable().describe('The first failure after the last success; null where none is.'),
  previousSecretExpiresAt: z.iso
    .datetime()
    .nullable()
    .describe('Until then each message is signed with the secret before, too; null where there is none.'),
  createdAt: z.iso.datetime(),
  updatedAt: z.iso.datetime(),
});

export type WebhookEndpointAnswer = z.infer<typeof webhookEndpoint>;

const secret = z
  .string()
  .describe('`whsec_` and base64 of 32 bytes, by which receivers check signatures. Shown here and never again.');

export const createdWebhookEndpoint = webhookEndpoint.extend({ secret });

export type CreatedWebhookEndpointAnswer = z.infer<typeof createdWebhookEndpoint>;

export const webhookEndpointPage = pageOf(webhookEndpoint);

export const createWebhookEndpointRequest = z.strictObject({
  url,
  description: description.optional(),
  eventTypes: eventTypes.optional().describe('Left out: every event, those of later releases too.'),
});

export const updateWebhookEndpointRequest = z.strictObject({
  url: url.optional(),
  description: description.nullable().optional(),
  eventTypes: eventTypes.nullable().optional().describe('Null for every event, those of later releases too.'),
});

export const rotateWebhookSecretRequest = z.strictObject({
  overlapHours: z
    .int()
    .min(0)
    .max(168)
    .default(24)
    .describe('How long messages are signed with the secret before, too; 0 ends it at once.'),
});

export const webhookTestAnswer = z.object({
  deliveryId: z.uuid(),
  isSuccess: z.boolean(),
  statusCode: z.int().nullable().describe('Null where no answer came.'),
  durationMs: z.int(),
  error: z.string().nullable(),
  response: z.string().nullable().describe('The first 1024 bytes of the answer as text.'),
});

export type WebhookTestAnswer = z.infer<typeof webhookTestAnswer>;

export const retriedDeliveries = z.object({
  count: z.int().describe('How many dead deliveries are pending again; they leave at most ten in a second.'),
});
