import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';

const root = join(import.meta.dirname, '..');
const packageFile = join(root, 'package.json');

/** The release, as package.json names it. */
export const { version } = z.object({ version: z.string() }).parse(JSON.parse(readFileSync(packageFile, 'utf8')));

const readText = (path: string): string | null => {
  try {
    return readFileSync(join(root, path), 'utf8');
  } catch {
    return null;
  }
};

/** What a branch points to: a file of its own, or a line among the packed ones. */
const commitOf = (branch: string): string | undefined =>
  readText(`.git/${branch}`)?.trim() ??
  readText('.git/packed-refs')
    ?.split('\n')
    .find((line) => line.endsWith(` ${branch}`));

/** The first seven digits of the commit that the sources are of; null for sources that came without their history. */
const readCommit = (): string | null => {
  const head = readText('.git/HEAD')?.trim();
  const [, branch] = /^ref: (.+)$/.exec(head ?? '') ?? [];
  const commit = branch === undefined ? head : commitOf(branch);
  return /^[0-9a-f]{7}/.exec(commit ?? '')?.[0] ?? null;
};

/** `<release>.<commit>.<seconds since 1970>`: the time is that at which these files were put here. */
export const readBuildVersion = (): string =>
  [version, readCommit() ?? '0000000', Math.floor(statSync(packageFile).mtimeMs / 1000)].join('.');
