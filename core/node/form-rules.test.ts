import assert from 'node:assert/strict';
import { test } from 'node:test';
import { countryCodes } from './country.ts';
import { checkField, type FieldRules, fitsMask, normalizeAnswer } from './form-rules.ts';

const field = (type: FieldRules['type'], rules: Partial<FieldRules> = {}): FieldRules => ({
  type,
  required: false,
  minLength: null,
  maxLength: null,
  mask: null,
  minimum: null,
  maximum: null,
  earliest: null,
  latest: null,
  options: [],
  ...rules,
});

const required = { required: true };
const choice = { options: [{ value: 'a' }, { value: 'constructor' }] };
const longMail = (local: number, domain: number) => `${'a'.repeat(local)}@${'b'.repeat(domain)}.example`;

const table: readonly [type: FieldRules['type'], rules: Partial<FieldRules>, value: unknown, code: string | null][] = [
  ['text', {}, '', null],
  ['text', {}, null, null],
  ['text', {}, undefined, null],
  ['text', required, undefined, 'required'],
  ['text', required, ' \t\n ', 'required'],
  ['text', required, 'x', null],
  ['text', {}, 3, 'not_a_text'],
  ['text', {}, ['x'], 'not_a_text'],
  ['text', {}, {}, 'not_a_text'],
  ['text', { minLength: 3 }, ' ab ', 'too_short'],
  ['text', { minLength: 3 }, 'abc', null],
  ['text', { maxLength: 3 }, 'abcd', 'too_long'],
  ['text', { maxLength: 3 }, ' abc ', null],
  ['text', { maxLength: 1 }, 'e\u0301', null],
  ['text', {}, 'x'.repeat(1000), null],
  ['text', {}, 'x'.repeat(1001), 'too_long'],
  ['text', { mask: 'AA-999' }, 'DE-123', null],
  ['text', { mask: 'AA-999' }, 'DE-12a', 'mask'],
  ['email', {}, 'ada@example.org', null],
  ['email', {}, 'Ada.L+x@sub.example.org', null],
  ['email', {}, 'jörg@bücher.example', null],
  ['email', {}, 'ada@example', 'not_an_email'],
  ['email', {}, 'ada', 'not_an_email'],
  ['email', {}, '@example.org', 'not_an_email'],
  ['email', {}, 'ada@@example.org', 'not_an_email'],
  ['email', {}, 'ada lovelace@example.org', 'not_an_email'],
  ['email', {}, '.ada@example.org', 'not_an_email'],
  ['email', {}, 'ada..l@example.org', 'not_an_email'],
  ['email', {}, 'ada@-example.org', 'not_an_email'],
  ['email', {}, 'ada@example..org', 'not_an_email'],
  ['email', {}, 'ada@exa_mple.org', 'not_an_email'],
  ['email', {}, longMail(64, 63), null],
  ['email', {}, longMail(65, 10), 'not_an_email'],
  ['email', {}, longMail(10, 64), 'not_an_email'],
  ['email', {}, `a@${'b.'.repeat(150)}example`, 'not_an_email'],
  ['phone', {}, '+49 30 1234567', null],
  ['phone', {}, '0049 (0)30/1234-567', null],
  ['phone', {}, '030 1234567', 'not_a_phone'],
  ['phone', {}, '+0 30 1234567', 'not_a_phone'],
  ['phone', {}, '+49 30', 'not_a_phone'],
  ['phone', {}, '+49301234567890123', 'not_a_phone'],
  ['phone', {}, '+49 CALL ME', 'not_a_phone'],
  ['date', {}, '2024-02-29', null],
  ['date', {}, '2023-02-29', 'not_a_date'],
  ['date', {}, '20240229', null],
  ['date', {}, '20230229', 'not_a_date'],
  ['date', {}, '29.02.2024', 'not_a_date'],
  ['date', {}, '2024-2-9', 'not_a_date'],
  ['date', { earliest: '2000-01-01' }, '2000-01-01', null],
  ['date', { earliest: '2000-01-01' }, '1999-12-31', 'too_early'],
  ['date', { latest: '2008-03-01' }, '2008-03-01', null],
  ['date', { latest: '2008-03-01' }, '2008-03-02', 'too_late'],
  ['country', {}, 'de', null],
  ['country', {}, 'DEU', 'not_a_country'],
  ['country', {}, 'XX', 'not_a_country'],
  ['select', choice, 'a', null],
  ['select', choice, 'constructor', null],
  ['select', choice, 'b', 'not_an_option'],
  ['select', choice, 'toString', 'not_an_option'],
  ['select', choice, 1, 'not_an_option'],
  ['checkbox', {}, false, null],
  ['checkbox', {}, undefined, null],
  ['checkbox', required, true, null],
  ['checkbox', required, false, 'required'],
  ['checkbox', required, undefined, 'required'],
  ['checkbox', {}, 'true', 'not_a_choice'],
  ['number', {}, 0, null],
  ['number', required, 0, null],
  ['number', {}, '12.5', null],
  ['number', {}, '', null],
  ['number', {}, 'twelve', 'not_a_number'],
  ['number', {}, '1e999', 'not_a_number'],
  ['number', {}, '0x10', 'not_a_number'],
  ['number', {}, Number.NaN, 'not_a_number'],
  ['number', {}, true, 'not_a_number'],
  ['number', { minimum: 1 }, 0.99, 'too_small'],
  ['number', { minimum: 1 }, 1, null],
  ['number', { maximum: 1 }, 1.01, 'too_big'],
  ['number', { maximum: 1 }, '1', null],
];

for (const [type, rules, value, code] of table) {
  const shown = JSON.stringify(value)?.slice(0, 40);
  test(`${type} ${JSON.stringify(rules)}: ${shown} is ${code ?? 'accepted'}`, () => {
    assert.equal(checkField(field(type, rules), value)?.code ?? null, code);
  });
}

test('a problem carries what its sentence needs', () => {
  assert.deepEqual(checkField(field('text', { minLength: 3 }), 'a'), {
    code: 'too_short',
    parameters: { minLength: 3 },
  });
  assert.deepEqual(checkField(field('date', { latest: '2008-03-01' }), '2020-01-01')?.parameters, {
    latest: '2008-03-01',
  });
});

const normal: readonly [type: FieldRules['type'], value: unknown, expected: unknown][] = [
  ['text', '  Ada\u0000\r\nLovelace ', 'Ada Lovelace'],
  ['text', 'e\u0301', 'é'],
  ['email', ' Ada@EXAMPLE.Org ', 'Ada@example.org'],
  ['phone', '0049 (0)30 / 12-34.567', '+49301234567'],
  ['country', 'de', 'DE'],
  ['number', '-3.50', -3.5],
  ['number', 7, 7],
  ['checkbox', null, false],
  ['date', ' 2024-02-29 ', '2024-02-29'],
  ['date', '19900131', '1990-01-31'],
  ['text', '   ', null],
  ['text', 5, undefined],
];

for (const [type, value, expected] of normal) {
  test(`${type}: ${JSON.stringify(value)} is recorded as ${JSON.stringify(expected)}`, () => {
    assert.equal(normalizeAnswer({ type }, value), expected);
  });
}

const masks: readonly [mask: string, text: string, fits: boolean][] = [
  ['A9*', 'x1y', true],
  ['A9*', 'x12', true],
  ['A9*', '112', false],
  ['A9*', 'xxx', false],
  ['A9*', 'x1-', false],
  ['A', 'ß', true],
  ['9', '٣', false],
  ['99', '1', false],
  ['99', '123', false],
  ['(99)', '(12)', true],
  ['.*', 'ab', false],
  ['😀9', '😀1', true],
];

for (const [mask, text, fits] of masks) {
  test(`the mask ${mask} ${fits ? 'fits' : 'does not fit'} ${text}`, () => assert.equal(fitsMask(mask, text), fits));
}

test('every country is two capitals, once, and has a name', () => {
  const names = new Intl.DisplayNames('en', { type: 'region', fallback: 'none' });
  assert.equal(countryCodes.length, 249);
  assert.equal(new Set(countryCodes).size, 249);
  for (const code of countryCodes) {
    assert.match(code, /^[A-Z]{2}$/);
    assert.ok(names.of(code), code);
  }
});

// With a rule that backtracks, the run would not end.
test('an endless answer is refused', () => {
  for (const type of ['text', 'email', 'phone', 'date', 'number'] as const) {
    for (const text of [
      'a'.repeat(1_000_000),
      `${'a.'.repeat(500_000)}@`,
      '+1'.repeat(500_000),
      '-'.repeat(1_000_000),
    ]) {
      assert.notEqual(checkField(field(type), text), null);
    }
  }
});
