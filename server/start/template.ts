import { existsSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createDatabase, openEmbedded } from '../db/client.ts';
import { prepareQueueSchema } from '../job/queue-schema.ts';
import { readBuiltHash, rebuildFolder } from './built-folder.ts';
import { root } from './pages.ts';
import type { Progress } from './progress.ts';
import { hashSources } from './source-hash.ts';

const templateFolder = join(root, 'build/database');

/** A packed database at the present schema, from which a new data folder is filled in a fraction of a second. */
export const templateFile = join(templateFolder, 'template.tar.zst');

/** What the schema comes from: our migrations, the embedded database's version and the queue library's. */
export const templateSources = [
  'server/db/migrations',
  'server/db/migrate.ts',
  'server/db/pglite/embedded-folder.ts',
  'server/job/queue-schema.ts',
  'package-lock.json',
];

/** Packs the template where its sources have changed since the last time. */
export const buildTemplate = async (progress: Progress): Promise<void> => {
  const hash = hashSources({ root, paths: templateSources });
  if ((await readBuiltHash(templateFolder)) === hash && existsSync(templateFile)) return;
  await progress('packing the database template', () =>
    rebuildFolder(templateFolder, hash, async (folder) => {
      await writeFile(join(folder, 'template.tar.zst'), await packMigratedDatabase());
    }),
  );
};

const packMigratedDatabase = async (): Promise<Uint8Array> => {
  const { engine, close } = await openEmbedded({ databaseUrl: null, folder: null });
  try {
    await prepareQueueSchema(createDatabase(engine));
    return await engine.pack();
  } finally {
    await close();
  }
};
