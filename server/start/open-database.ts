import { accessSync, constants, existsSync, mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { fail, ok, type Result } from '@gatehouse/core/result.ts';
import type { Config } from '../config.ts';
import { type Database, type DatabaseOptions, openDatabase } from '../db/client.ts';
import { templateFile } from './template.ts';

/** Data folder and database of the settings. The error is one sentence for the operator, which names what to mend. */
export const openOwnDatabase = async (config: Config): Promise<Result<Database, string>> => {
  const folder = prepareDataDir(config.dataDir);
  if (!folder.ok) return folder;
  try {
    return ok(await openDatabase(databaseOptions(config)));
  } catch (error) {
    return fail(error instanceof Error ? error.message : String(error));
  }
};

/** The folder is for its owner alone: it holds the master key and the credentials of the demo. */
export const prepareDataDir = (dataDir: string): Result<void, string> => {
  try {
    makeFolder(dataDir);
    // The slash at the end: a file is no folder.
    accessSync(`${dataDir}/`, constants.R_OK | constants.W_OK | constants.X_OK);
    return ok(undefined);
  } catch (error) {
    const reason = error instanceof Error && 'code' in error ? String(error.code) : String(error);
    return fail(
      `The data folder ${dataDir} cannot be written to (${reason}). Make it writable for this user, or set DATA_DIR to another folder.`,
    );
  }
};

/** Step by step: Node's own way to make a folder with those above it never ends where the kernel makes none, as in `/proc`. */
const makeFolder = (folder: string): void => {
  if (existsSync(folder)) return;
  makeFolder(dirname(folder));
  try {
    mkdirSync(folder, { mode: 0o700 });
  } catch (error) {
    if (!existsSync(folder)) throw error;
  }
};

export const databaseOptions = ({ databaseUrl, dataDir, databasePoolSize }: Config): DatabaseOptions => ({
  databaseUrl,
  folder: dataDir,
  poolSize: databasePoolSize,
  templateFile: existsSync(templateFile) ? templateFile : null,
});
