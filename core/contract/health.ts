import { z } from 'zod';

/** What the server says of itself once it can serve; until then, and when the database does not answer, a 503 problem. */
export const health = z.object({
  status: z.literal('ok'),
  /** The release, as in the change log. */
  version: z.string(),
  database: z.enum(['pglite', 'postgres']).describe('The database that answered: embedded, or a server.'),
  mail: z
    .enum(['smtp', 'outbox'])
    .describe('Where mail goes: to a mail server, or to files in the data folder while none is set.'),
  sms: z
    .enum(['twilio', 'outbox'])
    .describe('Where short messages go: to a provider, or to files in the data folder while none is set.'),
});

export type Health = z.infer<typeof health>;

/** For a load balancer: whether this process may be sent requests now; a 503 problem when it may not. */
export const readiness = z.object({ status: z.literal('ready') });
