import { closeSync, openSync } from 'node:fs';
import { join } from 'node:path';

/** The socket in the data folder through which commands reach a running server. */
const socketName = 'control.sock';

/** What the system takes as a socket's path (108 bytes on Linux, 104 elsewhere, with the zero at the end). */
const LONGEST_PATH = 100;

export interface SocketPath {
  /** To give to the system. */
  readonly address: string;
  /** To show, and to remove. */
  readonly file: string;
  release(): void;
}

/** A data folder may lie so deep that the path is too long for a socket: on Linux it is then named by an open folder. */
export const openSocketPath = (dataDir: string): SocketPath => {
  const file = join(dataDir, socketName);
  if (Buffer.byteLength(file) <= LONGEST_PATH || process.platform !== 'linux')
    return { address: file, file, release: () => {} };
  const folder = openSync(dataDir, 'r');
  return { address: `/proc/self/fd/${folder}/${socketName}`, file, release: () => closeSync(folder) };
};
