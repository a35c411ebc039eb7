import { z } from 'zod';
import type { DomainContext } from '../domain/context.ts';
import { indexMetadata } from '../domain/session/index-metadata.ts';
import { defineJob } from './job.ts';

const payload = z.object({
  organizationId: z.uuid(),
  environment: z.enum(['live', 'test']),
  removedKeys: z.array(z.string()),
});

/** After the searchable keys changed: every session of the organization is gone over, in pages. */
export const indexMetadataJob = defineJob<DomainContext, z.infer<typeof payload>>({
  name: 'index-metadata',
  payload,
  concurrency: 1,
  timeoutSeconds: 3600,
  attempts: 10,
  retryDelaySeconds: 10,
  retryDelayMaxSeconds: 600,
  handle: indexMetadata,
  handleExhausted: null,
});
