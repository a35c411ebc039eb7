import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { zstdCompressSync, zstdDecompressSync } from 'node:zlib';
import { PGlite } from '@electric-sql/pglite';
import { roleNames } from '../engine.ts';
import type { ThreadOptions } from './thread-message.ts';

const readTemplate = (file: string): Blob => new Blob([new Uint8Array(zstdDecompressSync(readFileSync(file)))]);

/** Everything of the database in one file: a tar archive, compressed with Zstandard, which unpacks in a tenth of a second. */
export const packDatabase = async (pglite: PGlite): Promise<Uint8Array> => {
  const archive = await pglite.dumpDataDir('none');
  return new Uint8Array(zstdCompressSync(new Uint8Array(await archive.arrayBuffer())));
};

/** Beside the folder while it is being filled: a folder that a killed process left half filled holds nothing and is begun anew. */
const unfinishedMark = (folder: string): string => `${folder}.unfinished`;

const createIn = async (folder: string, template: Blob | null): Promise<PGlite> => {
  if (existsSync(unfinishedMark(folder))) rmSync(folder, { recursive: true, force: true });
  const isNew = !existsSync(`${folder}/PG_VERSION`);
  if (!isNew) return PGlite.create({ dataDir: folder });
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  writeFileSync(unfinishedMark(folder), '');
  const pglite = await PGlite.create({ dataDir: folder, ...(template ? { loadDataDir: template } : {}) });
  rmSync(unfinishedMark(folder));
  return pglite;
};

const isFresh = ({ folder }: ThreadOptions): boolean =>
  folder === null || !existsSync(`${folder}/PG_VERSION`) || existsSync(unfinishedMark(folder));

/**
 * Opens the database, fills an empty folder from the template, and takes the application's role. The one session stays a
 * superuser underneath (`reset role` brings it back), so row-level security guards here against mistakes of ours, not
 * against SQL that somebody smuggled in.
 */
export const openEmbeddedFolder = async (options: ThreadOptions): Promise<PGlite> => {
  const template = options.templateFile && isFresh(options) ? readTemplate(options.templateFile) : null;
  const pglite = options.folder
    ? await createIn(options.folder, template)
    : await PGlite.create(template ? { loadDataDir: template } : {});
  for (const role of Object.values(roleNames)) {
    await pglite.exec(`do $$ begin create role ${role}; exception when duplicate_object then null; end $$`);
  }
  await pglite.exec(`set role ${roleNames.app}`);
  return pglite;
};
