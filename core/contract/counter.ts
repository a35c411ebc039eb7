import { z } from 'zod';
import { decisions, sessionStates } from '../workflow/run.ts';

export const counterQuery = z.strictObject({
  from: z.iso.date().optional().describe('A day in UTC, such as 2031-05-01; thirty days up to `to` when left out.'),
  to: z.iso.date().optional().describe('A day in UTC, included; today when left out. At most 366 days from `from`.'),
  workflowId: z.uuid().optional().describe('Of one workflow; of all together when left out.'),
});

const count = z.int();

export const counters = z.object({
  from: z.iso.date(),
  to: z.iso.date(),
  totals: z
    .array(z.object({ state: z.enum(sessionStates), decision: z.enum(decisions).nullable(), total: count }))
    .describe('How many sessions stand in each state now, within seconds; deleted ones are not counted.'),
  days: z
    .array(
      z.object({
        day: z.iso.date(),
        created: count,
        opened: count.describe('The person came for the first time.'),
        inReview: count,
        completed: count.describe('With and without a decision.'),
        approved: count,
        rejected: count,
        expired: count,
        cancelled: count,
        failed: count,
      }),
    )
    .describe('How often each happened, day by day in UTC; what was counted stays when sessions are deleted.'),
});

export type CountersAnswer = z.infer<typeof counters>;
