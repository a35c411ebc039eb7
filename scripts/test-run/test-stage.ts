import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { run } from 'node:test';
import { repository } from '../lint/repository-sources.ts';
import { type Assignment, writeAssignment } from './assignment.ts';
import { createFileReports, type FileReport } from './file-report.ts';
import { emptyStage, type StageResult, total } from './stage.ts';

export interface TestStage {
  readonly name: string;
  /** Absolute paths. */
  readonly files: readonly string[];
  readonly environment: NodeJS.ProcessEnv;
  /** Processes at the same time. */
  readonly concurrency: number;
  /** Whether a process takes one file after the other, or a process of its own runs each. */
  readonly isShared: boolean;
}

/** A file that hangs fails the run instead of holding it up. */
const FILE_TIMEOUT_MS = 5 * 60 * 1000;

/** A process that hangs so that not even a timer of its own ends a file. */
const PROCESS_TIMEOUT_MS = 30 * 60 * 1000;

const program = join(import.meta.dirname, 'test-process.ts');

/** Runs test files and prints a line for each, with every failure in full. */
export const runTestStage = async (stage: TestStage): Promise<StageResult> => {
  if (stage.files.length === 0) return emptyStage(stage.name);
  console.log(`\n${stage.name}`);
  const start = performance.now();
  const reports: FileReport[] = [];
  const report = (file: FileReport): void => {
    reports.push(file);
    printFile(file);
  };
  await (stage.isShared ? runShared(stage, report) : runApart(stage, report));
  const reported = new Set(reports.map(({ name }) => name));
  for (const name of stage.files.map((file) => relative(repository, file)).filter((name) => !reported.has(name))) {
    report({ ...unreported, name, failures: ['  The file was not run: its process ended before it.'] });
  }
  return {
    name: stage.name,
    passed: total(reports, 'passed'),
    failed: total(reports, 'failed'),
    skipped: total(reports, 'skipped'),
    todo: total(reports, 'todo'),
    seconds: (performance.now() - start) / 1000,
  };
};

const unreported = { passed: 0, failed: 1, skipped: 0, todo: 0, seconds: 0, output: [] };

type Report = (file: FileReport) => void;

/** Several processes share the files. One that breaks down takes a single file with it; another goes on with the rest. */
const runShared = (stage: TestStage, report: Report): Promise<void> =>
  withClaims(async (claims) => {
    const countClaims = (): number => readdirSync(claims).length;
    await lanes(stage.concurrency, async (lane) => {
      for (let before = -1; before < countClaims() && countClaims() < stage.files.length; ) {
        before = countClaims();
        await runProcess({ files: stage.files, claims, lane, fileTimeoutMs: FILE_TIMEOUT_MS }, stage, report);
      }
    });
  });

const runApart = async (stage: TestStage, report: Report): Promise<void> => {
  const waiting = [...stage.files];
  await lanes(stage.concurrency, async (lane) => {
    for (let file = waiting.shift(); file !== undefined; file = waiting.shift()) {
      const files = [file];
      await withClaims((claims) => runProcess({ files, claims, lane, fileTimeoutMs: FILE_TIMEOUT_MS }, stage, report));
    }
  });
};

const lanes = async (count: number, work: (lane: string) => Promise<void>): Promise<void> => {
  await Promise.all(Array.from({ length: count }, (_, index) => work(String(index))));
};

const withClaims = async (work: (folder: string) => Promise<void>): Promise<void> => {
  const folder = mkdtempSync(join(tmpdir(), 'gatehouse-claims-'));
  await work(folder);
  rmSync(folder, { recursive: true });
};

const runProcess = async (assignment: Assignment, stage: TestStage, report: Report): Promise<void> => {
  const { files, claims, lane } = assignment;
  const finished = new Set<string>();
  const reports = createFileReports((file) => {
    finished.add(file.name);
    report(file);
  });
  const before = new Set(readdirSync(claims));
  const events = run({
    files: [program],
    timeout: PROCESS_TIMEOUT_MS,
    env: { ...stage.environment, ...writeAssignment(assignment) },
    cwd: repository,
  });
  for await (const event of events) reports.take(event);
  const taken = files.filter((_, index) => {
    const mark = join(claims, String(index));
    return !before.has(String(index)) && existsSync(mark) && readFileSync(mark, 'utf8') === lane;
  });
  reports.end(taken.map((file) => relative(repository, file)).filter((name) => !finished.has(name)));
};

const indent = (text: string): string => text.replaceAll(/^/gm, '    ');

const printFile = ({ name, passed, failed, seconds, failures, output }: FileReport): void => {
  const verdict = failed === 0 ? 'ok    ' : 'FAILED';
  console.log(`  ${verdict} ${String(passed).padStart(4)}  ${name}  ${seconds.toFixed(1)} s`);
  for (const failure of failures) console.log(indent(failure).slice(2));
  if (failed > 0 && output.length > 0) console.log(`    it printed:\n${indent(output.join(''))}`);
};
