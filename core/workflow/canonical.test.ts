import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { canonicalize, findCanonicalProblem, MAX_DEPTH } from './canonical.ts';

const nested = (depth: number): unknown => {
  let value: unknown = 1;
  for (let level = 0; level < depth; level += 1) value = [value];
  return value;
};

/** RFC 8785: sections 3.2.2 and 3.2.3, and the number forms of appendix B. */
const written: readonly [guarantee: string, value: unknown, text: string][] = [
  ['members are ordered by name', { b: 1, a: 2, A: 3, '': 4 }, '{"":4,"A":3,"a":2,"b":1}'],
  [
    'names are ordered by UTF-16 units, not by code points',
    { '\ufb33': 1, '\u{1f600}': 2, '\u20ac': 3, '\r': 4, '1': 5, '\u0080': 6, ö: 7 },
    '{"\\r":4,"1":5,"\u0080":6,"ö":7,"€":3,"😀":2,"\ufb33":1}',
  ],
  ['number-like names are ordered as text', { 10: 'a', 9: 'b', 2: 'c' }, '{"10":"a","2":"c","9":"b"}'],
  ['lists keep their order, objects inside are ordered', [3, { b: [], a: {} }, 1], '[3,{"a":{},"b":[]},1]'],
  ['literals', [null, true, false], '[null,true,false]'],
  ['an object without a prototype', Object.assign(Object.create(null), { b: 1, a: 2 }), '{"a":2,"b":1}'],
  ['minus zero is zero', -0, '0'],
  ['smallest and largest numbers', [5e-324, 1.7976931348623157e308], '[5e-324,1.7976931348623157e+308]'],
  [
    'integers up to 21 digits are written out',
    [1e20, 1e21, 9007199254740992],
    '[100000000000000000000,1e+21,9007199254740992]',
  ],
  ['fractions', [333333333.3333333, 4.5, 2e-3, 1e-27, 1e-6, 1e-7], '[333333333.3333333,4.5,0.002,1e-27,0.000001,1e-7]'],
  [
    'control characters, quotes and nothing else are escaped',
    '\u20ac$\u000f\nA\'B"\\\\"/\u007f\u2028',
    '"€$\\u000f\\nA\'B\\"\\\\\\\\\\"/\u007f\u2028"',
  ],
  ['short escapes', '\b\t\n\f\r', '"\\b\\t\\n\\f\\r"'],
  ['text is not normalised', ['\u00c5', 'A\u030a'], '["\u00c5","A\u030a"]'],
  ['whole surrogate pairs pass', '😂', '"😂"'],
  [
    'a member named __proto__ is data',
    JSON.parse('{"__proto__":{"a":1},"constructor":2}'),
    '{"__proto__":{"a":1},"constructor":2}',
  ],
];

for (const [guarantee, value, text] of written) {
  test(`canonical form: ${guarantee}`, () => {
    assert.equal(canonicalize(value), text);
    assert.equal(findCanonicalProblem(value), undefined);
  });
}

const refused: readonly [guarantee: string, value: unknown, code: string, pointer: string][] = [
  ['NaN', { a: [1, Number.NaN] }, 'not_a_number', '/a/1'],
  ['infinity', Number.POSITIVE_INFINITY, 'not_a_number', ''],
  ['a lone high surrogate', { 'a/b': '\ud800' }, 'lone_surrogate', '/a~1b'],
  ['a lone low surrogate', ['\udead'], 'lone_surrogate', '/0'],
  ['a lone surrogate in a name', { '\ud83d': 1 }, 'lone_surrogate', '/\ud83d'],
  ['a member that is undefined', { a: undefined }, 'not_json', '/a'],
  ['a hole in a list', new Array(1), 'not_json', '/0'],
  ['a date', { at: new Date(0) }, 'not_json', '/at'],
  ['a map', [new Map([[1, 2]])], 'not_json', '/0'],
  ['a big integer', 1n, 'not_json', ''],
  ['nesting beyond the limit', nested(MAX_DEPTH + 2), 'too_deep', '/0'.repeat(MAX_DEPTH + 1)],
];

for (const [guarantee, value, code, pointer] of refused) {
  test(`canonical form refuses ${guarantee} and says where`, () => {
    assert.throws(() => canonicalize(value), TypeError);
    const problem = findCanonicalProblem(value);
    assert.deepEqual([problem?.code, problem?.pointer], [code, pointer]);
  });
}

test('nesting up to the limit is written', () => {
  assert.equal(canonicalize(nested(MAX_DEPTH)).length, 2 * MAX_DEPTH + 1);
});

test('nesting far beyond the limit is refused without exhausting the stack', () => {
  assert.equal(findCanonicalProblem(nested(1_000_000))?.code, 'too_deep');
});

test('the canonical form reads back as the same value and is written the same again', () => {
  fc.assert(
    fc.property(fc.jsonValue({ stringUnit: 'grapheme' }), (value) => {
      const text = canonicalize(value);
      assert.equal(JSON.stringify(JSON.parse(text)).length, text.length);
      assert.equal(canonicalize(JSON.parse(text)), text);
    }),
  );
});
