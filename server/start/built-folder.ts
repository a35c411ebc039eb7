import { mkdtempSync } from 'node:fs';
import { chmod, mkdir, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';

/** Stands in a built folder and holds the hash of what it was built from. */
const hashFile = '.source-hash';

/** The hash that a folder was built from; null where there is no whole build. */
export const readBuiltHash = (folder: string): Promise<string | null> =>
  readFile(join(folder, hashFile), 'utf8').then(
    (text) => text.trim(),
    () => null,
  );

/**
 * Makes `folder` anew through `build`, which fills the empty folder that it is given. The result appears whole under
 * its name or not at all: a killed build leaves only a folder that nobody looks at, and of two processes that build at
 * the same time one wins and the other takes its result.
 */
export const rebuildFolder = async (
  folder: string,
  hash: string,
  build: (emptyFolder: string) => Promise<void>,
): Promise<void> => {
  await mkdir(dirname(folder), { recursive: true });
  await removeLeftovers(folder);
  const fresh = mkdtempSync(join(dirname(folder), `.${basename(folder)}-`));
  try {
    await build(fresh);
    // A temporary folder is closed to other users; the one who starts the server need not be the one who built.
    await chmod(fresh, 0o755);
    await writeFile(join(fresh, hashFile), `${hash}\n`);
    await swap(fresh, folder, hash);
  } finally {
    await rm(fresh, { recursive: true, force: true });
  }
};

/** No build takes this long: a folder this old was left by one that was killed. */
const LEFTOVER_AGE_MS = 60 * 60 * 1000;

const removeLeftovers = async (folder: string): Promise<void> => {
  for (const name of await readdir(dirname(folder))) {
    const path = join(dirname(folder), name);
    if (!name.startsWith(`.${basename(folder)}-`)) continue;
    const { mtimeMs } = await stat(path);
    if (Date.now() - mtimeMs > LEFTOVER_AGE_MS) await rm(path, { recursive: true, force: true });
  }
};

const swap = async (fresh: string, folder: string, hash: string): Promise<void> => {
  const old = `${fresh}-old`;
  await rename(folder, old).catch(ignore('ENOENT'));
  try {
    await rename(fresh, folder);
  } catch (error) {
    if ((await readBuiltHash(folder)) !== hash) throw error;
  } finally {
    await rm(old, { recursive: true, force: true });
  }
};

const ignore =
  (code: string) =>
  (error: NodeJS.ErrnoException): void => {
    if (error.code !== code) throw error;
  };
