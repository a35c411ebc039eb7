import { loadConfig } from '../config.ts';
import { isServerRunning } from '../control/client.ts';
import { migrateDatabase } from '../db/client.ts';
import { databaseOptions, prepareDataDir } from '../start/open-database.ts';
import type { Command } from './command.ts';
import { complain } from './complain.ts';

export const migrateCommand: Command = {
  name: 'migrate',
  parameters: '',
  summary: 'Brings the database to the present schema.',
  details: [
    'A start does the same. It is needed by itself where the server’s own login does not own the PostgreSQL database: run',
    'it then with DATABASE_URL naming the owner.',
  ],
  run: async (args, output, environment) => {
    if (args.length > 0) return complain(output, `migrate takes no arguments. Got: ${args.join(' ')}`);
    const config = loadConfig(environment);
    if (!config.ok) return complain(output, config.error);
    const folder = prepareDataDir(config.value.dataDir);
    if (!folder.ok) return complain(output, folder.error);
    if (config.value.databaseUrl === null && (await isServerRunning(config.value.dataDir))) {
      await output.print(
        'A server runs on this data folder; it brought the database to the present schema when it started.',
      );
      return 0;
    }
    try {
      const applied = await migrateDatabase(databaseOptions(config.value));
      for (const name of applied) await output.print(`applied ${name}`);
      await output.print(
        applied.length === 0 ? 'The database is at the present schema.' : `${applied.length} migrations applied.`,
      );
      return 0;
    } catch (error) {
      return complain(output, error instanceof Error ? error.message : String(error));
    }
  },
};
