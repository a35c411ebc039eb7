import { fail, ok, type Result } from '@gatehouse/core/result.ts';
import type { Database } from '../../db/client.ts';
import { type DomainError, domainError } from '../../errors.ts';
import type { DomainContext } from '../context.ts';
import { askDatabase } from './health.queries.ts';

/** Whether the server can serve: the database answers a statement. `unavailable` when it does not, or not in time. */
export async function checkHealth(
  context: Pick<DomainContext, 'database'>,
  timeoutMs = 10_000,
): Promise<Result<{ readonly database: Database['engine'] }, DomainError>> {
  try {
    await withinTime(askDatabase(context.database.unscoped), timeoutMs);
    return ok({ database: context.database.engine });
  } catch {
    return fail(domainError('unavailable', 'The database does not answer. Try again in a moment.'));
  }
}

const withinTime = async (work: Promise<void>, timeoutMs: number): Promise<void> => {
  const late = Promise.withResolvers<never>();
  const timer = setTimeout(() => late.reject(new Error('The time is over.')), timeoutMs);
  try {
    await Promise.race([work, late.promise]);
  } finally {
    clearTimeout(timer);
  }
};
