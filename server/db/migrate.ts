import { type Kysely, type QueryExecutorProvider, sql } from 'kysely';
import { Migrator } from 'kysely/migration';
import { migrations } from './migrations/index.ts';

/** SQLSTATE undefined_table. */
const noSuchTable = '42P01';

const hasCode = (error: unknown, code: string): boolean =>
  error instanceof Error && 'code' in error && error.code === code;

/** One small query, so that the usual start, with nothing to do, is spared the migrator's look at the whole catalogue. */
const isUpToDate = async (owner: QueryExecutorProvider): Promise<boolean> => {
  try {
    const { rows } = await sql<{ name: string }>`select name from kysely_migration order by name`.execute(owner);
    return rows.map(({ name }) => name).join() === Object.keys(migrations).join();
  } catch (error) {
    if (hasCode(error, noSuchTable)) return false;
    throw error;
  }
};

/**
 * Brings the database to the present schema, as its owner. Several processes may do so together: one migrates, the others wait.
 *
 * @returns the names of the migrations that ran, in order
 */
export const migrate = async <Tables>(owner: Kysely<Tables>): Promise<string[]> => {
  if (await isUpToDate(owner)) return [];
  const migrator = new Migrator({ db: owner, provider: { getMigrations: async () => ({ ...migrations }) } });
  const { error, results = [] } = await migrator.migrateToLatest();
  if (error) {
    const failed = results.find(({ status }) => status === 'Error');
    const reason = error instanceof Error ? error.message : String(error);
    const what = failed
      ? `The migration ${failed.migrationName} failed, and nothing of it was kept`
      : 'The database could not be migrated';
    throw new Error(`${what}: ${reason}`, { cause: error });
  }
  return results.filter(({ status }) => status === 'Success').map(({ migrationName }) => migrationName);
};
