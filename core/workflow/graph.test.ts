import assert from 'node:assert/strict';
import { test } from 'node:test';
import { graph } from './graph.ts';

const withEdges = (count: number, type = 'form') => ({
  entry: 'form',
  nodes: [{ id: 'form', type, on: Object.fromEntries(Array.from({ length: count }, (_, at) => [`o${at}`, 'x'])) }],
});

test('a node has room for 64 edges and no more, so that lint stays quick whatever is sent', () => {
  assert.ok(graph.safeParse(withEdges(64)).success);
  const refused = graph.safeParse(withEdges(65));
  assert.deepEqual(
    refused.error?.issues.map(({ path, message }) => [path.join('/'), message]),
    [['nodes/0/on', 'A node has 64 edges at most, a script 520.']],
  );
});

test('a script has room for as many edges as it may have branches, and all nodes together for 32,000', () => {
  assert.ok(graph.safeParse(withEdges(520, 'script')).success);
  assert.equal(graph.safeParse(withEdges(521, 'script')).success, false);
  const [node] = withEdges(500, 'script').nodes;
  const nodes = (count: number) => Array.from({ length: count }, (_, index) => ({ ...node, id: `n${index}` }));
  assert.ok(graph.safeParse({ entry: 'n0', nodes: nodes(64) }).success);
  assert.equal(graph.safeParse({ entry: 'n0', nodes: nodes(65) }).success, false);
});
