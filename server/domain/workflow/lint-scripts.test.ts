import assert from 'node:assert/strict';
import { test } from 'node:test';
import { lintScripts } from './lint-scripts.ts';

const sentenceOf = (source: string): string | undefined =>
  lintScripts({ entry: 'script', nodes: [{ id: 'script', type: 'script', config: { source }, on: {} }] })[0]?.sentence;

const readable: readonly string[] = [
  'return { a: await fetch(params.url) };',
  'async function (params) { return 1; }',
  '// what it does\nfunction named({ nodes }) { return nodes; }',
  '(params) => ({ next: "yes" })',
  'params => params',
  'async (params) => { await 1; }',
  'next = "yes";',
];
for (const source of readable) {
  test(`a script may be ${JSON.stringify(source)}`, () => assert.equal(sentenceOf(source), undefined));
}

test('a body may not be what is a function by itself alone', () => {
  const body = (source: string) =>
    lintScripts({ entry: 'a', nodes: [{ id: 'a', type: 'script', config: { source, style: 'body' }, on: {} }] }).length;
  assert.equal(body('next = "yes"; return { success: true };'), 0);
  assert.equal(body('async function (params) { return 1; }'), 1);
});

const unreadable: readonly (readonly [source: string, line: number])[] = [
  ['return {', 2],
  ['const a = 1;\nconst a = 2;', 2],
  ['async (params) => {\n  const one = 1;\n  return one two;\n}', 3],
  ['export default 1;', 1],
];
for (const [source, line] of unreadable) {
  test(`a script may not be ${JSON.stringify(source)}, and the line is told`, () => {
    assert.match(sentenceOf(source) ?? '', new RegExp(`^The script cannot be read \\(line ${line}\\): [^\\n]+\\.$`));
  });
}

test('looking at a script runs none of it, also where it closes the function early', () => {
  const mark = Symbol.for('lint-scripts.test');
  const effect = `globalThis[Symbol.for('lint-scripts.test')] = true`;
  for (const source of [effect, `});\n${effect};\n(function () {`, `)});\n${effect};\n((function () { return (1`]) {
    sentenceOf(source);
    assert.equal(Reflect.get(globalThis, mark), undefined, source);
  }
});

test('a source nested beyond what can be looked at is not called wrong', () => {
  assert.equal(sentenceOf(`return ${'['.repeat(30_000)}${']'.repeat(30_000)}`), undefined);
});
