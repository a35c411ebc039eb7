import { availableParallelism } from 'node:os';
import { settings } from '../../server/settings.ts';
import { buildPages } from '../../server/start/pages.ts';
import { silentProgress } from '../../server/start/progress.ts';
import { buildTemplate } from '../../server/start/template.ts';
import { readRepositorySources } from '../lint/repository-sources.ts';
import { findPostgres, startPostgres } from '../postgres.ts';
import { runCommandStage } from './command-stage.ts';
import { findChromium } from './find-program.ts';
import { emptyStage, type StageResult, skippedStage } from './stage.ts';
import { findTestFiles, type TestFiles } from './test-files.ts';
import { runTestStage } from './test-stage.ts';

/** The test files of the repository; with names only those whose path holds one of them. */
export const repositoryTestFiles = (names: readonly string[] = []): TestFiles => {
  const { plain, programs, database, browser } = findTestFiles(readRepositorySources());
  const wanted = (files: readonly string[]): readonly string[] =>
    names.length === 0 ? files : files.filter((file) => names.some((name) => file.includes(name)));
  return { plain: wanted(plain), programs: wanted(programs), database: wanted(database), browser: wanted(browser) };
};

/** Format, lint and types, side by side. The import rules and the suppressions are tests of their own in scripts/lint. */
export const runStaticStages = (): Promise<readonly StageResult[]> =>
  Promise.all([
    runCommandStage('format and lint', 'biome', ['check', '--error-on-warnings', '--max-diagnostics=60', '.']),
    runCommandStage('types: core', 'tsc', ['-p', 'core']),
    runCommandStage('types: server, scripts, tests', 'tsc', ['-p', 'server']),
    runCommandStage('types: capture', 'tsc', ['-p', 'capture']),
    runCommandStage('types: sdk', 'tsc', ['-p', 'sdk']),
  ]);

/** Pages and database template are built once, before many tests at a time ask for them. */
export const runBuildStage = async (): Promise<StageResult> => {
  const name = 'pages and database template';
  const start = performance.now();
  console.log(`\n${name}`);
  const built = await buildPages(silentProgress);
  await buildTemplate(silentProgress);
  const seconds = (performance.now() - start) / 1000;
  console.log(built.ok ? `  ok  ${seconds.toFixed(1)} s` : `  FAILED  ${built.error}`);
  return { ...emptyStage(name), passed: built.ok ? 1 : 0, failed: built.ok ? 0 : 1, seconds };
};

/** Settings of the shell that starts the run must not reach the tests. */
export const cleanEnvironment = (): NodeJS.ProcessEnv => {
  const isOurs = (name: string): boolean =>
    Object.hasOwn(settings.shape, name) || name.startsWith('GATEHOUSE_') || name === 'NODE_TEST_CONTEXT';
  return Object.fromEntries(Object.entries(process.env).filter(([name]) => !isOurs(name)));
};

/** One more process than there are processors: now and then each of them waits. */
const sharedConcurrency = availableParallelism() + 1;

export const runPlainTests = (files: readonly string[]): Promise<StageResult> =>
  runTestStage({
    name: 'tests on the embedded database',
    files,
    environment: cleanEnvironment(),
    concurrency: sharedConcurrency,
    isShared: true,
  });

/** Each in a process of its own: what they start and stop, and wait for, must not meet others. */
export const runProgramTests = (files: readonly string[]): Promise<StageResult> =>
  runTestStage({
    name: 'tests of whole programs',
    files,
    environment: cleanEnvironment(),
    concurrency: availableParallelism(),
    isShared: false,
  });

/** The tests that open a database once more, each on databases of its own on one PostgreSQL server. */
export const runPostgresTests = async (files: readonly string[]): Promise<StageResult> => {
  const name = 'tests on PostgreSQL';
  if (files.length === 0) return emptyStage(name);
  const postgres = await startPostgres();
  if (postgres === null) {
    const missing = 'no PostgreSQL server. Set DATABASE_URL, or run: npm run setup:tests';
    return skippedStage(name, files.length, `${files.length} files, for there is ${missing}`);
  }
  try {
    const environment = { ...cleanEnvironment(), DATABASE_URL: postgres.url };
    return await runTestStage({ name, files, environment, concurrency: sharedConcurrency, isShared: true });
  } finally {
    await postgres.stop();
  }
};

/** What only whole servers can show: that a killed one loses nothing, and that submissions keep above their floor. */
export const runProofStages = async (): Promise<readonly StageResult[]> => {
  const proofs = [
    { name: 'three kills under load', args: ['scripts/crash.ts', '3'] },
    { name: 'floor of the speed', args: ['bench/main.ts', '--floor'] },
  ];
  if (findPostgres() === null) {
    return proofs.map(({ name }) =>
      skippedStage(name, 1, 'there is no PostgreSQL server program. Run: npm run setup:tests'),
    );
  }
  const results: StageResult[] = [];
  for (const { name, args } of proofs) {
    results.push(await runCommandStage(name, process.execPath, args, { isShown: true }));
  }
  return results;
};

/** One after the other: a browser and a server use both processors of a small machine. */
export const runBrowserTests = async (files: readonly string[]): Promise<StageResult> => {
  const name = 'tests in the browser';
  if (files.length === 0) return emptyStage(name);
  const chromium = findChromium();
  if (chromium === null) {
    const missing = 'no Chromium. Set CHROMIUM_PATH, or run: npm run setup:tests';
    return skippedStage(name, files.length, `${files.length} files, for there is ${missing}`);
  }
  const environment = { ...cleanEnvironment(), CHROMIUM_PATH: chromium };
  return runTestStage({ name, files, environment, concurrency: 1, isShared: false });
};
