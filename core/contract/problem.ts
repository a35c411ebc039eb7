import { z } from 'zod';

/** A problem document of the native and capture APIs (RFC 9457), with a stable `code` and JSON pointers (RFC 6901). */
export const problem = z.object({
  /** `/problems/<code>`: a page that explains the code. */
  type: z.string(),
  title: z.string(),
  status: z.int(),
  code: z.string(),
  detail: z.string(),
  requestId: z.string(),
  errors: z.array(z.object({ pointer: z.string(), code: z.string(), detail: z.string() })),
});

export type Problem = z.infer<typeof problem>;
