import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';

export interface FolderLock {
  release(): void;
}

/** SQLITE_BUSY (SQLite, result codes). */
const busy = 5;

const readHolder = (file: string): string => {
  try {
    return readFileSync(file, 'utf8').trim() || 'unknown';
  } catch {
    return 'unknown';
  }
};

/** A handle that nobody refers to would be collected, and its lock with it. */
const held = new Set<DatabaseSync>();

/** Processes that come at the same moment are in each other's way for an instant; one of them gets the lock by then. */
const patienceMs = 300;

const takeKernelLock = (file: string): DatabaseSync => {
  const handle = new DatabaseSync(file, { timeout: patienceMs });
  try {
    handle.exec('pragma locking_mode = exclusive; begin exclusive');
    return handle;
  } catch (error) {
    handle.close();
    throw error;
  }
};

/**
 * Takes the data folder for this process. The embedded database does not notice a second process that writes to its
 * folder, so this lock has to be sound: it is one that the kernel holds (fcntl) and drops when the process ends in any way,
 * so none is ever stale and no process number is ever trusted; it holds between containers that share the folder. Node has
 * no call for it, but its SQLite takes just this lock on a file. A lock file with a process number goes stale after a kill
 * and is fooled by reused numbers; a socket in the folder cannot be taken over from a dead holder without a race.
 *
 * @throws Error with one sentence when another process holds the folder
 */
export const lockFolder = (folder: string): FolderLock => {
  const holderFile = join(folder, 'lock.pid');
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    const handle = takeKernelLock(join(folder, 'lock'));
    writeFileSync(holderFile, `${process.pid}\n`);
    held.add(handle);
    return {
      release: () => {
        held.delete(handle);
        handle.close();
      },
    };
  } catch (error) {
    const isBusy = error instanceof Error && 'errcode' in error && error.errcode === busy;
    const sentence = isBusy
      ? `The data folder ${folder} is in use by another process (pid ${readHolder(holderFile)}). Stop that one, or set DATA_DIR to another folder.`
      : `The data folder ${folder} cannot be locked: ${error instanceof Error ? error.message : String(error)}. Set DATA_DIR to a folder on a local disk that this user may write to.`;
    throw new Error(sentence, { cause: error });
  }
};
