import { type Db, PgBoss } from 'pg-boss';
import type { Database } from '../db/client.ts';

export const queueSchema = 'pgboss';

/**
 * Makes the queue library's tables, or brings them to the installed version, under the worker's role, which owns them.
 * Run with the migrations and when the template is built; a start only checks that it was done.
 */
export const prepareQueueSchema = async (database: Database): Promise<void> => {
  const boss = new PgBoss({
    ...bossOptions(database),
    migrate: true,
    // The empty schema is made by a migration, as the owner.
    createSchema: false,
    supervise: false,
  });
  const errors: Error[] = [];
  boss.on('error', (error) => errors.push(error));
  await boss.start();
  await boss.stop({ graceful: false, close: false });
  if (errors.length > 0) throw new AggregateError(errors, 'The tables of the job queue could not be prepared.');
};

/** What every use of the library on this database has in common. */
export const bossOptions = (
  database: Database,
): { db: Db; backend: 'pglite' | 'postgres'; schema: string; schedule: false } => ({
  db: {
    executeSql: (text, values) => database.workerSql.executeSql(text, values),
    listen: (channel, onNotification, onReconnect) => database.workerSql.listen(channel, onNotification, onReconnect),
  },
  backend: database.engine,
  schema: queueSchema,
  // No cron: what happens by the clock are sweeps, which each process may run.
  schedule: false,
});
