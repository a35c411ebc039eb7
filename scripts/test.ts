import { summarize } from './test-run/stage.ts';
import {
  repositoryTestFiles,
  runBrowserTests,
  runBuildStage,
  runPlainTests,
  runPostgresTests,
  runStaticStages,
} from './test-run/stages.ts';

// Everything: format, lint, types, and the tests on the embedded database, on PostgreSQL and in a browser. With
// --fail-skipped what this machine lacks counts as failed.
const files = repositoryTestFiles();
const stages = [
  ...(await runStaticStages()),
  await runBuildStage(),
  await runPlainTests(files.plain),
  await runPostgresTests(files.database),
  await runBrowserTests(files.browser),
];
const summary = summarize(stages, process.argv.includes('--fail-skipped'));
console.log(summary.text);
process.exitCode = summary.hasFailed ? 1 : 0;
