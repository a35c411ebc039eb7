import { parseArgs } from 'node:util';
import { summarize } from './test-run/stage.ts';
import {
  repositoryTestFiles,
  runBrowserTests,
  runBuildStage,
  runPlainTests,
  runPostgresTests,
  runProgramTests,
  runProofStages,
  runStaticStages,
} from './test-run/stages.ts';

// Everything: format, lint, types, and the tests on the embedded database, on PostgreSQL and in a browser. With
// --fail-skipped what this machine lacks counts as failed. With names, only the test files whose path holds one of them:
// npm test -- server/demo
const { values, positionals } = parseArgs({
  options: { 'fail-skipped': { type: 'boolean', default: false } },
  allowPositionals: true,
});
const files = repositoryTestFiles(positionals);
const stages = [
  ...(positionals.length === 0 ? await runStaticStages() : []),
  await runBuildStage(),
  await runPlainTests(files.plain),
  await runProgramTests(files.programs),
  await runPostgresTests(files.database),
  await runBrowserTests(files.browser),
  ...(positionals.length === 0 ? await runProofStages() : []),
];
const summary = summarize(stages, values['fail-skipped']);
console.log(summary.text);
process.exitCode = summary.hasFailed ? 1 : 0;
