import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { JsonObject } from '../json.ts';
import { canonicalize } from '../workflow/canonical.ts';
import type { RunEvent } from '../workflow/event.ts';
import { graphOf, opened, runOf } from '../workflow/test/graph.ts';
import { findNodeType } from './catalogue.ts';

const when = (name: string, value: unknown) => ({ field: `entity.${name}`, is: '==', value });
const config = {
  cases: [
    { outcome: 'yes', when: when('a', 1) },
    { outcome: 'yes', when: when('b', 1) },
    { outcome: 'no', when: { any: [when('b', 2), when('list', 1)] } },
  ],
};
const graph = graphOf({ id: 'rule', type: 'condition', config });

const decide = (entity: JsonObject) => {
  const created: RunEvent = { type: 'created', at: opened.at, run: 1, given: { entity, prefill: {} } };
  return runOf(graph, created, opened).results.rule;
};

const table: readonly [entity: JsonObject, outcome: string, position: number | null, evidence: readonly unknown[]][] = [
  [{ a: 1, b: 1 }, 'yes', 0, [['entity.a', 1]]],
  [
    { b: 1 },
    'yes',
    1,
    [
      ['entity.a', null],
      ['entity.b', 1],
    ],
  ],
  [
    { b: 2 },
    'no',
    2,
    [
      ['entity.a', null],
      ['entity.b', 2],
    ],
  ],
  [
    { b: 3, list: [{ z: 1, a: 2 }] },
    'default',
    null,
    [
      ['entity.a', null],
      ['entity.b', 3],
      ['entity.list', '[{"a":2,"z":1}]'],
    ],
  ],
];

for (const [entity, outcome, position, evidence] of table) {
  test(`with ${JSON.stringify(entity)} the condition says ${outcome}, which case, and on what evidence`, () => {
    const result = decide(entity);
    const expected = evidence.map((pair) => (Array.isArray(pair) ? { name: pair[0], value: pair[1] } : pair));
    assert.equal(result?.outcome, outcome);
    assert.deepEqual(result?.fields, { case: position, evidence: expected });
    assert.deepEqual(result?.verdict, { outcome, score: null, reasons: [], evidence: expected });
  });
}

test('a condition names its outcomes once, all but error required, and its references with their places', () => {
  const bound = findNodeType('condition')?.bind(config);
  assert.ok(bound?.ok);
  assert.deepEqual(
    bound.value.outcomes.map(({ name, required }) => [name, required]),
    [
      ['yes', true],
      ['no', true],
      ['default', true],
      ['error', false],
    ],
  );
  assert.deepEqual(
    bound.value.references.map(({ path, pointer }) => `${path} ${pointer}`),
    [
      'entity.a /cases/0/when/field',
      'entity.b /cases/1/when/field',
      'entity.b /cases/2/when/any/0/field',
      'entity.list /cases/2/when/any/1/field',
    ],
  );
});

for (const outcome of ['default', 'error', 'back', 'with space', '']) {
  test(`a case may not be called "${outcome}"`, () => {
    const bound = findNodeType('condition')?.bind({ cases: [{ outcome, when: when('a', 1) }] });
    assert.equal(bound?.ok, false);
  });
}

test('evidence of evidence does not grow along a chain of conditions', () => {
  const nodes = Array.from({ length: 60 }, (_, index) => ({
    id: `rule-${index}`,
    type: 'condition',
    config: {
      cases: [
        {
          outcome: 'yes',
          when: { field: index === 0 ? 'entity.list' : `nodes.rule-${index - 1}.evidence`, is: 'exists' },
        },
      ],
    },
    on: { yes: `rule-${index + 1}`, default: 'end' },
  }));
  const chain = graphOf(...nodes, { id: 'rule-60', type: 'end', config: { decision: 'none' } });
  const created: RunEvent = { type: 'created', at: opened.at, run: 1, given: { entity: { list: ['"'] }, prefill: {} } };
  const run = runOf(chain, created, opened);
  assert.equal(run.state, 'completed');
  assert.ok(canonicalize(run).length < 400_000);
});

test('a long text is cut off in the evidence, never within a character', () => {
  const when = { field: 'entity.text', is: 'exists' };
  const rule = { id: 'rule', type: 'condition', config: { cases: [{ outcome: 'yes', when }] } };
  const given = { entity: { text: `a${'😀'.repeat(1000)}` }, prefill: {} };
  const run = runOf(graphOf(rule), { type: 'created', at: opened.at, run: 1, given }, opened);
  const value = run.results.rule?.verdict?.evidence[0]?.value;
  assert.equal(value, `a${'😀'.repeat(499)}\ufffd…`);
});
