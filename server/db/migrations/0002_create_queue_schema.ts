import type { Kysely } from 'kysely';
import { runStatements } from '../statements.ts';

/*
 * The queue library makes its tables itself, under the role that relay and jobs run as, so that it needs no right on ours.
 * The application may read which migrations ran: a login without the owner's rights says so at start when some are missing.
 */
export async function up(database: Kysely<unknown>): Promise<void> {
  await runStatements(database, [
    'create schema pgboss authorization gatehouse_worker',
    'grant select on kysely_migration to gatehouse_app',
  ]);
}
