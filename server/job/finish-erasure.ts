import { z } from 'zod';
import type { DomainContext } from '../domain/context.ts';
import { type ErasureAddress, finishErasure } from '../domain/entity/erase-entity.ts';
import { defineJob } from './job.ts';

const payload = z.object({
  organizationId: z.uuid(),
  environment: z.enum(['live', 'test']),
  entityId: z.uuid(),
});

/** An erasure is a promise: it is tried for days, and stays as a dead letter that an operator sees if all of it fails. */
export const finishErasureJob = defineJob<DomainContext, ErasureAddress>({
  name: 'finish-erasure',
  payload,
  concurrency: 1,
  timeoutSeconds: 900,
  attempts: 30,
  retryDelaySeconds: 5,
  retryDelayMaxSeconds: 14_400,
  handle: finishErasure,
  handleExhausted: null,
});
