import assert from 'node:assert/strict';
import { test } from 'node:test';
import { describeCatalogue, findNodeType, nodeTypes } from './catalogue.ts';

test('each node type has a name of its own and is found by it', () => {
  const names = [
    'condition',
    'consent',
    'document',
    'end',
    'form',
    'handoff',
    'http',
    'notify',
    'script',
    'selfie',
    'wait',
  ];
  assert.deepEqual(nodeTypes.map(({ type }) => type).toSorted(), names);
  for (const type of nodeTypes) assert.equal(findNodeType(type.type), type);
  assert.equal(findNodeType('constructor'), undefined);
});

test('the catalogue is plain JSON, with a schema that has its members and an example that fits', () => {
  const described = describeCatalogue();
  assert.deepEqual(JSON.parse(JSON.stringify(described)), described);
  for (const { type, config, example } of described) {
    assert.equal(findNodeType(type)?.bind(example).ok, true, type);
    assert.ok('properties' in config, type);
  }
});

test('a node type offers what its mode needs', () => {
  for (const type of nodeTypes) {
    const bound = type.bind(type.example);
    assert.ok(bound.ok);
    const { render, submit, decide, wait, receive, end } = bound.value;
    const offers = { render, submit, decide, wait, receive, end };
    const offered = Object.entries(offers).flatMap(([name, offer]) => (offer === undefined ? [] : [name]));
    const needed = {
      interactive: ['render', 'submit'],
      automatic: ['decide'],
      internal: ['decide'],
      terminal: ['end'],
      waiting: ['wait', 'receive'],
    };
    assert.deepEqual(offered, needed[type.mode], type.type);
  }
});

test('a config is parsed once, and a wrong one tells where', () => {
  const config = { decision: 'maybe' };
  const [first, second] = [findNodeType('end')?.bind(config), findNodeType('end')?.bind(config)];
  assert.equal(first, second);
  assert.ok(first && !first.ok);
  assert.deepEqual(
    first.error.map(({ pointer }) => pointer),
    ['/decision'],
  );
});

test('a config that is nested without end is refused, not a crash', () => {
  let when: unknown = { field: 'entity.a', is: 'exists' };
  for (let depth = 0; depth < 100_000; depth += 1) when = { not: when };
  const bound = findNodeType('condition')?.bind({ cases: [{ outcome: 'yes', when }] });
  assert.ok(bound && !bound.ok);
  assert.equal(bound.error[0]?.code, 'too_deep');
});
