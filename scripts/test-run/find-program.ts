import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';

const isExecutable = (path: string): boolean => {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
};

/** The first of the programs that lies in a folder of PATH; null when none does. */
export const findProgram = (names: readonly string[]): string | null => {
  const folders = (process.env.PATH ?? '').split(delimiter).filter((folder) => folder !== '');
  return names.flatMap((name) => folders.map((folder) => join(folder, name))).find(isExecutable) ?? null;
};

/** A browser for the page tests: `CHROMIUM_PATH`, or the one of the machine. */
export const findChromium = (): string | null => {
  const given = process.env.CHROMIUM_PATH;
  if (given !== undefined && given !== '') return isExecutable(given) ? given : null;
  return findProgram(['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable']);
};
