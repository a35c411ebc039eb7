import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Json } from '../json.ts';
import { advance } from '../workflow/advance.ts';
import { AT, created, graphOf, opened, runOf } from '../workflow/test/graph.ts';
import { findNodeType } from './catalogue.ts';

const source = 'return {};';
const graph = graphOf({ id: 'script', type: 'script', config: { source, outcomes: ['yes', 'unresolved'] } });

const resultOf = (evaluation: Json) => {
  const event = { type: 'evaluated', at: AT, node: 'script', attempt: 1, evaluation } as const;
  return runOf(graph, created, opened, event).results.script ?? assert.fail('There is no result.');
};

const ran = (result: Json, next: string | null = null): Json => ({
  ok: true,
  result,
  next,
  fetches: [{ url: 'https://api.example.com/', status: 200, body: 'x'.repeat(20_000) }],
  at: AT,
  seed: 'f00d',
});

const ways: readonly [next: string | null, outcome: string][] = [
  [null, 'next'],
  ['next', 'next'],
  ['yes', 'yes'],
  ['unresolved', 'unresolved'],
];

for (const [next, outcome] of ways) {
  test(`a script that names ${next ?? 'no branch'} goes on by ${outcome}, and its result becomes the fields`, () => {
    const result = resultOf(ran({ initials: 'AL', deep: { constructor: [1] } }, next));
    assert.deepEqual([result.outcome, result.verdict], [outcome, null]);
    assert.deepEqual(result.fields, { initials: 'AL', deep: { constructor: [1] } });
  });
}

const thrown = { code: 'script_threw', sentence: 'TypeError: name is undefined, line 2.' };

const failures: readonly [name: string, evaluation: Json, code: string][] = [
  ['failed', { ok: false, reason: thrown, fetches: [], at: AT, seed: '1' }, 'script_threw'],
  ['names a branch that the node does not declare', ran({}, 'no'), 'script_unknown_branch'],
  ['names the outcome error itself', ran({}, 'error'), 'script_unknown_branch'],
  ['names what only a prototype has', ran({}, 'constructor'), 'script_unknown_branch'],
  ['returns more than a run can carry', ran({ text: 'x'.repeat(16_384) }), 'script_result_too_large'],
  ['returns no object', ran([1]), 'evaluation_malformed'],
  ['has another form', { result: {}, next: null }, 'evaluation_malformed'],
];

for (const [name, evaluation, code] of failures) {
  test(`a script that ${name} ends in error: ${code}`, () => {
    const { outcome, fields, verdict } = resultOf(evaluation);
    assert.deepEqual([outcome, fields, verdict?.reasons[0]?.code], ['error', {}, code]);
  });
}

test('a result at the limit is kept, and the answers to its fetches are not in the run', () => {
  const text = 'x'.repeat(16_384 - '{"text":""}'.length);
  const run = runOf(graph, created, opened, {
    type: 'evaluated',
    at: AT,
    node: 'script',
    attempt: 1,
    evaluation: ran({ text }),
  });
  assert.deepEqual(run.results.script?.fields, { text });
  assert.equal(JSON.stringify(run).includes('api.example.com'), false);
});

const wrong: readonly [config: object, pointer: string][] = [
  [{}, '/source'],
  [{ source: 'x'.repeat(65_537) }, '/source'],
  [{ source, outcomes: ['back'] }, '/outcomes/0'],
  [{ source, outcomes: ['yes', 'yes'] }, '/outcomes'],
  [{ source, outcomes: ['no good'] }, '/outcomes/0'],
  [{ source, fields: [{ name: 'a.b' }] }, '/fields/0/name'],
  [{ source, fields: [{ name: 'a' }, { name: 'a' }] }, '/fields'],
];

for (const [config, pointer] of wrong) {
  test(`a config is refused at ${pointer}: ${JSON.stringify(config).slice(0, 70)}`, () => {
    const bound = findNodeType('script')?.bind(config);
    assert.ok(bound && !bound.ok);
    assert.deepEqual(
      bound.error.map((error) => error.pointer),
      [pointer],
    );
  });
}

/*
 * The style of a body, branches by value, and the outcome of a script that says it failed.
 */

const bodyGraph = (config: object, on: object = {}) =>
  graphOf({ id: 'script', type: 'script', config: { source, style: 'body', ...config }, on });

const branching = {
  branches: [
    { value: '4f.1 b', outcome: 'to_phone' },
    { value: 'end', outcome: 'to_end' },
  ],
};
const withFail = { fail: 'script' };

const bodies: readonly [
  what: string,
  config: object,
  on: object,
  said: { next?: string | null; failed?: boolean },
  outcome: string,
][] = [
  ['names a value that has a branch', branching, {}, { next: '4f.1 b' }, 'to_phone'],
  ['names no value', branching, {}, { next: null }, 'next'],
  ['names a value, and failed too', branching, withFail, { next: 'end', failed: true }, 'to_end'],
  ['names a value that has no branch', branching, {}, { next: 'elsewhere' }, 'error'],
  [
    'names the outcome of a branch and not its value',
    { branches: [{ value: 'a', outcome: 'b' }] },
    {},
    { next: 'c' },
    'error',
  ],
  ['names fail itself', branching, withFail, { next: 'fail' }, 'error'],
  ['names something where the node has no branches', {}, {}, { next: 'anything' }, 'next'],
  ['failed and has an edge for it', {}, withFail, { failed: true }, 'fail'],
  ['failed and has no edge for it', {}, {}, { failed: true }, 'next'],
  ['did not fail', {}, withFail, { failed: false }, 'next'],
];

for (const [what, config, on, said, outcome] of bodies) {
  test(`a body that ${what} goes on by ${outcome}`, () => {
    const evaluation = { ok: true, result: { a: 1 }, next: null, ...said };
    const event = { type: 'evaluated', at: AT, node: 'script', attempt: 1, evaluation } as const;
    const step = advance(bodyGraph(config, on), runOf(bodyGraph(config, on), created, opened), event);
    assert.ok(step.ok);
    assert.equal(step.value.conclusions[0]?.outcome, outcome);
  });
}

test('a script is declared the branches that it has, each once, and needs no other way then', () => {
  const bound = findNodeType('script')?.bind({
    source,
    style: 'body',
    branches: [
      { value: 'a', outcome: 'one' },
      { value: 'b', outcome: 'one' },
      { value: 'c', outcome: 'two' },
    ],
  });
  assert.ok(bound?.ok);
  assert.deepEqual(
    bound.value.outcomes.map(({ name, required }) => [name, required]),
    [
      ['one', true],
      ['two', true],
      ['next', false],
      ['fail', false],
      ['error', false],
    ],
  );
});

const wrongBodies: readonly [what: string, config: object, pointer: string][] = [
  [
    'a value twice',
    {
      branches: [
        { value: 'a', outcome: 'b' },
        { value: 'a', outcome: 'c' },
      ],
    },
    '/branches',
  ],
  ['a branch that the engine owns', { branches: [{ value: 'a', outcome: 'error' }] }, '/branches/0/outcome'],
  [
    'too many branches',
    { branches: Array.from({ length: 501 }, (_, index) => ({ value: `${index}`, outcome: 'a' })) },
    '/branches',
  ],
  ['an alias of what is no node id', { aliases: { name: 'a.b' } }, '/aliases/name'],
];

for (const [what, config, pointer] of wrongBodies) {
  test(`a script may not have ${what}`, () => {
    const bound = findNodeType('script')?.bind({ source, ...config });
    assert.ok(bound && !bound.ok);
    assert.deepEqual(
      bound.error.map((error) => error.pointer),
      [pointer],
    );
  });
}
