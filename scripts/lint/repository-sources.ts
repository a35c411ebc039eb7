import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseSource, type SourceFile } from './source-file.ts';

/** The repository's folder. */
export const repository = join(import.meta.dirname, '../..');

/** Paths of all files that git knows or would take, `/` between the parts. */
export const listRepositoryFiles = (): readonly string[] =>
  execFileSync('git', ['ls-files', '--cached', '--others', '--exclude-standard', '-z'], {
    cwd: repository,
    encoding: 'utf8',
    maxBuffer: 64 * 1024 * 1024,
  })
    .split('\0')
    .filter((path) => path !== '' && existsSync(join(repository, path)));

/** Every source file of the repository, parsed. */
export const readRepositorySources = (): readonly SourceFile[] =>
  listRepositoryFiles()
    .filter((path) => /\.(ts|tsx|mts|mjs|js)$/.test(path))
    .map((path) => parseSource(path, readFileSync(join(repository, path), 'utf8')));
