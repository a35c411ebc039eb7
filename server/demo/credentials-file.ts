import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { open, rename, rm } from 'node:fs/promises';
import { DatabaseSync } from 'node:sqlite';
import { setTimeout } from 'node:timers/promises';
import { z } from 'zod';

/** A member that is a text, if it is there. */
export const member = z.unknown().transform((value) => (typeof value === 'string' ? value : undefined));

/** What a start looks for in the file. A member of another kind counts as missing; what others have added stays. */
const credentialsFile = z.looseObject({
  organizationId: member.optional(),
  keys: z.looseObject({ live: member.optional(), test: member.optional() }).optional().catch(undefined),
  demo: z.looseObject({ workflowId: member.optional(), sessionUrl: member.optional() }).optional().catch(undefined),
});

export type CredentialsFile = z.infer<typeof credentialsFile>;

/** An empty object where there is no file. A file that is no JSON object is kept beside as `.unreadable`. */
export const readCredentialsFile = async (file: string): Promise<CredentialsFile> => {
  try {
    return credentialsFile.parse(JSON.parse(readFileSync(file, 'utf8')));
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return {};
    await rename(file, `${file}.unreadable`);
    return {};
  }
};

/** Whole or not at all, and never readable for other users of the machine. */
export const writeCredentialsFile = async (file: string, content: object): Promise<void> => {
  const temporary = `${file}.${randomUUID()}.tmp`;
  try {
    const handle = await open(temporary, 'wx', 0o600);
    try {
      await handle.writeFile(`${JSON.stringify(content, null, 2)}\n`);
      await handle.sync();
    } finally {
      await handle.close();
    }
    await rename(temporary, file);
  } catch (error) {
    await rm(temporary, { force: true });
    throw error;
  }
};

const LONGEST_WAIT_MS = 30_000;
const PAUSE_MS = 50;

/** Processes that share the folder (on a PostgreSQL server) start at once: one after the other makes what is missing. */
export const withCredentialsLock = async <Value>(file: string, work: () => Promise<Value>): Promise<Value> => {
  const lock = await takeLock(`${file}.lock`, performance.now() + LONGEST_WAIT_MS);
  try {
    return await work();
  } finally {
    lock.close();
  }
};

/** Node has no call for a lock on a file; its SQLite takes one that the kernel drops with the process. */
const takeLock = async (file: string, until: number): Promise<DatabaseSync> => {
  for (;;) {
    const lock = new DatabaseSync(file, { timeout: 0 });
    try {
      lock.exec('begin exclusive');
      return lock;
    } catch (error) {
      lock.close();
      if (performance.now() > until) throw error;
      await setTimeout(PAUSE_MS);
    }
  }
};
