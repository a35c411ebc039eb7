import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  characterValue,
  checkDigit,
  isBlindPair,
  isCheckDigitRight,
  isZoneText,
  ZONE_ALPHABET,
} from './check-digit.ts';

test('check digits are those of the ICAO 9303-3 examples', () => {
  const cases: [string, number][] = [
    ['520727', 3],
    ['AB2134<<<', 5],
    ['L898902C3', 6],
    ['740812', 2],
    ['120415', 9],
    ['ZE184226B<<<<<', 1],
    ['D23145890', 7],
    ['D23145890734', 9],
    ['', 0],
  ];
  for (const [text, digit] of cases) assert.equal(checkDigit(text), digit, text);
});

test('values run from 0 to 35 and the filler counts nothing', () => {
  assert.deepEqual(
    [...'09AZ<'].map((character) => characterValue(character)),
    [0, 9, 10, 35, 0],
  );
});

test('a character outside the alphabet is a bug of the caller', () => {
  for (const character of ['a', ' ', 'Ä', '', 'AB']) assert.throws(() => characterValue(character), RangeError);
  assert.equal(isZoneText('AZ09<'), true);
  assert.equal(isZoneText('az'), false);
});

test('a filler is a right check digit only where one is allowed and nothing is protected', () => {
  assert.equal(isCheckDigitRight('<<<<', '<', true), true);
  assert.equal(isCheckDigitRight('<<<<', '0', true), true);
  assert.equal(isCheckDigitRight('<<<<', '<', false), false);
  assert.equal(isCheckDigitRight('12', '<', true), false);
  assert.equal(isCheckDigitRight('520727', '3', false), true);
  assert.equal(isCheckDigitRight('520727', '4', false), false);
});

test('two characters are a blind pair exactly when no position tells them apart', () => {
  for (const one of ZONE_ALPHABET) {
    for (const other of ZONE_ALPHABET) {
      const isSeenSomewhere = ['', '0', '00'].some((before) => checkDigit(before + one) !== checkDigit(before + other));
      const isSeenEverywhere = ['', '0', '00'].every(
        (before) => checkDigit(before + one) !== checkDigit(before + other),
      );
      assert.equal(isSeenSomewhere, isSeenEverywhere, one + other);
      assert.equal(isBlindPair(one, other), !isSeenSomewhere, one + other);
    }
  }
});
