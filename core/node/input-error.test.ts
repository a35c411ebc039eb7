import assert from 'node:assert/strict';
import { test } from 'node:test';
import { findNodeType } from './catalogue.ts';

const rule = (when: unknown) => ({ cases: [{ outcome: 'yes', when }] });

const table: readonly [guarantee: string, type: string, config: object, expected: readonly string[]][] = [
  ['a member too many is named', 'end', { decision: 'none', 'a/b': 1 }, ['/a~1b There is no such member.']],
  [
    'a rule with an unknown comparison points at it',
    'condition',
    rule({ field: 'entity.a', is: '~=', value: 1 }),
    ['/cases/0/when/is'],
  ],
  [
    'a comparison without its value says so',
    'condition',
    rule({ all: [{ field: 'entity.a', is: '==' }] }),
    ['/cases/0/when/all/0/value "==" needs a value.'],
  ],
  ['a rule of no known form points at the rule', 'condition', rule({ none: [] }), ['/cases/0/when']],
  [
    'a reference that is none points at it',
    'condition',
    rule({ not: { field: 'a.b', is: 'exists' } }),
    ['/cases/0/when/not/field'],
  ],
  [
    'a wrong field type points at the type',
    'form',
    { title: { en: 'A' }, fields: [{ name: 'a', type: 'colour' }] },
    ['/fields/0/type'],
  ],
];

for (const [guarantee, type, config, expected] of table) {
  test(`errors of a config: ${guarantee}`, () => {
    const bound = findNodeType(type)?.bind(config);
    assert.ok(bound && !bound.ok);
    const found = bound.error.map(({ pointer, sentence }) => `${pointer} ${sentence}`);
    assert.equal(found.length, expected.length);
    for (const [index, start] of expected.entries()) assert.ok(found[index]?.startsWith(start), found[index]);
    for (const { sentence } of bound.error) assert.ok(sentence.endsWith('.'));
  });
}
