import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { fail, ok, type Result } from '@gatehouse/core/result.ts';
import { settings } from '../settings.ts';
import { readBuiltHash, rebuildFolder } from './built-folder.ts';
import type { Progress } from './progress.ts';
import { hashSources } from './source-hash.ts';

/** The repository's folder, which holds the workspaces. */
export const root = join(import.meta.dirname, '../..');

/** Where the applicant's page lies once built. */
export const captureFolder = join(root, 'build/capture');

const captureSources = ['capture', 'core', 'package-lock.json'];

/**
 * Builds the pages where their sources have changed since the last build. Without sources (a packed release) what is
 * built is taken as it is. The error is a sentence for the operator.
 */
export const buildPages = async (progress: Progress): Promise<Result<void, string>> => {
  const built = await readBuiltHash(captureFolder);
  if (built !== null && !existsSync(join(root, 'capture/index.html'))) return ok(undefined);
  const hash = hashSources({ root, paths: captureSources });
  if (built === hash) return ok(undefined);
  const vite = join(root, 'node_modules/vite/bin/vite.js');
  if (!existsSync(vite)) {
    return fail(
      'The pages are not built and Vite is not installed. Run: npm ci (without leaving out development packages).',
    );
  }
  return progress('building the pages', () => runBuild(vite, hash));
};

const runBuild = async (vite: string, hash: string): Promise<Result<void, string>> => {
  try {
    await rebuildFolder(captureFolder, hash, (folder) => runVite(vite, folder));
    return ok(undefined);
  } catch (error) {
    return fail(`The pages cannot be built: ${error instanceof Error ? error.message : String(error)}`);
  }
};

/** In a process of its own, so that the builder's memory does not stay with the server. */
const runVite = async (vite: string, folder: string): Promise<void> => {
  const child = spawn(
    process.execPath,
    [vite, 'build', 'capture', '--outDir', folder, '--emptyOutDir', '--logLevel', 'warn'],
    {
      cwd: root,
      env: { ...withoutSecrets(process.env), NODE_ENV: 'production', NO_COLOR: '1' },
      stdio: ['ignore', 'pipe', 'pipe'],
    },
  );
  const closed: Promise<unknown[]> = once(child, 'close');
  const [output, errors, [code]] = await Promise.all([text(child.stdout), text(child.stderr), closed]);
  if (code !== 0) throw new Error(`${output}${errors}`.trim() || `Vite ended with code ${String(code)}.`);
};

/** The builder runs the code of many packages, which has no business with the master key or the database. */
const withoutSecrets = (environment: NodeJS.ProcessEnv): NodeJS.ProcessEnv =>
  Object.fromEntries(Object.entries(environment).filter(([name]) => !(name in settings.shape)));
