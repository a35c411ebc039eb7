import { spawnSync } from 'node:child_process';
import { chmodSync, closeSync, mkdtempSync, openSync, rmdirSync, rmSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export interface SmallDisk {
  readonly folder: string;
  /** Takes every byte that is left. */
  fill(): void;
  /** Gives back what `fill` took. */
  free(): void;
}

const chunkBytes = 1024 * 1024;

/** A file system of so many megabytes for as long as the work takes. Mounting takes the rights of root. */
export const withSmallDisk = async <Value>(
  megabytes: number,
  work: (disk: SmallDisk) => Promise<Value>,
): Promise<Value> => {
  const folder = mkdtempSync(join(tmpdir(), 'gatehouse-disk-'));
  const mounted = spawnSync('mount', ['-t', 'tmpfs', '-o', `size=${megabytes}m`, 'tmpfs', folder], {
    encoding: 'utf8',
  });
  if (mounted.status !== 0) {
    rmdirSync(folder);
    throw new Error(`A small disk could not be mounted (${mounted.stderr.trim()}). Run this as root.`);
  }
  // A database server that runs as a user of its own passes through here.
  chmodSync(folder, 0o777);
  try {
    return await work({ folder, fill: () => fill(folder), free: () => rmSync(ballastOf(folder), { force: true }) });
  } finally {
    spawnSync('umount', ['-l', folder]);
    rmdirSync(folder);
  }
};

const ballastOf = (folder: string): string => join(folder, 'ballast');

/** In ever smaller pieces, until not a block is left. */
const fill = (folder: string): void => {
  const file = openSync(ballastOf(folder), 'a');
  for (let size = chunkBytes; size >= 1; size = Math.floor(size / 2)) {
    const piece = Buffer.alloc(size, 1);
    while (isWritten(file, piece));
  }
  closeSync(file);
};

const isWritten = (file: number, piece: Buffer): boolean => {
  try {
    return writeSync(file, piece) === piece.length;
  } catch {
    return false;
  }
};
