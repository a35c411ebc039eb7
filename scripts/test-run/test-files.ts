import { join } from 'node:path';
import { targetOf } from '../lint/imports.ts';
import { repository } from '../lint/repository-sources.ts';
import type { SourceFile } from '../lint/source-file.ts';

export interface TestFiles {
  /** What runs within the test process, where on the embedded database. */
  readonly plain: readonly string[];
  /** What starts programs: whole servers, commands, object stores. */
  readonly programs: readonly string[];
  /** Those of both that open a database through server/test/database.ts; they run once more on PostgreSQL. */
  readonly database: readonly string[];
  /** Those that drive a browser: in the folder `test` of a workspace that runs in one. */
  readonly browser: readonly string[];
}

const testDatabase = 'server/test/database.ts';
const processModule = 'node:child_process';
const pageTest = /^(capture|console|sdk)\/test\//;

/** Sorts the test files of the repository by what they need. Absolute paths. */
export const findTestFiles = (sources: readonly SourceFile[]): TestFiles => {
  const byPath = new Map(sources.map((source) => [source.path, source]));
  const tests = sources.filter((source) => source.path.endsWith('.test.ts'));
  const absolute = (files: readonly SourceFile[]): readonly string[] =>
    files.map((file) => join(repository, file.path));
  const [pages, others] = split(tests, (file) => pageTest.test(file.path));
  const [programs, plain] = split(others, (file) => startsPrograms(file, byPath));
  return {
    plain: absolute(plain),
    programs: absolute(programs),
    database: absolute(others.filter((file) => reaches(file, testDatabase, byPath))),
    browser: absolute(pages),
  };
};

const split = <T>(items: readonly T[], belongs: (item: T) => boolean): [T[], T[]] => [
  items.filter(belongs),
  items.filter((item) => !belongs(item)),
];

/** Whether a test or what tests share starts a process; what the product does itself does not count. */
const startsPrograms = (file: SourceFile, byPath: ReadonlyMap<string, SourceFile>): boolean =>
  reaches(file, processModule, new Map([...byPath].filter(([path]) => /(^|\/)test\/|^scripts\/(?!lint\/)/.test(path))));

/** Whether running `file` loads `target`, directly or through other files. */
const reaches = (
  file: SourceFile,
  target: string,
  byPath: ReadonlyMap<string, SourceFile>,
  seen: Set<string> = new Set(),
): boolean =>
  file.imports.some((site) => {
    const path = targetOf(file.path, site.specifier);
    if (site.typeOnly || seen.has(path)) return false;
    seen.add(path);
    const next = byPath.get(path);
    return path === target || (next !== undefined && reaches(next, target, byPath, seen));
  });
