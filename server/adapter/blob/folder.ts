import { createHash, randomUUID } from 'node:crypto';
import type { Dirent } from 'node:fs';
import { mkdir, open, readdir, readFile, rename, rm, stat } from 'node:fs/promises';
import { dirname, join, relative, resolve, sep } from 'node:path';
import type { BlobStore, StoredFile } from '../../domain/document/blob-port.ts';
import { assertBlobKey } from './blob-key.ts';

/**
 * Files in a folder of this machine: `<root>/<shard>/<key>`, spread over 256 shards so that no folder grows without
 * bound. A file is written under a temporary name, synced and renamed, so that its name never shows half of it.
 */
export const createFolderBlobStore = ({ root }: { readonly root: string }): BlobStore => {
  const pathOf = (key: string): string => {
    assertBlobKey(key);
    return join(resolve(root), shardOf(key), key);
  };

  return {
    put: async (key, bytes) => writeWhole(pathOf(key), bytes),
    get: async (key) => readFile(pathOf(key)).catch(nullWhenAbsent),
    delete: async (key) => rm(pathOf(key), { force: true }),
    list: () => listFiles(resolve(root)),
    dropUnfinished: (before) => dropUnfinished(resolve(root), before),
  };
};

async function* listFiles(root: string): AsyncGenerator<StoredFile> {
  const shards = (await readFolder(root)).filter((entry) => entry.isDirectory());
  for (const { name } of shards) {
    const shard = join(root, name);
    for await (const path of walk(shard)) {
      const key = relative(shard, path).split(sep).join('/');
      const found = path.endsWith(temporaryEnding) ? null : await stat(path).catch(nullWhenAbsent);
      if (found !== null) yield { key, changedAt: found.mtime };
    }
  }
}

/** A process that was killed while it wrote. */
const dropUnfinished = async (root: string, before: Date): Promise<number> => {
  let dropped = 0;
  for await (const path of walk(root)) {
    if (!path.endsWith(temporaryEnding)) continue;
    const found = await stat(path).catch(nullWhenAbsent);
    if (found === null || found.mtime >= before) continue;
    await rm(path, { force: true });
    dropped += 1;
  }
  return dropped;
};

async function* walk(folder: string): AsyncGenerator<string> {
  for (const entry of await readFolder(folder)) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) yield* walk(path);
    else if (entry.isFile()) yield path;
  }
}

/** A folder that is not there yet, or no more, has nothing in it. */
const readFolder = async (folder: string): Promise<Dirent[]> =>
  (await readdir(folder, { withFileTypes: true }).catch(nullWhenAbsent)) ?? [];

/** Two hex digits of the key's hash: the same key always lies in the same folder. */
export const shardOf = (key: string): string => createHash('sha256').update(key, 'utf8').digest('hex').slice(0, 2);

const writeWhole = async (path: string, bytes: Uint8Array): Promise<void> => {
  const folder = dirname(path);
  const firstMade = await mkdir(folder, { recursive: true, mode: 0o700 });
  const temporary = `${path}.${randomUUID()}${temporaryEnding}`;
  try {
    await writeSynced(temporary, bytes);
    await rename(temporary, path);
  } catch (error) {
    await rm(temporary, { force: true });
    throw error;
  }
  await syncFolders(folder, firstMade);
};

/** No key can end so: a key's characters exclude `~`. */
const temporaryEnding = '.part~';

const writeSynced = async (path: string, bytes: Uint8Array): Promise<void> => {
  const file = await open(path, 'wx', 0o600);
  try {
    await file.writeFile(bytes);
    await file.sync();
  } finally {
    await file.close();
  }
};

/** A new name is an entry of its folder, which has to reach the disk as well; so for each folder that was made. */
const syncFolders = async (folder: string, firstMade: string | undefined): Promise<void> => {
  await syncFolder(folder);
  if (firstMade !== undefined && folder.startsWith(firstMade)) await syncFolders(dirname(folder), firstMade);
};

const syncFolder = async (folder: string): Promise<void> => {
  const handle = await open(folder, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
};

const nullWhenAbsent = (error: NodeJS.ErrnoException): null => {
  if (error.code === 'ENOENT') return null;
  throw error;
};
