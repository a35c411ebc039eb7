import { z } from 'zod';

/** What the server says of itself once it can serve; until then, and when the database does not answer, a 503 problem. */
export const health = z.object({
  status: z.literal('ok'),
  /** The release, as in the change log. */
  version: z.string(),
  database: z.enum(['pglite', 'postgres']).describe('The database that answered: embedded, or a server.'),
  mail: z.enum(['off', 'folder', 'smtp']).describe('Where mail goes.'),
});

export type Health = z.infer<typeof health>;

/** For a load balancer: whether this process may be sent requests now; a 503 problem when it may not. */
export const readiness = z.object({ status: z.literal('ready') });
