import assert from 'node:assert/strict';
import { test } from 'node:test';
import { editSsn, showSsn } from './ssn.ts';

const shown: readonly [string, boolean, string][] = [
  ['', false, ''],
  ['123', false, '•••'],
  ['1234', false, '•••-•'],
  ['123456789', false, '•••-••-••••'],
  ['123456789', true, '123-45-6789'],
  ['12345', true, '123-45'],
];

test('a social security number is shown in groups, as dots until the person wants to see it', () => {
  for (const [digits, isShown, expected] of shown) assert.equal(showSsn(digits, isShown), expected);
});

/** `|` marks the caret, in what the control holds after the edit and in what it then shows. */
const edits: readonly [string, string, string, string, string][] = [
  ['a first digit', '', '1|', '1', '•|'],
  ['a digit at the end', '123', '•••4|', '1234', '•••-•|'],
  ['a digit in the middle', '1234', '•9|••-•', '19234', '••|•-••'],
  ['a pasted number', '', '123-45-6789|', '123456789', '•••-••-••••|'],
  ['a paste over everything', '999', '123 45 6789|', '123456789', '•••-••-••••|'],
  ['one digit too many', '123456789', '•••-••-••••0|', '123456789', '•••-••-••••|'],
  ['a letter', '12', '••x|', '12', '••|'],
  ['the last one deleted', '1234', '•••-|', '123', '•••|'],
  ['one deleted in the middle', '12345', '•|•-••', '1345', '•|••-•'],
  ['a dash deleted', '12345', '•••|••', '12345', '•••|-••'],
  ['all deleted', '12345', '|', '', '|'],
  ['a selection replaced', '123456789', '•7|-••••', '176789', '••|•-••-•'],
];

test('edits of dots are edits of the digits that they stand for', () => {
  for (const [what, before, edited, digits, after] of edits) {
    const result = editSsn(before, edited.replace('|', ''), edited.indexOf('|'));
    assert.equal(result.digits, digits, what);
    const text = showSsn(digits, false);
    assert.equal(`${text.slice(0, result.caret)}|${text.slice(result.caret)}`, after, what);
  }
});

test('a number that is shown is edited as it stands', () => {
  assert.deepEqual(editSsn('12345', '123-945', 5), { digits: '123945', caret: 5 });
  assert.deepEqual(editSsn('12345', '12-45', 2), { digits: '1245', caret: 2 });
});
