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

const counts = /\{"name":"a stage",.*\}/;

/** Runs a stage in a process of its own: a test cannot run tests. */
const runStage = async (
  text: string,
): Promise<{ readonly output: string; readonly result: Record<string, unknown> }> => {
  const file = join(folder, `${Math.abs(text.length)}-${text.split(' ').length}.test.mjs`);
  writeFileSync(file, `${head}\n${text}`);
  const program = `
    import { runTestStage } from ${JSON.stringify(join(import.meta.dirname, 'test-stage.ts'))};
    const { NODE_TEST_CONTEXT: _, ...environment } = process.env;
    const stage = { name: 'a stage', files: [${JSON.stringify(file)}], environment: { ...environment, COLOUR: 'blue' }, concurrency: 1 };
    console.log(JSON.stringify(await runTestStage(stage)));`;
  const { NODE_TEST_CONTEXT: _context, ...environment } = process.env;
  const programFile = file.replace('.test.mjs', '.mjs');
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
    what: 'a skip with its reason',
    text: "test('a', { skip: 'no server here' }, () => {});",
    expected: { passed: 0, failed: 0, skipped: 1 },
    says: /skipped: a: no server here/,
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
    const { output, result } = await runStage(text);
    assert.partialDeepStrictEqual(result, expected);
    if (says !== undefined) assert.match(output, says);
  });
}
