import { webhookEvent } from '@gatehouse/core/contract/webhook-event.ts';
import { z } from 'zod';
import type { DomainContext } from '../domain/context.ts';
import { type AnnouncementWork, announce } from '../domain/webhook/announce.ts';
import { defineJob } from './job.ts';

const payload = z.object({
  organizationId: z.uuid(),
  environment: z.enum(['live', 'test']),
  cause: z.string().min(1).max(200),
  event: webhookEvent,
});

/** Something else happened than a session's change of state: the webhook endpoints that want it are told. */
export const announceJob = defineJob<DomainContext, AnnouncementWork>({
  name: 'announce',
  payload,
  concurrency: 1,
  timeoutSeconds: 60,
  attempts: 10,
  retryDelaySeconds: 2,
  retryDelayMaxSeconds: 600,
  handle: (context, { organizationId, environment, cause, event }) =>
    announce(context, { organizationId, environment }, { cause, event }),
  handleExhausted: null,
});
