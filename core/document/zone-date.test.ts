import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseBirthDate, parseExpiryDate } from './zone-date.ts';

const today = { year: 2026, month: 11, day: 21 };

test('a birth date is the latest that is not in the future', () => {
  const cases: [string, string][] = [
    ['740812', '1974-08-12'],
    ['261121', '2026-11-21'],
    ['261122', '1926-11-22'],
    ['000229', '2000-02-29'],
    ['270101', '1927-01-01'],
    ['000101', '2000-01-01'],
    ['991231', '1999-12-31'],
  ];
  for (const [text, iso] of cases) assert.equal(parseBirthDate(text, today)?.iso, iso, text);
});

test('a person who may be over a hundred has two possible years', () => {
  assert.equal(parseBirthDate('200101', today)?.year, 2020);
  assert.equal(parseBirthDate('200101', today)?.earlierYear, 1920);
  assert.equal(parseBirthDate('010101', today)?.earlierYear, 1901);
  assert.equal(parseBirthDate('000101', today)?.earlierYear, null);
  assert.equal(parseBirthDate('740812', today)?.earlierYear, null);
});

test('unknown parts of a birth date are null', () => {
  const cases: [string, (number | null)[]][] = [
    ['74<<<<', [1974, null, null]],
    ['7408<<', [1974, 8, null]],
    ['74<<12', [1974, null, 12]],
    ['<<0812', [null, 8, 12]],
    ['<<0229', [null, 2, 29]],
    ['<<<<<<', [null, null, null]],
    ['26<<<<', [2026, null, null]],
    ['2612<<', [1926, 12, null]],
  ];
  for (const [text, [year, month, day]] of cases) {
    const date = parseBirthDate(text, today);
    assert.deepEqual([date?.year, date?.month, date?.day, date?.iso], [year, month, day, null], text);
  }
});

test('days that cannot exist are not read', () => {
  for (const text of [
    '741301',
    '740001',
    '740832',
    '740800',
    '750229',
    '750431',
    '<<0230',
    '74<<32',
    '7<0812',
    '7408<1',
    '74081',
    '74O812',
  ]) {
    assert.equal(parseBirthDate(text, today), undefined, text);
  }
  for (const text of ['<<<<<<', '3004<<', '300431', '310229', '301301', '3004']) {
    assert.equal(parseExpiryDate(text, today), undefined, text);
  }
});

test('an expiry date lies between 49 years back and 50 years ahead', () => {
  const cases: [string, number][] = [
    ['120415', 2012],
    ['300101', 2030],
    ['760101', 2076],
    ['770101', 1977],
    ['991231', 1999],
    ['261121', 2026],
  ];
  for (const [text, year] of cases) assert.equal(parseExpiryDate(text, today)?.year, year, text);
  assert.equal(parseExpiryDate('010101', { year: 1999, month: 1, day: 1 })?.year, 2001);
});
