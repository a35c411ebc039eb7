import { fail, ok, type Result } from '@gatehouse/core/result.ts';
import type { Database } from '../../db/client.ts';
import { type DomainError, domainError } from '../../errors.ts';
import type { DomainContext } from '../context.ts';
import { askDatabase } from './health.queries.ts';

/** Whether the server can serve: the database answers a statement. `unavailable` when it does not. */
export async function checkHealth(
  context: Pick<DomainContext, 'database'>,
): Promise<Result<{ readonly database: Database['engine'] }, DomainError>> {
  try {
    await askDatabase(context.database.unscoped);
    return ok({ database: context.database.engine });
  } catch {
    return fail(domainError('unavailable', 'The database does not answer. Try again in a moment.'));
  }
}
