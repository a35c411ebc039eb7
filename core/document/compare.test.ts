import assert from 'node:assert/strict';
import { test } from 'node:test';
import { compareBirthDate, compareDocumentNumber, compareText } from './compare.ts';
import { writeZone } from './write-zone.ts';
import { parseZone } from './zone.ts';
import { parseBirthDate } from './zone-date.ts';

const today = { year: 2026, month: 11, day: 21 };

test('birth dates are compared in the parts that the document knows', () => {
  const cases: [string, string, boolean | null, string][] = [
    ['1974-08-12', '740812', true, 'birth_date_matches'],
    ['1974-08-13', '740812', false, 'birth_date_differs'],
    ['1974-12-08', '740812', false, 'birth_date_differs'],
    ['1975-08-12', '740812', false, 'birth_date_differs'],
    ['1874-08-12', '740812', false, 'birth_date_differs'],
    ['2020-01-01', '200101', true, 'birth_date_matches'],
    ['1920-01-01', '200101', true, 'birth_date_matches'],
    ['1820-01-01', '200101', false, 'birth_date_differs'],
    ['1974-08-30', '7408<<', true, 'birth_date_matches_in_part'],
    ['1974-09-12', '7408<<', false, 'birth_date_differs'],
    ['1974-01-01', '74<<<<', true, 'birth_date_matches_in_part'],
    ['1973-01-01', '74<<<<', false, 'birth_date_differs'],
    ['1955-08-12', '<<0812', true, 'birth_date_matches_in_part'],
    ['1955-08-11', '<<0812', false, 'birth_date_differs'],
    ['1974-08-12', '<<<<<<', null, 'birth_date_unknown'],
    ['', '740812', null, 'birth_date_not_expected'],
    ['1974-02-30', '740812', null, 'birth_date_not_expected'],
    ['12.08.1974', '740812', null, 'birth_date_not_expected'],
  ];
  for (const [expected, written, matches, code] of cases) {
    const birthDate = parseBirthDate(written, today);
    assert.ok(birthDate);
    const comparison = compareBirthDate(expected, birthDate);
    assert.equal(comparison.matches, matches, `${expected} ${written}`);
    assert.equal(comparison.code, code, `${expected} ${written}`);
  }
});

test('unknown parts of a birth date are shown as documents print them', () => {
  const birthDate = parseBirthDate('74<<<<', today);
  assert.ok(birthDate);
  assert.equal(compareBirthDate('1974-01-01', birthDate).evidence.document, '1974-XX-XX');
});

test('texts are compared as a zone writes them', () => {
  const cases: [string, string, boolean | null][] = [
    ['L898902C3', 'L898902C3', true],
    ['l 898-902 c3', 'L898902C3', true],
    ['AB 123', 'AB 123', true],
    ['L898902C', 'L898902C3', false],
    ['', 'L898902C3', null],
    ['--', 'L898902C3', null],
    ['文1', 'L898902C3', null],
  ];
  for (const [expected, document, matches] of cases) {
    assert.equal(compareText(expected, document).matches, matches, expected);
  }
});

test('O and 0 in a document number differ unless nothing on the document can tell them apart', () => {
  const cases: [string, string, boolean | null][] = [
    ['X00123457', 'X00123457', true],
    ['XOO123457', 'X00123457', false],
    ['00X123457', '00X123457', true],
    ['OOX123457', '00X123457', null],
    ['OOX123458', '00X123457', false],
    ['', '00X123457', null],
  ];
  for (const [expected, documentNumber, matches] of cases) {
    const result = parseZone(
      writeZone('TD3', {
        documentCode: 'P',
        issuingState: 'UTO',
        documentNumber,
        familyName: 'Eriksson',
        givenNames: 'Anna',
        nationality: 'UTO',
        birthDate: { year: 1974, month: 8, day: 12 },
        sex: 'F',
        expiryDate: { year: 2032, month: 4, day: 15 },
      }),
      today,
    );
    assert.ok(result.ok);
    assert.equal(compareDocumentNumber(expected, result.value).matches, matches, `${expected} ${documentNumber}`);
  }
});
