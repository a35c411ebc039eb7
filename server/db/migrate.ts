import type { Kysely } from 'kysely';
import { Migrator } from 'kysely/migration';
import { migrations } from './migrations/index.ts';

/**
 * Brings the database to the present schema, as its owner. Several processes may do so together: one migrates, the others wait.
 *
 * @returns the names of the migrations that ran, in order
 */
export const migrate = async (owner: Kysely<unknown>): Promise<string[]> => {
  const migrator = new Migrator({ db: owner, provider: { getMigrations: async () => ({ ...migrations }) } });
  const { error, results = [] } = await migrator.migrateToLatest();
  if (error) {
    const failed = results.find(({ status }) => status === 'Error');
    const reason = error instanceof Error ? error.message : String(error);
    throw new Error(`The migration ${failed?.migrationName ?? ''} failed, nothing of it was kept: ${reason}`, {
      cause: error,
    });
  }
  return results.filter(({ status }) => status === 'Success').map(({ migrationName }) => migrationName);
};
