import type { TestEvent } from 'node:test/reporters';
import { inspect, stripVTControlCharacters } from 'node:util';
import type { StageResult } from './stage.ts';

/** What one test file brought; its name is its path in the repository. */
export interface FileReport extends StageResult {
  /** A text for each failure and each skip. */
  readonly failures: readonly string[];
  readonly output: readonly string[];
}

const emptyCounts = { passed: 0, failed: 0, skipped: 0, todo: 0 };

/** Reads what a test process tells, where each file is a suite at the top, and hands out a report as each file ends. */
export const createFileReports = (report: (file: FileReport) => void) => {
  let start = performance.now();
  let counts = { ...emptyCounts };
  let failures: string[] = [];
  let output: string[] = [];
  let hasProcessFailed = false;

  const fail = (text: string): void => {
    counts.failed += 1;
    failures.push(text);
  };

  const finish = (name: string): void => {
    if (Object.values(counts).every((count) => count === 0)) fail('  The file holds no test.');
    report({ name, ...counts, failures, output, seconds: (performance.now() - start) / 1000 });
    [start, counts, failures, output] = [performance.now(), { ...emptyCounts }, [], []];
  };

  const takeResult = ({ type, data }: Extract<TestEvent, { type: 'test:pass' | 'test:fail' }>): void => {
    const isSuite = data.details.type === 'suite';
    // At the top stand files alone; what else fails there is the process.
    if (!isSuite && data.nesting === 0) {
      if (type === 'test:fail') {
        hasProcessFailed = true;
        output.push(describeFailure(data.name, data.details.error));
      }
      return;
    }
    if (data.skip !== undefined) {
      counts.skipped += 1;
      failures.push(`  skipped: ${data.name}: ${String(data.skip)}`);
    } else if (data.todo !== undefined) {
      if (!isSuite) counts.todo += 1;
    } else if (type === 'test:pass') {
      if (!isSuite) counts.passed += 1;
    } else if (!isSuite || !isOfSubtests(data.details.error)) fail(describeFailure(data.name, data.details.error));
    if (isSuite && data.nesting === 0) finish(data.name);
  };

  return {
    take: (event: TestEvent): void => {
      if (event.type === 'test:stdout' || event.type === 'test:stderr') output.push(event.data.message);
      else if (event.type === 'test:pass' || event.type === 'test:fail') takeResult(event);
    },
    /** The process has ended, and these files with it; without any it may have failed by what a file left behind. */
    end: (unfinished: readonly string[]): void => {
      for (const name of unfinished) {
        fail('  The process ended before the file did.');
        finish(name);
      }
      if (!hasProcessFailed || unfinished.length > 0) return;
      fail('  The process failed outside its files: one of them left something behind.');
      finish('a test process');
    },
  };
};

/** A suite fails by itself where it cannot be built or a hook throws; otherwise its tests have said why. */
const isOfSubtests = (error: Error): boolean => 'failureType' in error && error.failureType === 'subtestsFailed';

const describeFailure = (name: string, error: Error): string =>
  `  FAILED: ${name}\n${stripVTControlCharacters(describeError(error.cause ?? error)).replaceAll(/^/gm, '    ')}`;

/** What failed, and what that came from, as a property's failure comes from that of one example. */
const describeError = (error: unknown): string => {
  if (!(error instanceof Error)) return inspect(error);
  const own = error.stack ?? error.message;
  return error.cause === undefined ? own : `${own}\nbecause of ${describeError(error.cause)}`;
};
