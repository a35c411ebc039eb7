import { sql } from 'kysely';
import type { Database } from '../../db/client.ts';

/** What is left of a session that was deleted. */
export interface Tombstone {
  readonly at: Date;
  readonly reason: string;
  readonly eventCount: number;
  /** Of its last event. */
  readonly lastHash: Uint8Array;
}

/** For an operator at the machine. It asks the primary key once for each organization and environment. */
export const findTombstoneUnscoped = async (
  database: Pick<Database, 'worker'>,
  sessionId: string,
): Promise<Tombstone | undefined> => {
  const found = await sql<Tombstone>`
    select buried.at, buried.reason, buried.event_count as "eventCount", buried.last_hash as "lastHash" from organization
    cross join (values ('live'), ('test')) as environment (name)
    cross join lateral (
      select at, reason, event_count, last_hash from tombstone
      where organization_id = organization.id and environment = environment.name and session_id = ${sessionId}::uuid
      limit 1
    ) as buried`.execute(database.worker);
  return found.rows[0];
};
