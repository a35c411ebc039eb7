import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Json } from '../json.ts';
import { parseReference, referencePath, resolveReference } from './reference.ts';

const fields = JSON.parse(
  '{"name":"Ada","constructor":"own","list":["x",{"y":1}],"deep":{"er":{"est":true}},"none":null}',
);
const run = {
  results: {
    doc: { type: 'document', attempt: 1, outcome: 'success', fields, verdict: null, at: '2026-03-01T10:00:00.000Z' },
  },
  given: { entity: { name: 'Ada', 'first-name': 'A' }, prefill: { a: { b: 0 } } },
};

const table: readonly [path: string, expected: Json | undefined][] = [
  ['nodes.doc.name', 'Ada'],
  ['nodes.doc.constructor', 'own'],
  ['nodes.doc.list.0', 'x'],
  ['nodes.doc.list.1.y', 1],
  ['nodes.doc.deep.er.est', true],
  ['nodes.doc.none', null],
  ['entity.name', 'Ada'],
  ['entity.first-name', 'A'],
  ['prefill.a.b', 0],
  ['nodes.doc.toString', undefined],
  ['nodes.doc.hasOwnProperty.name', undefined],
  ['nodes.doc.list.length', undefined],
  ['nodes.doc.list.-1', undefined],
  ['nodes.doc.list.2', undefined],
  ['nodes.doc.name.0', undefined],
  ['nodes.doc.name.length', undefined],
  ['nodes.constructor.name', undefined],
  ['nodes.doc.none.x', undefined],
  ['entity.constructor', undefined],
  ['entity.__proto__', undefined],
  ['nodes.doc', undefined],
  ['entity', undefined],
  ['results.doc.name', undefined],
  ['', undefined],
];

for (const [path, expected] of table) {
  test(`the reference "${path}" finds ${JSON.stringify(expected)}`, () => {
    assert.deepEqual(resolveReference(run, path), expected);
  });
}

test('a text that is no reference is refused where it is written', () => {
  const wrong = [
    '',
    'nodes',
    'nodes.a',
    'entity',
    'entity.',
    'nodes.a..b',
    'nodes.a.b ',
    'other.a',
    'nodes.-a.b',
    'entity.a b',
  ];
  for (const path of wrong) assert.equal(referencePath.safeParse(path).success, false, path);
  for (const path of ['nodes.a.b', 'nodes.a.b.0.c', 'entity.a', 'prefill.a-b.c_d']) {
    assert.equal(referencePath.safeParse(path).success, true, path);
    assert.notEqual(parseReference(path), undefined);
  }
});
