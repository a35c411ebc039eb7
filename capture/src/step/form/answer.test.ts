import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { FieldView } from '@gatehouse/core/node/view.ts';
import type { Draft } from './answer.ts';
import { answerOf, startDraft } from './answer.ts';

const field = (type: FieldView['type'], value: FieldView['value'] = null): FieldView => ({
  name: 'x',
  type,
  label: 'X',
  help: null,
  required: false,
  value,
  minLength: null,
  maxLength: null,
  mask: null,
  minimum: null,
  maximum: null,
  earliest: null,
  latest: null,
  options: [],
  html: null,
  autocomplete: null,
});

const cases: readonly [FieldView['type'], Draft, string | number | boolean | null][] = [
  ['text', '  Anna  ', 'Anna'],
  ['text', '   ', null],
  ['date', '1990-08-12', '1990-08-12'],
  ['number', '1234.5', 1234.5],
  ['number', '1234,5', 1234.5],
  ['number', '-3', -3],
  ['number', 'three', 'three'],
  ['number', '1.234,5', '1.234,5'],
  ['number', '', null],
  ['checkbox', true, true],
  ['checkbox', false, false],
];

for (const [type, draft, answer] of cases) {
  test(`a ${type} that holds ${JSON.stringify(draft)} is answered with ${JSON.stringify(answer)}`, () => {
    assert.equal(answerOf(field(type), draft), answer);
  });
}

test('a control starts with what the server knows', () => {
  assert.equal(startDraft(field('text', 'Anna')), 'Anna');
  assert.equal(startDraft(field('number', 0)), '0');
  assert.equal(startDraft(field('checkbox', true)), true);
  assert.equal(startDraft(field('checkbox')), false);
  assert.equal(startDraft(field('date')), '');
});
