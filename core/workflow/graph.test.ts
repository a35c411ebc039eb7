import assert from 'node:assert/strict';
import { test } from 'node:test';
import { graph } from './graph.ts';

const withEdges = (count: number) => ({
  entry: 'form',
  nodes: [
    { id: 'form', type: 'form', on: Object.fromEntries(Array.from({ length: count }, (_, at) => [`o${at}`, 'x'])) },
  ],
});

test('a node has room for 64 edges and no more, so that lint stays quick whatever is sent', () => {
  assert.ok(graph.safeParse(withEdges(64)).success);
  const refused = graph.safeParse(withEdges(65));
  assert.deepEqual(
    refused.error?.issues.map(({ path, message }) => [path.join('/'), message]),
    [['nodes/0/on', 'A node has 64 edges at most.']],
  );
});
