import { mkdir, readdir, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { MessageSubject } from '../../domain/delivery/channel-port.ts';
import type { OutboxFiles } from '../../domain/delivery/outbox-port.ts';

/** Messages as files, for the owner of the folder alone. A file's name begins with whom it is about, so that an erasure finds it. */
export const createOutboxFolder = ({ folder }: { readonly folder: string }): OutboxFiles => ({
  write: async (about, extension, content) => {
    await mkdir(folder, { recursive: true, mode: 0o700 });
    const path = join(folder, `${nameOf(about)}.${extension}`);
    // Moved into place, so that whoever watches the folder never reads half a message.
    await writeFile(`${path}.part`, content, { mode: 0o600 });
    await rename(`${path}.part`, path);
  },
  forget: async (subjectIds) => {
    if (subjectIds.length === 0) return;
    const wanted = new Set(subjectIds);
    const names = await readNames(folder);
    const theirs = names.filter((name) => subjectsOf(name).some((id) => wanted.has(id)));
    await Promise.all(theirs.map((name) => rm(join(folder, name), { force: true })));
  },
});

const nobody = 'none';

/** `<session>_<entity>_<delivery>`. */
const nameOf = ({ sessionId, entityId, deliveryId }: MessageSubject): string =>
  `${sessionId ?? nobody}_${entityId ?? nobody}_${deliveryId}`;

const subjectsOf = (name: string): readonly string[] =>
  name
    .split('_')
    .slice(0, 2)
    .filter((id) => id !== nobody);

const readNames = async (folder: string): Promise<readonly string[]> => {
  try {
    return await readdir(folder);
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return [];
    throw error;
  }
};
