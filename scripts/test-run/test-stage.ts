import { relative } from 'node:path';
import { run } from 'node:test';
import { inspect, stripVTControlCharacters } from 'node:util';
import { repository } from '../lint/repository-sources.ts';
import { emptyStage, type StageResult } from './stage.ts';

export interface TestStage {
  readonly name: string;
  /** Absolute paths. */
  readonly files: readonly string[];
  readonly environment: NodeJS.ProcessEnv;
  /** Files that run at the same time, each in a process of its own. */
  readonly concurrency: number;
}

/** A file that hangs fails the run instead of holding it up. */
const FILE_TIMEOUT_MS = 5 * 60 * 1000;

/** Runs test files and prints a line for each, with every failure in full. */
export const runTestStage = async (stage: TestStage): Promise<StageResult> => {
  if (stage.files.length === 0) return emptyStage(stage.name);
  console.log(`\n${stage.name}`);
  const start = performance.now();
  const output = new Map<string, string[]>();
  const failures = new Map<string, string[]>();
  const reported = new Set<string>();
  let result = emptyStage(stage.name);
  const events = run({
    files: [...stage.files],
    concurrency: stage.concurrency,
    timeout: FILE_TIMEOUT_MS,
    env: stage.environment,
    cwd: repository,
  });
  for await (const event of events) {
    if (event.type === 'test:stdout' || event.type === 'test:stderr')
      append(output, event.data.file, event.data.message);
    if (event.type === 'test:pass' && event.data.skip !== undefined) {
      append(failures, event.data.file ?? '', `  skipped: ${event.data.name}: ${String(event.data.skip)}`);
    }
    if (event.type === 'test:fail' && event.data.todo === undefined && event.data.details.type !== 'suite') {
      append(failures, event.data.file ?? '', describeFailure(event.data.name, event.data.details.error));
    }
    if (event.type === 'test:summary' && event.data.file !== undefined) {
      const { file, counts, duration_ms: durationMs } = event.data;
      reported.add(file);
      const empty = counts.tests === 0 ? 1 : 0;
      if (empty > 0) append(failures, file, '  The file holds no test.');
      const failed = counts.failed + counts.cancelled + empty;
      result = add(result, { passed: counts.passed, failed, skipped: counts.skipped, todo: counts.todo });
      printFile(file, failed, counts.passed, durationMs, failures.get(file), output.get(file));
    }
  }
  for (const file of stage.files.filter((path) => !reported.has(path))) {
    result = add(result, { passed: 0, failed: 1, skipped: 0, todo: 0 });
    if (!failures.has(file)) append(failures, file, '  The file holds no test, or ended before its first.');
    printFile(file, 1, 0, 0, failures.get(file), output.get(file));
  }
  return { ...result, seconds: (performance.now() - start) / 1000 };
};

type Counts = Pick<StageResult, 'passed' | 'failed' | 'skipped' | 'todo'>;

const add = (result: StageResult, counts: Counts): StageResult => ({
  ...result,
  passed: result.passed + counts.passed,
  failed: result.failed + counts.failed,
  skipped: result.skipped + counts.skipped,
  todo: result.todo + counts.todo,
});

const append = (lines: Map<string, string[]>, file: string, line: string): void => {
  lines.set(file, [...(lines.get(file) ?? []), line]);
};

const describeFailure = (name: string, error: Error): string => {
  const cause =
    error.cause instanceof Error ? (error.cause.stack ?? error.cause.message) : inspect(error.cause ?? error);
  return `  FAILED: ${name}\n${indent(stripVTControlCharacters(cause))}`;
};

const indent = (text: string): string => text.replaceAll(/^/gm, '    ');

const printFile = (
  file: string,
  failed: number,
  passed: number,
  durationMs: number,
  failures: readonly string[] = [],
  output: readonly string[] = [],
): void => {
  const verdict = failed === 0 ? 'ok    ' : 'FAILED';
  console.log(
    `  ${verdict} ${String(passed).padStart(4)}  ${relative(repository, file)}  ${(durationMs / 1000).toFixed(1)} s`,
  );
  for (const failure of failures) console.log(indent(failure).slice(2));
  if (failed > 0 && output.length > 0) console.log(`    it printed:\n${indent(output.join(''))}`);
};
