import { z } from 'zod';

/** The payload of jobs that concern one attempt at a node of a session. */
export const nodeAddress = z.object({
  organizationId: z.uuid(),
  environment: z.enum(['live', 'test']),
  sessionId: z.uuid(),
  runNumber: z.int().positive(),
  node: z.string().min(1),
  attempt: z.int().positive(),
});

export type NodeAddress = z.infer<typeof nodeAddress>;
