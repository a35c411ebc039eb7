import { z } from 'zod';

/** What a command asks of a running server: `POST /` with one of these. */
export const controlRequest = z.object({ command: z.string(), args: z.array(z.string()).max(100) });

/** What comes back, one JSON object a line; the last one is `exit`. */
export const controlMessage = z.union([
  z.object({ print: z.string() }),
  z.object({ complain: z.string() }),
  z.object({ exit: z.int() }),
]);

export type ControlMessage = z.infer<typeof controlMessage>;
