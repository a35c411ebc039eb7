import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { promisify } from 'node:util';

const folder = mkdtempSync(join(tmpdir(), 'gatehouse-runner-'));
after(() => rmSync(folder, { recursive: true, force: true }));

const head = "import { describe, it, test } from 'node:test'; import assert from 'node:assert';";

writeFileSync(
  join(folder, 'contract.mjs'),
  `${head}\nexport const declare = () => test('shared', () => { assert.equal(3, 4); });`,
);

const counts = /\{"name":"a stage",.*\}/;

/** Runs a stage of files with these texts in a process of its own: a test cannot run tests. */
const runStage = async (
  texts: readonly string[],
  { concurrency = 1, isShared = true } = {},
): Promise<{ readonly output: string; readonly result: Record<string, unknown> }> => {
  const place = mkdtempSync(join(folder, 'stage-'));
  const files = texts.map((text, index) => {
    const file = join(place, `file-${index}.test.mjs`);
    writeFileSync(file, `${head}\n${text}`);
    return file;
  });
  const program = `
    import { runTestStage } from ${JSON.stringify(join(import.meta.dirname, 'test-stage.ts'))};
    const { NODE_TEST_CONTEXT: _, ...environment } = process.env;
    const stage = { name: 'a stage', files: ${JSON.stringify(files)}, environment: { ...environment, COLOUR: 'blue' }, concurrency: ${concurrency}, isShared: ${isShared} };
    console.log(JSON.stringify(await runTestStage(stage)));`;
  const { NODE_TEST_CONTEXT: _context, ...environment } = process.env;
  const programFile = join(place, 'program.mjs');
  writeFileSync(programFile, program);
  const { stdout } = await promisify(execFile)(process.execPath, [programFile], { env: environment });
  return { output: stdout, result: JSON.parse(counts.exec(stdout)?.[0] ?? '{}') };
};

const cases: readonly {
  readonly what: string;
  readonly text: string;
  readonly expected: object;
  readonly says?: RegExp;
}[] = [
  {
    what: 'tests that pass, in suites too',
    text: "test('a', () => {}); describe('s', () => { it('b', () => {}); });",
    expected: { passed: 2, failed: 0 },
  },
  {
    what: 'a failure, once, with its reason and what the file printed',
    text: "describe('s', () => { it('b', () => { console.log('a clue'); assert.equal(1, 2); }); });",
    expected: { passed: 0, failed: 1 },
    says: /FAILED: b[\s\S]*1 == 2[\s\S]*it printed:[\s\S]*a clue/,
  },
  {
    what: 'a failure with what it came from',
    text: "test('a', () => { throw new Error('outer', { cause: new Error('inner', { cause: 'innermost' }) }); });",
    expected: { failed: 1 },
    says: /outer[\s\S]*because of Error: inner[\s\S]*because of 'innermost'/,
  },
  {
    what: 'a failure of a test that another file declares, with its reason',
    text: "import { declare } from '../contract.mjs'; declare(); test('c', () => {});",
    expected: { passed: 1, failed: 1 },
    says: /FAILED {4}1 [\s\S]*FAILED: shared[\s\S]*3 == 4/,
  },
  {
    what: 'a skip with its reason',
    text: "test('a', { skip: 'no server here' }, () => {});",
    expected: { passed: 0, failed: 0, skipped: 1 },
    says: /skipped: a: no server here/,
  },
  {
    what: 'a skipped suite as one',
    text: "test('a', () => {}); describe('s', { skip: 'no store here' }, () => { test('b', () => {}); test('c', () => {}); });",
    expected: { passed: 1, failed: 0, skipped: 1 },
    says: /skipped: s: no store here/,
  },
  {
    what: 'what is yet to do, even where it fails',
    text: "test('a', { todo: 'later' }, () => { throw new Error('x'); });",
    expected: { passed: 0, failed: 0, todo: 1 },
  },
  { what: 'a file that cannot be loaded', text: "throw new Error('broken');", expected: { failed: 1 }, says: /broken/ },
  { what: 'a file without a test', text: '', expected: { failed: 1 }, says: /holds no test/ },
  {
    what: 'a file that ends itself in the middle',
    text: "test('a', () => {}); test('b', () => process.exit(0));",
    expected: { failed: 1 },
  },
  {
    what: 'a variable of the stage',
    text: "test('a', () => assert.equal(process.env.COLOUR, 'blue'));",
    expected: { passed: 1, failed: 0 },
  },
];

for (const { what, text, expected, says } of cases) {
  test(`counts ${what}`, async () => {
    const { output, result } = await runStage([text]);
    assert.partialDeepStrictEqual(result, expected);
    if (says !== undefined) assert.match(output, says);
  });
}

const each = [0, 1, 2, 3].map((index) => `test('in ${index}', () => {});`);

for (const isShared of [true, false]) {
  test(`two ${isShared ? 'shared' : 'separate'} lanes run each file once`, async () => {
    const { output, result } = await runStage(each, { concurrency: 2, isShared });
    assert.partialDeepStrictEqual(result, { passed: 4, failed: 0 });
    assert.deepEqual(output.match(/file-\d/g)?.toSorted(), ['file-0', 'file-1', 'file-2', 'file-3']);
  });
}

test('a file after another in one process shares its modules, and one of its own does not', async () => {
  const counting =
    "test('x', () => { globalThis.files = (globalThis.files ?? 0) + 1; assert.equal(globalThis.files, 1); });";
  assert.partialDeepStrictEqual((await runStage([counting, counting])).result, { passed: 1, failed: 1 });
  assert.partialDeepStrictEqual((await runStage([counting, counting], { isShared: false })).result, { passed: 2 });
});

test('hooks of a file end with it', async () => {
  const hooks = "import { after, beforeEach } from 'node:test'; beforeEach(() => { globalThis.hooked = true; });";
  const clean = "test('b', () => assert.equal(globalThis.hooked, undefined));";
  const undo = `${hooks} after(() => { delete globalThis.hooked; }); test('a', () => assert.ok(globalThis.hooked));`;
  assert.partialDeepStrictEqual((await runStage([undo, clean])).result, { passed: 2, failed: 0 });
});

test('a process that breaks down takes one file with it, names it and shows what it said', async () => {
  const broken = "test('a', () => { console.error('a last word'); process.exit(3); });";
  const { output, result } = await runStage(["test('x', () => {});", broken, "test('y', () => {});"]);
  assert.partialDeepStrictEqual(result, { passed: 2, failed: 1 });
  assert.match(output, /FAILED {4}0 .*file-1[\s\S]*ended before the file did[\s\S]*a last word[\s\S]*ok {8}1 .*file-2/);
});

test('a hook that fails is a failure of its file', async () => {
  const { output, result } = await runStage([
    "import { after } from 'node:test'; after(() => { throw new Error('not closed'); }); test('a', () => {});",
  ]);
  assert.partialDeepStrictEqual(result, { passed: 1, failed: 1 });
  assert.match(output, /not closed/);
});

test('what a file leaves behind fails the run, even where every file passed', async () => {
  const left = "test('a', () => { setTimeout(() => { throw new Error('too late'); }, 200); });";
  const { output, result } = await runStage([left]);
  assert.partialDeepStrictEqual(result, { passed: 1, failed: 1 });
  assert.match(output, /FAILED {4}0 {2}a test process/);
});
