import { z } from 'zod';
import { pageOf } from './page.ts';

/** One event of a session's log. */
export const sessionEvent = z.object({
  number: z.int().describe('From 1, without a gap.'),
  run: z.int(),
  type: z.string(),
  node: z.string().nullable(),
  attempt: z.int().nullable(),
  outcome: z.string().nullable(),
  actor: z.object({ kind: z.string(), id: z.uuid().nullable() }),
  at: z.iso.datetime(),
  engineVersion: z.int(),
  hash: z.string().describe('SHA-256 over the hash before, the header and the sealed payload, in hex.'),
  payload: z
    .unknown()
    .describe('The event as the engine took it: JSON whose members depend on the type; null once it was erased.'),
});

export type SessionEventAnswer = z.infer<typeof sessionEvent>;

export const sessionEventPage = pageOf(sessionEvent);
