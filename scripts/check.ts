import { summarize } from './test-run/stage.ts';
import { repositoryTestFiles, runBuildStage, runPlainTests, runStaticStages } from './test-run/stages.ts';

// What is run before every commit: format, lint, types, unit tests and those on the embedded database, without those that
// start whole programs.
const stages = [...(await runStaticStages()), await runBuildStage(), await runPlainTests(repositoryTestFiles().plain)];
const summary = summarize(stages, false);
console.log(summary.text);
process.exitCode = summary.hasFailed ? 1 : 0;
