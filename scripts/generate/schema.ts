import { writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { openEmbedded } from '../../server/db/client.ts';
import { createKysely } from '../../server/db/kysely-dialect.ts';
import { printSchema } from '../../server/db/schema/print-schema.ts';
import { printTables } from '../../server/db/schema/print-tables.ts';
import { readSchema } from '../../server/db/schema/read-schema.ts';

const write = (name: string, text: string): string => {
  const path = fileURLToPath(new URL(`../../server/db/${name}`, import.meta.url));
  writeFileSync(path, text);
  return path;
};

/** server/db/schema.sql and server/db/tables.ts, from a database that the migrations have just made. */
export const generateSchema = async (): Promise<readonly string[]> => {
  const { engine, close } = await openEmbedded({ databaseUrl: null, folder: null });
  try {
    const tables = await readSchema(createKysely(engine, { role: 'owner', scope: null }));
    return [write('schema.sql', printSchema(tables)), write('tables.ts', printTables(tables))];
  } finally {
    await close();
  }
};
