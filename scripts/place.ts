import { loadConfig } from '../server/config.ts';
import { createLogger } from '../server/log.ts';
import { type OpenedContext, openContext } from '../server/start/open-context.ts';

/** Where a server keeps its data: a folder, and a PostgreSQL URL or null for the embedded database. */
export interface Place {
  readonly dataDir: string;
  readonly databaseUrl: string | null;
}

export const environmentOf = ({ dataDir, databaseUrl }: Place): Record<string, string> => ({
  DATA_DIR: dataDir,
  ...(databaseUrl !== null && { DATABASE_URL: databaseUrl }),
});

/** What is there, opened in this process; no server may have it open on the embedded database. */
export const openPlace = async (place: Place): Promise<OpenedContext> => {
  const config = loadConfig(environmentOf(place));
  if (!config.ok) throw new Error(config.error);
  const opened = await openContext(config.value, createLogger({ level: 'silent' }));
  if (!opened.ok) throw new Error(opened.error);
  return opened.value;
};
