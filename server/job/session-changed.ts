import { decisions, sessionStates } from '@gatehouse/core/workflow/run.ts';
import { z } from 'zod';
import type { DomainContext } from '../domain/context.ts';
import type { SessionChange } from '../domain/session/session.ts';
import { announceSession } from '../domain/webhook/announce-session.ts';
import { defineJob } from './job.ts';

const payload = z.object({
  organizationId: z.uuid(),
  environment: z.enum(['live', 'test']),
  sessionId: z.uuid(),
  workflowId: z.uuid(),
  eventNumber: z.int().positive(),
  from: z.enum(sessionStates).nullable(),
  to: z.enum(sessionStates),
  decision: z.enum(decisions).nullable(),
  at: z.iso.datetime(),
});

/** A session went to another state: the webhook endpoints that want it are told. */
export const sessionChangedJob = defineJob<DomainContext, SessionChange>({
  name: 'session-changed',
  payload,
  concurrency: 2,
  timeoutSeconds: 60,
  attempts: 10,
  retryDelaySeconds: 2,
  retryDelayMaxSeconds: 600,
  handle: announceSession,
  handleExhausted: null,
});
