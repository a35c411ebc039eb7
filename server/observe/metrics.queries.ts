import { type Kysely, sql } from 'kysely';
import type { Database, Tables } from '../db/client.ts';
import type { MetricSources } from './metrics.ts';

/** Beyond this nobody needs the exact number, and counting on would cost more the worse things are. */
const countLimit = 10_000;

/** What the metrics ask the database, under the worker's role. */
export const databaseSources = (database: Database): Omit<MetricSources, 'queues'> => ({
  outbox: () => readOutbox(database.worker),
  sessions: async () => {
    const { rows } = await sql<{ state: string; total: number }>`
      select state, sum(total)::bigint as total from session_total group by state`.execute(database.worker);
    return rows;
  },
  deliveries: () =>
    Promise.all(
      ['pending', 'dead'].map(async (state) => {
        const { rows } = await sql<{ total: number }>`
          select count(*) as total from (select 1 from delivery where state = ${state} limit ${countLimit}) as counted`.execute(
          database.worker,
        );
        return { state, total: rows[0]?.total ?? 0 };
      }),
    ),
});

const readOutbox = async (worker: Kysely<Tables>): Promise<{ rows: number; oldestSeconds: number }> => {
  const { rows } = await sql<{ total: number; age: number | null }>`
    select (select count(*) from (select 1 from outbox limit ${countLimit}) as counted) as total,
      (select extract(epoch from now() - created_at)::float8 from outbox order by id limit 1) as age`.execute(worker);
  return { rows: rows[0]?.total ?? 0, oldestSeconds: Math.max(0, rows[0]?.age ?? 0) };
};
