import { z } from 'zod';
import { pageOf } from './page.ts';

/** What one UTC day’s logs come to. Kept elsewhere, it proves later that none of them was cut or taken out. */
export const dailyHead = z.object({
  day: z.iso.date(),
  sessionCount: z.int().describe('Sessions with an event on that day.'),
  hash: z
    .string()
    .describe(
      'SHA-256 over the hash of the day before and where each of the sessions stood at the end of the day, in hex.',
    ),
});

export const dailyHeadPage = pageOf(dailyHead);
