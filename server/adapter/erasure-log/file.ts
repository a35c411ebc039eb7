import { open } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { Erasure, ErasureLog } from '../../domain/entity/erasure-log-port.ts';

/** A file of this machine to which lines are added, each synced before the erasure is answered. */
export const createErasureLog = ({
  file,
  writeLine,
}: {
  readonly file: string;
  readonly writeLine: (erasure: Erasure) => string;
}): ErasureLog => ({
  append: async (erasure) => {
    const line = writeLine(erasure);
    const handle = await open(file, 'a+', 0o600);
    try {
      // A line that a crash cut off must not swallow the next one.
      const { size } = await handle.stat();
      const isCutOff = size > 0 && !(await endsWithNewline(handle, size));
      await handle.appendFile(isCutOff ? `\n${line}` : line);
      await handle.sync();
    } finally {
      await handle.close();
    }
    await syncFolder(dirname(file));
  },
});

const endsWithNewline = async (handle: Awaited<ReturnType<typeof open>>, size: number): Promise<boolean> => {
  const { buffer } = await handle.read(Buffer.alloc(1), 0, 1, size - 1);
  return buffer[0] === 0x0a;
};

/** A new file is an entry of its folder, which has to reach the disk as well. */
const syncFolder = async (folder: string): Promise<void> => {
  const handle = await open(folder, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
};
