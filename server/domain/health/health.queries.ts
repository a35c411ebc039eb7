import { type Kysely, sql } from 'kysely';
import type { Tables } from '../../db/client.ts';

/** Throws when the database does not answer. */
export const askDatabase = async (db: Kysely<Tables>): Promise<void> => {
  await sql`select 1`.execute(db);
};
