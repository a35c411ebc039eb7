import assert from 'node:assert/strict';
import { test } from 'node:test';
import { diff } from './diff.ts';
import { type Graph, graph } from './graph.ts';
import { graphOf } from './test/graph.ts';

const form = { id: 'form', on: { next: 'end' } };
const end = { id: 'end', type: 'end', config: { decision: 'none' } };
const base = graphOf(form, end);

const fields = (...labels: string[]) => ({
  title: { en: 'Form' },
  fields: labels.map((label, index) => ({ name: `f${index}`, type: 'text', label: { en: label } })),
});

const table: readonly [guarantee: string, before: Graph, after: Graph, expected: readonly unknown[]][] = [
  ['the entry', base, { ...base, entry: 'end' }, [{ kind: 'entry_changed', from: 'form', to: 'end' }]],
  [
    'a node that came and one that went',
    base,
    graphOf({ id: 'form', on: { next: 'stop' } }, { ...end, id: 'stop' }),
    [
      { kind: 'node_removed', node: 'end' },
      { kind: 'node_added', node: 'stop' },
      { kind: 'edge_changed', node: 'form', outcome: 'next', from: 'end', to: 'stop' },
    ],
  ],
  [
    'edges that came and went',
    graphOf({ ...form, on: { next: 'end', back: 'form' } }, end),
    graphOf({ ...form, on: { next: 'end', unresolved: 'end' } }, end),
    [
      { kind: 'edge_changed', node: 'form', outcome: 'back', from: 'form', to: null },
      { kind: 'edge_changed', node: 'form', outcome: 'unresolved', from: null, to: 'end' },
    ],
  ],
  [
    'one value deep in a config',
    graphOf({ ...form, config: fields('Name', 'Age') }, end),
    graphOf({ ...form, config: fields('Name', 'Years') }, end),
    [{ kind: 'node_changed', node: 'form', pointer: '/config/fields/1/label/en', from: 'Age', to: 'Years' }],
  ],
  [
    'a list that grew',
    graphOf({ ...form, config: fields('Name') }, end),
    graphOf({ ...form, config: fields('Name', 'Age') }, end),
    [
      {
        kind: 'node_changed',
        node: 'form',
        pointer: '/config/fields/1',
        from: null,
        to: { name: 'f1', type: 'text', label: { en: 'Age' } },
      },
    ],
  ],
  [
    'type and limit',
    base,
    graphOf({ ...form, type: 'document', config: base.nodes[0]?.config ?? {}, maxAttempts: 2 }, end),
    [
      { kind: 'node_changed', node: 'form', pointer: '/type', from: 'form', to: 'document' },
      { kind: 'node_changed', node: 'form', pointer: '/maxAttempts', from: null, to: 2 },
    ],
  ],
  [
    'a member that is called like one of the prototype',
    graphOf({ ...form, config: {} }, end),
    graphOf({ ...form, config: { constructor: 1, 'a/b': 2 } }, end),
    [
      { kind: 'node_changed', node: 'form', pointer: '/config/constructor', from: null, to: 1 },
      { kind: 'node_changed', node: 'form', pointer: '/config/a~1b', from: null, to: 2 },
    ],
  ],
  [
    'an object in the place of a list',
    graphOf({ ...form, config: { a: [] } }, end),
    graphOf({ ...form, config: { a: {} } }, end),
    [{ kind: 'node_changed', node: 'form', pointer: '/config/a', from: [], to: {} }],
  ],
];

for (const [guarantee, before, after, expected] of table) {
  test(`diff names ${guarantee}, with a sentence`, () => {
    const changes = diff(before, after);
    for (const { sentence } of changes) assert.match(sentence, /^The .*\.$|^In .*\.$/);
    assert.deepEqual(
      changes.map(({ sentence, ...change }) => change),
      expected,
    );
  });
}

test('the order of nodes and of members is no difference', () => {
  const turned = graph.parse({ nodes: [...base.nodes].reverse().map((node) => ({ ...node })), entry: base.entry });
  assert.deepEqual(diff(base, turned), []);
});
