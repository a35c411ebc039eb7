import { z } from 'zod';
import type { DomainContext } from '../domain/context.ts';
import { attemptDelivery, failDelivery } from '../domain/delivery/attempt-delivery.ts';
import type { AttemptAddress } from '../domain/delivery/delivery.ts';
import { defineJob } from './job.ts';

const payload = z.object({
  organizationId: z.uuid(),
  environment: z.enum(['live', 'test']),
  deliveryId: z.uuid(),
  attempt: z.int().positive(),
});

/**
 * One attempt at a delivery. Whether the other side took it is for the delivery to say, and its next attempt is a job of
 * its own; what is tried again here is only what failed on our side.
 */
export const deliverJob = defineJob<DomainContext, AttemptAddress>({
  name: 'deliver',
  payload,
  // Receivers are waited for: a few slow ones must not hold up the others.
  concurrency: 8,
  timeoutSeconds: 120,
  attempts: 5,
  retryDelaySeconds: 5,
  retryDelayMaxSeconds: 120,
  handle: attemptDelivery,
  handleExhausted: failDelivery,
});
