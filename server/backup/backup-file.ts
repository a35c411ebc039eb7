import { createReadStream, createWriteStream } from 'node:fs';
import { open, rename, rm } from 'node:fs/promises';
import { finished } from 'node:stream/promises';
import { createGunzip, createGzip } from 'node:zlib';
import { extract, pack } from 'tar-stream';

/** A compressed tar that is written entry by entry, and whose name shows only once all of it is there. */
export interface BackupWriter {
  add(name: string, bytes: Uint8Array): Promise<void>;
  /** Syncs the file and gives it its name. */
  finish(): Promise<void>;
  /** Leaves nothing behind. */
  abandon(): Promise<void>;
}

export const createBackupWriter = (file: string): BackupWriter => {
  const temporary = `${file}.part`;
  const packed = pack();
  const stream = createWriteStream(temporary, { mode: 0o600, flags: 'wx' });
  const written = finished(packed.pipe(createGzip({ level: 6 })).pipe(stream));
  // A full disk shows here, and again in whoever waits for it.
  written.catch(() => undefined);
  return {
    add: (name, bytes) =>
      Promise.race([
        written.then(() => undefined),
        new Promise<void>((resolve, reject) => {
          packed.entry({ name, size: bytes.length, mode: 0o600 }, Buffer.from(bytes), (error) =>
            error ? reject(error) : resolve(),
          );
        }),
      ]),
    finish: async () => {
      packed.finalize();
      await written;
      const handle = await open(temporary, 'r');
      await handle.sync().finally(() => handle.close());
      await rename(temporary, file);
    },
    abandon: async () => {
      packed.destroy();
      stream.destroy();
      await rm(temporary, { force: true });
    },
  };
};

/** The entries of a backup in their order. Throws where the file is damaged or is no such file. */
export async function* readBackup(file: string): AsyncGenerator<{ readonly name: string; readonly bytes: Buffer }> {
  const source = createReadStream(file);
  const gunzip = createGunzip();
  const extracted = extract();
  source.on('error', (error) => gunzip.destroy(error));
  gunzip.on('error', (error) => extracted.destroy(error));
  source.pipe(gunzip).pipe(extracted);
  try {
    for await (const entry of extracted) {
      const chunks: Buffer[] = [];
      for await (const chunk of entry as AsyncIterable<Buffer>) chunks.push(chunk);
      yield { name: entry.header.name, bytes: Buffer.concat(chunks) };
    }
  } finally {
    source.destroy();
    gunzip.destroy();
  }
}
