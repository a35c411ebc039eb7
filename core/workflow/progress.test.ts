import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { RunEvent } from './event.ts';
import type { Graph } from './graph.ts';
import { progress } from './progress.ts';
import { AT, created, graphOf, opened, runOf, submitted } from './test/graph.ts';

const end = { id: 'end', type: 'end', config: { decision: 'none' } };
const wentBack = (node: string, attempt: number): RunEvent => ({ type: 'went_back', at: AT, node, attempt });

/** Three forms, and a fourth that only one way passes. */
const forked = graphOf(
  { id: 'a', on: { next: 'fork' } },
  {
    id: 'fork',
    type: 'condition',
    config: { cases: [{ outcome: 'short', when: { field: 'nodes.a.name', is: 'exists' } }] },
    on: { short: 'c', default: 'b' },
  },
  { id: 'b', on: { next: 'c', back: 'a' } },
  { id: 'c', on: { next: 'd', back: 'b' } },
  { id: 'd', on: { next: 'end' } },
  end,
);

const looped = graphOf(
  { id: 'a', on: { next: 'b' } },
  { id: 'b', on: { next: 'rule' } },
  {
    id: 'rule',
    type: 'condition',
    config: { cases: [{ outcome: 'done', when: { field: 'nodes.b.name', is: 'exists' } }] },
    on: { default: 'a', done: 'end' },
  },
  end,
);

const start = [created, opened];

const table: readonly [
  guarantee: string,
  graph: Graph,
  events: readonly RunEvent[],
  expected: [number, number] | null,
][] = [
  ['before the link is opened the longest way lies ahead', forked, [created], [0, 4]],
  ['at the first step nothing is done', forked, start, [0, 4]],
  ['on the longer way a step is one of four', forked, [...start, submitted('a', 1)], [1, 4]],
  ['on the shorter way the total shrinks', forked, [...start, submitted('a', 1, { name: 'x' })], [1, 3]],
  ['going back takes nothing away', forked, [...start, submitted('a', 1), wentBack('b', 1)], [1, 4]],
  ['a circle counts its steps once', looped, start, [0, 2]],
  ['a second turn does not shrink the bar', looped, [...start, submitted('a', 1), submitted('b', 1)], [2, 2]],
  ['after the end there is no bar', looped, [...start, submitted('a', 1), submitted('b', 1, { name: 'x' })], null],
  ['a cancelled run has no bar', looped, [created, { type: 'cancelled', at: AT, reason: null }], null],
];

for (const [guarantee, graph, events, expected] of table) {
  test(`progress: ${guarantee}`, () => {
    const found = progress(graph, runOf(graph, ...events));
    assert.deepEqual(found && [found.done, found.total], expected);
  });
}

test('progress: a long chain and a thick graph are counted at once', () => {
  const chain = Array.from({ length: 400 }, (_, index) => ({ id: `n${index}`, on: { next: `n${index + 1}` } }));
  const long = graphOf(...chain, { ...end, id: 'n400' });
  assert.deepEqual(progress(long, runOf(long, ...start)), { done: 0, total: 400 });
  const layers = Array.from({ length: 40 }, (_, index) => ({
    id: `n${index}`,
    on: { next: `n${index + 1}`, unresolved: `n${Math.min(index + 2, 40)}`, error: `n${index}` },
  }));
  const thick = graphOf(...layers, { ...end, id: 'n40' });
  assert.deepEqual(progress(thick, runOf(thick, ...start)), { done: 0, total: 40 });
});
