import assert from 'node:assert/strict';
import { test } from 'node:test';
import { nestQuery } from './nest-query.ts';

const cases: readonly (readonly [string, unknown, unknown])[] = [
  ['plain parameters stay as they are', { limit: '5', state: ['a', 'b'] }, { limit: '5', state: ['a', 'b'] }],
  [
    'members of one name come together',
    { 'metadata[order]': 'A-17', 'metadata[shop]': 'x', limit: '5' },
    { limit: '5', metadata: { order: 'A-17', shop: 'x' } },
  ],
  ['a member given twice stays a list', { 'metadata[order]': ['1', '2'] }, { metadata: { order: ['1', '2'] } }],
  ['an empty member is a member', { 'metadata[]': 'x' }, { metadata: { '': 'x' } }],
  ['deeper nesting is left for the schema to refuse', { 'a[b][c]': 'x' }, { 'a[b][c]': 'x' }],
  [
    'a member named __proto__ is left for the schema to refuse',
    { 'metadata[__proto__]': 'x', 'metadata[a]': 'y', '__proto__[a]': 'x' },
    { 'metadata[__proto__]': 'x', metadata: { a: 'y' }, '__proto__[a]': 'x' },
  ],
  ['brackets without a name are left', { '[b]': 'x' }, { '[b]': 'x' }],
];

for (const [name, query, nested] of cases) test(name, () => assert.deepEqual(nestQuery(query), nested));
