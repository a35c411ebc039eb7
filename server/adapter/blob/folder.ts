import { createHash, randomUUID } from 'node:crypto';
import { mkdir, open, readFile, rename, rm } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import type { BlobStore } from '../../domain/document/blob-port.ts';
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
  };
};

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
