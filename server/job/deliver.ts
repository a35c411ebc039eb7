import { z } from 'zod';
import type { DomainContext } from '../domain/context.ts';
import { attemptDelivery, failDelivery } from '../domain/delivery/attempt-delivery.ts';
import { type AttemptAddress, deliveryQueues } from '../domain/delivery/delivery.ts';
import type { Logger } from '../log.ts';
import { defineJob, type Job } from './job.ts';

const payload = z.object({
  organizationId: z.uuid(),
  environment: z.enum(['live', 'test']),
  deliveryId: z.uuid(),
  attempt: z.int().positive(),
  postponed: z.int().nonnegative().optional(),
});

/** A message that nobody takes is for an operator to see; one that is tried again may be. */
const levels = { delivered: 'info', failed: 'warn', dead: 'error' } as const;
const sentences = {
  delivered: 'a delivery was taken',
  failed: 'a delivery was not taken and will be tried again',
  dead: 'a delivery was given up: gatehouse deliveries list shows it, and retry sends it again',
};

const attempt = async (context: DomainContext, address: AttemptAddress, logger: Logger): Promise<void> => {
  const report = await attemptDelivery(context, address);
  if (report === null) return;
  const { deliveryId, organizationId } = address;
  logger[levels[report.result]](
    { deliveryId, organizationId, attempt: address.attempt, ...report },
    sentences[report.result],
  );
};

/**
 * One attempt at a delivery. Whether the other side took it is for the delivery to say, and its next attempt is a job of
 * its own; what is tried again here is only what failed on our side.
 */
const attemptJob = (name: string, concurrency: number): Job<DomainContext> =>
  defineJob<DomainContext, AttemptAddress>({
    name,
    payload,
    concurrency,
    timeoutSeconds: 120,
    attempts: 5,
    retryDelaySeconds: 5,
    retryDelayMaxSeconds: 120,
    handle: attempt,
    handleExhausted: failDelivery,
  });

/** Webhooks. Receivers are waited for: a few slow ones must not hold up the others. */
export const deliverJob = attemptJob(deliveryQueues.webhooks, 8);

/** Mail and short messages, which go to one server and one provider: these may not wait behind webhooks. */
export const deliverMessageJob = attemptJob(deliveryQueues.messages, 4);
