import { once } from 'node:events';
import type { Writable } from 'node:stream';

/** Writes a line and waits while the other side is slow. */
export const writeLine = async (stream: Writable, line: string): Promise<void> => {
  if (!stream.write(`${line}\n`)) await once(stream, 'drain');
};
