import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Json } from '../json.ts';
import { holds, rule } from './condition-rule.ts';

const values: Readonly<Record<string, Json>> = {
  'entity.name': 'Ada Lovelace',
  'entity.yes': true,
  'entity.no': false,
  'entity.nothing': null,
  'entity.zero': 0,
  'entity.seven': 7,
  'entity.text7': '7',
  'entity.born': '1990-12-10',
  'entity.seen': '1990-12-10T08:00:00.000Z',
  'entity.list': ['a', 7, true],
  'entity.object': { a: 1 },
};
const read = (path: string) => values[path];

type Row = readonly [field: string, is: string, value: unknown, holds: boolean];

const reference = (name: string) => ({ field: `entity.${name}` });

const table: readonly Row[] = [
  ['yes', '==', true, true],
  ['yes', '==', 'true', false],
  ['seven', '==', 7, true],
  ['seven', '==', '7', false],
  ['text7', '==', reference('seven'), false],
  ['name', '==', 'Ada Lovelace', true],
  ['name', '==', 'ada lovelace', false],
  ['name', '==', reference('name'), true],
  ['gone', '==', '', false],
  ['nothing', '==', false, false],
  ['gone', '==', reference('gone'), false],
  ['nothing', '==', reference('nothing'), false],
  ['list', '==', reference('list'), false],
  ['object', '==', reference('object'), false],
  ['yes', '!=', true, false],
  ['yes', '!=', false, true],
  ['seven', '!=', '7', true],
  ['gone', '!=', 'x', true],
  ['nothing', '!=', 'x', true],
  ['gone', '!=', reference('gone'), true],
  ['seven', '<', 8, true],
  ['seven', '<', 7, false],
  ['seven', '<=', 7, true],
  ['seven', '>', 6.5, true],
  ['seven', '>', 7, false],
  ['seven', '>=', 7, true],
  ['zero', '>=', reference('nothing'), false],
  ['zero', '<=', reference('gone'), false],
  ['text7', '<', 8, false],
  ['text7', '>', 1, false],
  ['yes', '>', 0, false],
  ['no', '<=', true, false],
  ['born', '<', '2000-01-01', true],
  ['born', '>', '1990-12-09', true],
  ['born', '>=', reference('born'), true],
  ['seen', '>', '1990-12-10', true],
  ['name', '<', 'Z', false],
  ['born', '<', 'someday', false],
  ['seven', 'in', [1, 7], true],
  ['seven', 'in', ['7'], false],
  ['seven', 'in', [], false],
  ['seven', 'in', reference('list'), true],
  ['seven', 'in', reference('name'), false],
  ['gone', 'in', ['a'], false],
  ['seven', 'not_in', [1, 7], false],
  ['seven', 'not_in', ['7'], true],
  ['gone', 'not_in', ['a'], true],
  ['seven', 'not_in', reference('gone'), true],
  ['list', 'contains', 'a', true],
  ['list', 'contains', '7', false],
  ['list', 'contains', reference('seven'), true],
  ['name', 'contains', 'Love', true],
  ['name', 'contains', 'love', false],
  ['name', 'contains', 7, false],
  ['text7', 'contains', 7, false],
  ['object', 'contains', 'a', false],
  ['gone', 'contains', '', false],
  ['name', 'exists', undefined, true],
  ['no', 'exists', undefined, true],
  ['zero', 'exists', undefined, true],
  ['nothing', 'exists', undefined, false],
  ['gone', 'exists', undefined, false],
];

for (const [field, is, value, expected] of table) {
  test(`${field} ${is} ${JSON.stringify(value) ?? ''} ${expected ? 'holds' : 'does not hold'}`, () => {
    const parsed = rule.parse({ field: `entity.${field}`, is, ...(value !== undefined && { value }) });
    assert.equal(holds(parsed, read), expected);
    assert.equal(holds({ not: parsed }, read), !expected);
  });
}

const yes = { field: 'entity.yes', is: 'exists' };
const no = { field: 'entity.gone', is: 'exists' };
const joined: readonly [rule: unknown, holds: boolean][] = [
  [{ all: [yes, yes] }, true],
  [{ all: [yes, no] }, false],
  [{ any: [no, yes] }, true],
  [{ any: [no, no] }, false],
  [{ not: { all: [yes, { any: [no, { not: yes }] }] } }, true],
];

for (const [source, expected] of joined) {
  test(`${JSON.stringify(source)} ${expected ? 'holds' : 'does not hold'}`, () => {
    assert.equal(holds(rule.parse(source), read), expected);
  });
}

const nested = (depth: number): unknown => (depth === 1 ? yes : { not: nested(depth - 1) });

const refused: readonly [guarantee: string, source: unknown][] = [
  ['no members', {}],
  ['joined rules of nobody', { all: [] }],
  ['two forms at once', { not: yes, all: [yes] }],
  ['an unknown comparison', { field: 'entity.a', is: '===', value: 1 }],
  ['a comparison without a value', { field: 'entity.a', is: '==' }],
  ['exists with a value', { field: 'entity.a', is: 'exists', value: true }],
  ['in without a list', { field: 'entity.a', is: 'in', value: 'abc' }],
  ['a list where one value belongs', { field: 'entity.a', is: '==', value: ['a'] }],
  ['null as a value', { field: 'entity.a', is: '==', value: null }],
  ['a field that is no reference', { field: 'name', is: 'exists' }],
  ['nesting beyond the limit', nested(11)],
];

for (const [guarantee, source] of refused) {
  test(`a rule is refused for ${guarantee}`, () => assert.equal(rule.safeParse(source).success, false));
}

test('a rule may be nested up to the limit', () => assert.equal(rule.safeParse(nested(10)).success, true));
