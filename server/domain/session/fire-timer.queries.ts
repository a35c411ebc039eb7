import { sql } from 'kysely';
import type { Database } from '../../db/client.ts';
import type { Scope } from '../../db/scope.ts';

/**
 * Work of a queue that is to be done after a while. The while is counted by the database's clock, which is the one that the
 * queue goes by: the machine's may say something else.
 */
export const insertLaterWork = async (
  database: Database,
  scope: Scope,
  work: { readonly queue: string; readonly payload: string; readonly afterMs: number; readonly now: Date },
): Promise<void> => {
  await database
    .scoped(scope)
    .insertInto('outbox')
    .values({
      organization_id: scope.organizationId,
      environment: scope.environment,
      queue: work.queue,
      payload: work.payload,
      created_at: work.now,
      due_at: sql<Date>`now() + ${work.afterMs}::float8 * interval '1 millisecond'`,
    })
    .execute();
};
