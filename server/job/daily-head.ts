import type { DomainContext } from '../domain/context.ts';
import { findLastFinishedDay, lastFinishedDay, writeDailyHeads } from '../domain/daily-head/write-daily-heads.ts';
import { listOrganizationIds } from '../domain/organization/read-organization.ts';
import type { Sweep } from './sweep.ts';

/**
 * Writes the line of each day soon after its end, and those of days that were missed. Between the days it looks at the
 * clock and does nothing else.
 */
export const createDailyHeadSweep = (): Sweep<DomainContext> => {
  let done: string | null = null;
  return {
    name: 'daily-head',
    everyMs: 5 * 60 * 1000,
    firstAfterMs: 60 * 1000,
    sweep: async (context, signal, logger) => {
      const day = lastFinishedDay(context.now());
      if (day === done) return;
      // By a clock that stands ahead of the database's a day is over too soon: its line is then still to be written.
      const finished = await findLastFinishedDay(context, context.database.worker);
      let hasFailed = false;
      for (const organizationId of await listOrganizationIds(context)) {
        for (const environment of ['live', 'test'] as const) {
          if (signal.aborted) return;
          try {
            await writeDailyHeads(context, { organizationId, environment }, signal);
          } catch (error) {
            hasFailed = true;
            logger.error({ err: error, organizationId, environment }, 'the line of a day could not be written yet');
          }
        }
      }
      if (!hasFailed) done = finished;
    },
  };
};
