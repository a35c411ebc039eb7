import { writeFileSync } from 'node:fs';
import { enableCompileCache } from 'node:module';
import { join, relative } from 'node:path';
import { suite } from 'node:test';
import { setImmediate } from 'node:timers/promises';
import { pathToFileURL } from 'node:url';
import fc from 'fast-check';
import { closeKept, keepEmbedded } from '../../server/test/embedded-lease.ts';
import { repository } from '../lint/repository-sources.ts';
import { readAssignment } from './assignment.ts';

/*
 * The program of a test process: takes one file after the other, until none is left, and runs each as a suite of the
 * file's name. Modules are loaded once and databases handed on, so a file costs what its tests do.
 */

const { files, claims, lane, fileTimeoutMs } = readAssignment(process.env);

/** Whether this process was the first to take the file. */
const claim = (index: number): boolean => {
  try {
    writeFileSync(join(claims, String(index)), lane, { flag: 'wx' });
    return true;
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EEXIST') return false;
    throw error;
  }
};

// Properties meet the same examples in every run, so that a run can be repeated. Others are tried with another seed, and
// always where a file is run by itself.
fc.configureGlobal({ seed: Number(process.env.PROPERTY_SEED ?? 1) });
// What was compiled once is not compiled again, by the next process or the next run.
enableCompileCache(join(repository, 'build/compile-cache'));
keepEmbedded();

for (const [index, file] of files.entries()) {
  if (!claim(index)) continue;
  await suite(relative(repository, file), { timeout: fileTimeoutMs }, async () => {
    await import(pathToFileURL(file).href);
  });
  // Its result is on the way before the next file, which may end the process, begins.
  await setImmediate();
}

await closeKept();
