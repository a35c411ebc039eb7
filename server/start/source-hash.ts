import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join, relative, sep } from 'node:path';

/** What makes a build: files and folders below `root`, folders with everything in them but tests and packages. */
export interface Sources {
  readonly root: string;
  readonly paths: readonly string[];
}

const isLeftOut = (name: string): boolean => name === 'node_modules' || name === 'test' || /\.test\.tsx?$/.test(name);

/** SHA-256 over names and contents, in hex: the same on every machine, whatever the files' times are. */
export const hashSources = ({ root, paths }: Sources): string => {
  const hash = createHash('sha256');
  for (const file of paths.flatMap((path) => listFiles(join(root, path))).toSorted()) {
    const content = readFileSync(file);
    hash.update(`${relative(root, file).split(sep).join('/')}\0${content.length}\0`).update(content);
  }
  return hash.digest('hex');
};

const listFiles = (path: string): readonly string[] => {
  if (!existsSync(path)) return [];
  if (!statSync(path).isDirectory()) return [path];
  return readdirSync(path)
    .filter((name) => !isLeftOut(name))
    .flatMap((name) => listFiles(join(path, name)));
};
