import { randomBytes } from 'node:crypto';
import { constants, copyFile, type FileHandle, open, rename, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import { fail, ok, type Result } from '@gatehouse/core/result.ts';
import { masterKeyBytes } from './create-sealing.ts';

export interface MasterKeySource {
  /** `GATEHOUSE_MASTER_KEY`: 32 bytes as base64 or hex; null when it is not set. */
  readonly fromSetting: string | null;
  /** Where the key lies otherwise; made on the first start, mode 0600. */
  readonly file: string;
  /** Whether the database holds anything sealed: then a new key would lose it, and none is made. */
  readonly sealedRowsExist: boolean;
}

export interface LoadedMasterKey {
  readonly masterKey: Uint8Array;
  readonly createdFile: boolean;
  /** What the operator should mend although the start goes on; null when all is well. */
  readonly warning: string | null;
}

/** The error is a sentence for the operator; it never holds the key. */
export const loadMasterKey = async (source: MasterKeySource): Promise<Result<LoadedMasterKey, string>> =>
  source.fromSetting === null ? loadFromFile(source) : loadFromSetting(source.fromSetting);

/**
 * The key before the present one, which a rotation needs until everything is wrapped anew: from
 * `GATEHOUSE_PREVIOUS_MASTER_KEY` or its file; null where no rotation runs.
 */
export const loadPreviousMasterKey = async ({
  fromSetting,
  file,
}: Pick<MasterKeySource, 'fromSetting' | 'file'>): Promise<Result<Uint8Array | null, string>> => {
  if (fromSetting !== null) {
    const masterKey = parseKey(fromSetting);
    return masterKey === null ? fail(`GATEHOUSE_PREVIOUS_MASTER_KEY must be ${written}.`) : ok(masterKey);
  }
  const existing = await openIfPresent(file);
  if (existing === null) return ok(null);
  const read = await readKeyFile(file, existing);
  return read.ok ? ok(read.value.masterKey) : read;
};

/**
 * Begins a rotation where the key lies in a file: the key becomes `<file>.previous`, and a new one takes its place. The
 * error is a sentence; then nothing has changed.
 */
export const replaceKeyFile = async (file: string): Promise<Result<void, string>> => {
  const previous = `${file}.previous`;
  const handle = await openIfPresent(file);
  if (handle === null) return fail(`There is no master key file ${file}.`);
  const read = await readKeyFile(file, handle);
  if (!read.ok) return read;
  try {
    // Exclusive: a rotation that still runs keeps its key.
    await copyFile(file, previous, constants.COPYFILE_EXCL);
  } catch (error) {
    if (Reflect.get(Object(error), 'code') !== 'EEXIST') throw error;
    return fail(
      `A rotation is still under way: ${previous} is there. Start the server, and delete that file once the log says that the rotation is complete.`,
    );
  }
  await syncFile(previous);
  const temporary = `${file}.next`;
  await rm(temporary, { force: true });
  const made = await createKeyFile(temporary);
  if (!made.ok) return made;
  await rename(temporary, file);
  await syncFolder(dirname(file));
  return ok(undefined);
};

const syncFile = async (file: string): Promise<void> => {
  const handle = await open(file, 'r');
  await handle.sync().finally(() => handle.close());
};

const written = `${masterKeyBytes} bytes, written as base64 (44 characters) or hex (64 characters)`;

const loadFromSetting = (text: string): Result<LoadedMasterKey, string> => {
  const masterKey = parseKey(text);
  return masterKey === null
    ? fail(`GATEHOUSE_MASTER_KEY must be ${written}; the value given has ${text.trim().length} characters.`)
    : ok({ masterKey, createdFile: false, warning: null });
};

const loadFromFile = async ({ file, sealedRowsExist }: MasterKeySource): Promise<Result<LoadedMasterKey, string>> => {
  const existing = await openIfPresent(file);
  if (existing !== null) return readKeyFile(file, existing);
  if (sealedRowsExist) {
    return fail(
      `The database holds sealed data, but its master key is missing: put the file ${file} back from your backup, or set GATEHOUSE_MASTER_KEY.`,
    );
  }
  return createKeyFile(file);
};

const readKeyFile = async (file: string, handle: FileHandle): Promise<Result<LoadedMasterKey, string>> => {
  try {
    const text = await handle.readFile('utf8');
    const masterKey = parseKey(text);
    if (masterKey === null) return fail(unreadableFile(file, text));
    const { mode } = await handle.stat();
    return ok({ masterKey, createdFile: false, warning: permissionWarning(file, mode) });
  } finally {
    await handle.close();
  }
};

const unreadableFile = (file: string, text: string): string =>
  text.trim() === ''
    ? `The master key file ${file} is empty. If a first start was interrupted and nothing was stored yet, delete it and start again; otherwise put it back from your backup.`
    : `The master key file ${file} must hold ${written}. Put it back from your backup, or set GATEHOUSE_MASTER_KEY.`;

const permissionWarning = (file: string, mode: number): string | null =>
  (mode & 0o077) === 0
    ? null
    : `The master key file ${file} can be read by other users of this machine (mode ${(mode & 0o777).toString(8)}). Run: chmod 600 ${file}`;

const createKeyFile = async (file: string): Promise<Result<LoadedMasterKey, string>> => {
  // Exclusive: of two processes that start at once, one makes the key and the other hears of it.
  const handle = await openIfAbsent(file);
  if (handle === null) {
    return fail(`Another process made the master key file ${file} at the same moment. Start again.`);
  }
  const masterKey = randomBytes(masterKeyBytes);
  try {
    await handle.writeFile(`${masterKey.toString('base64')}\n`);
    await handle.sync();
  } finally {
    await handle.close();
  }
  await syncFolder(dirname(file));
  return ok({ masterKey, createdFile: true, warning: null });
};

/** The file's name is an entry of its folder, which has to reach the disk as well. */
const syncFolder = async (folder: string): Promise<void> => {
  const handle = await open(folder, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
};

const openIfPresent = (file: string): Promise<FileHandle | null> => open(file, 'r').catch(nullOn('ENOENT'));

const openIfAbsent = (file: string): Promise<FileHandle | null> => open(file, 'wx', 0o600).catch(nullOn('EEXIST'));

const nullOn =
  (code: string) =>
  (error: NodeJS.ErrnoException): null => {
    if (error.code === code) return null;
    throw error;
  };

const parseKey = (text: string): Uint8Array | null => {
  const trimmed = text.trim();
  if (/^[0-9a-fA-F]{64}$/.test(trimmed)) return Buffer.from(trimmed, 'hex');
  if (/^[0-9A-Za-z+/_-]{43}=?$/.test(trimmed)) return Buffer.from(trimmed, 'base64');
  return null;
};
