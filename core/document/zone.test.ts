import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseZone, type Zone } from './zone.ts';
import type { ZoneError } from './zone-error.ts';

const today = { year: 2026, month: 11, day: 21 };

function read(lines: readonly string[], day = today): Zone {
  const result = parseZone(lines, day);
  assert.ok(result.ok, JSON.stringify(result));
  return result.value;
}

function codes(lines: readonly string[]): string[] {
  const result = parseZone(lines, today);
  return (result.ok ? result.value.findings : result.error).map(({ code }: ZoneError) => code);
}

const TD3 = ['P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<', 'L898902C36UTO7408122F1204159ZE184226B<<<<<10'];
const TD2 = ['I<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<', 'D231458907UTO7408122F1204159<<<<<<<6'];
const TD1 = ['I<UTOD231458907<<<<<<<<<<<<<<<', '7408122F1204159UTO<<<<<<<<<<<6', 'ERIKSSON<<ANNA<MARIA<<<<<<<<<<'];
const LONG = ['I<UTOD23145890<7349<<<<<<<<<<<', '3407127M9507122UTO<<<<<<<<<<<2', 'STEVENSON<<PETER<JOHN<<<<<<<<<'];
const MRV_A = ['V<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<', 'L8988901C4XXX4009078F96121096ZE184226B<<<<<<'];
const MRV_B = ['V<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<', 'L8988901C4XXX4009078F9612109<<<<<<<<'];

/** The line with the characters from `column` on replaced. */
function put(line: string | undefined, column: number, text: string): string {
  assert.ok(line);
  return line.slice(0, column) + text + line.slice(column + text.length);
}

test('the specimens of ICAO 9303 read as printed in it', () => {
  const specimens: [readonly string[], string, string, string, string][] = [
    [TD3, 'TD3', 'passport', 'L898902C3', 'ZE184226B'],
    [TD2, 'TD2', 'identity_card', 'D23145890', ''],
    [TD1, 'TD1', 'identity_card', 'D23145890', ''],
    [MRV_A, 'MRV-A', 'visa', 'L8988901C', '6ZE184226B'],
    [MRV_B, 'MRV-B', 'visa', 'L8988901C', ''],
  ];
  for (const [lines, format, kind, documentNumber, optional] of specimens) {
    const zone = read(lines);
    assert.equal(zone.format, format);
    assert.equal(zone.kind, kind);
    assert.equal(zone.documentNumber, documentNumber);
    assert.equal(zone.optionalData.join('|'), optional);
    assert.equal(zone.familyName, 'ERIKSSON');
    assert.equal(zone.givenNames, 'ANNA MARIA');
    assert.equal(zone.issuingState.code, 'UTO');
    assert.equal(zone.sex, 'F');
    assert.equal(zone.mayNameBeCut, false);
    assert.deepEqual(zone.findings, []);
    assert.equal(zone.valid, true);
    assert.equal(zone.expired, true);
  }
  assert.equal(read(TD3).birthDate.iso, '1974-08-12');
  assert.equal(read(TD3).expiryDate.iso, '2012-04-15');
  assert.equal(read(MRV_A).birthDate.iso, '1940-09-07');
  assert.equal(read(MRV_A).nationality.nameKey, 'nationality_unspecified');
});

test('a document is good on its last day and expired on the next', () => {
  assert.equal(read(TD3, { year: 2012, month: 4, day: 15 }).expired, false);
  assert.equal(read(TD3, { year: 2012, month: 4, day: 16 }).expired, true);
});

test('a long document number goes on in the optional data of a TD1', () => {
  const zone = read(LONG);
  assert.equal(zone.documentNumber, 'D23145890734');
  assert.deepEqual(zone.optionalData, []);
  assert.equal(zone.valid, true);
  const misread = [put(LONG[0], 16, '8'), LONG[1] ?? '', LONG[2] ?? ''];
  assert.deepEqual(codes(misread), ['check_digit_wrong', 'check_digit_wrong']);
});

test('a filler for the check digit with no number going on is wrong', () => {
  assert.ok(codes([put(TD1[0], 14, '<'), TD1[1] ?? '', TD1[2] ?? '']).includes('check_digit_wrong'));
});

test('the check digit of empty optional data of a TD3 may be a filler or 0', () => {
  for (const check of ['<8', '08']) {
    const second = `${put(TD3[1], 28, '<'.repeat(14)).slice(0, 42)}${check}`;
    assert.deepEqual(codes([TD3[0] ?? '', second]), [], check);
  }
});

test('German documents name their state with one letter', () => {
  const zone = read(['P<D<<MUSTERMANN<<ERIKA<<<<<<<<<<<<<<<<<<<<<<', 'C01X00T478D<<6408125F2702283<<<<<<<<<<<<<<<4']);
  assert.deepEqual(zone.issuingState, { code: 'D', alpha2: 'DE', nameKey: 'region.DE' });
  assert.equal(zone.valid, true);
  assert.equal(zone.expired, false);
});

test('each wrong check digit is named', () => {
  const cases: [number, string, string[]][] = [
    [0, 'M', ['documentNumber', 'composite']],
    [18, '3', ['birthDate', 'composite']],
    [26, '6', ['expiryDate', 'composite']],
    [30, '2', ['optional', 'composite']],
    [43, '1', ['composite']],
  ];
  for (const [column, character, names] of cases) {
    const zone = read([TD3[0] ?? '', put(TD3[1], column, character)]);
    assert.equal(zone.valid, false);
    assert.deepEqual(
      zone.checks.filter(({ passed }) => !passed).map(({ name }) => name),
      names,
    );
    assert.deepEqual(
      zone.findings.map((finding) => (finding.code === 'check_digit_wrong' ? finding.check : finding.code)),
      names,
    );
  }
});

test('a text that cannot be a zone says why', () => {
  const cases: [string, string[], string[]][] = [
    ['no lines', [], ['zone_shape']],
    ['one line', [TD3[0] ?? ''], ['zone_shape']],
    ['a short line', [TD3[0] ?? '', (TD3[1] ?? '').slice(1)], ['zone_shape']],
    ['three long lines', [...TD3, TD3[1] ?? ''], ['zone_shape']],
    ['a card letter on a passport size', [put(TD3[0], 0, 'I'), TD3[1] ?? ''], ['character_not_allowed']],
    ['a passport letter on a card size', [put(TD1[0], 0, 'P'), TD1[1] ?? '', TD1[2] ?? ''], ['character_not_allowed']],
    ['a digit in the name', [put(TD3[0], 8, '0'), TD3[1] ?? ''], ['character_not_allowed']],
    ['a letter in a date', [TD3[0] ?? '', put(TD3[1], 13, 'O')], ['character_not_allowed']],
    ['an unknown sex', [TD3[0] ?? '', put(TD3[1], 20, 'X')], ['character_not_allowed']],
    ['small letters', [(TD3[0] ?? '').toLowerCase(), TD3[1] ?? ''], Array(21).fill('character_not_allowed')],
    ['an impossible birth date', [TD3[0] ?? '', put(TD3[1], 13, '740832')], ['birth_date_impossible']],
    ['an impossible expiry date', [TD3[0] ?? '', put(TD3[1], 21, '121315')], ['expiry_date_impossible']],
    ['no document number', [TD3[0] ?? '', put(TD3[1], 0, '<<<<<<<<<0')], ['document_number_missing']],
  ];
  for (const [label, lines, expected] of cases) {
    assert.equal(parseZone(lines, today).ok, false, label);
    assert.deepEqual(codes(lines), expected, label);
  }
});

test('states that do not exist and names with text after their end are findings', () => {
  assert.deepEqual(codes([put(TD3[0], 2, 'QQQ'), TD3[1] ?? '']), ['issuing_state_unknown']);
  assert.deepEqual(codes([TD3[0] ?? '', put(TD3[1], 10, 'QQQ')]), ['nationality_unknown']);
  assert.deepEqual(codes([put(TD3[0], 40, 'K'), TD3[1] ?? '']), ['name_malformed']);
  assert.deepEqual(codes([put(TD3[0], 20, '<<MARIA'), TD3[1] ?? '']), ['name_malformed']);
  assert.deepEqual(codes([put(TD3[0], 43, 'K'), TD3[1] ?? '']), ['name_malformed']);
});

test('no sentence of a finding quotes the document', () => {
  const result = parseZone([put(TD3[0], 8, '0'), put(TD3[1], 13, '740832')], today);
  assert.ok(!result.ok);
  for (const { sentence } of result.error) assert.doesNotMatch(sentence, /ERIKSSON|L898902C3|740832/);
});

test('a single name stands in the family name', () => {
  const zone = read([`P<IDNSUKARNO${'<'.repeat(32)}`, TD3[1] ?? '']);
  assert.equal(zone.familyName, 'SUKARNO');
  assert.equal(zone.givenNames, '');
  assert.equal(zone.valid, true);
});

test('a name that fills its field may be cut', () => {
  const zone = read(['P<UTONILAVADHANANANDA<<CHAYAPA<DEJTHAMRONG<K', TD3[1] ?? '']);
  assert.equal(zone.mayNameBeCut, true);
  assert.equal(zone.givenNames, 'CHAYAPA DEJTHAMRONG K');
});

test('a crew member certificate is neither passport nor identity card', () => {
  assert.equal(read([put(TD1[0], 0, 'AC'), TD1[1] ?? '', TD1[2] ?? '']).kind, 'other');
  assert.equal(read([put(TD1[0], 0, 'ID'), TD1[1] ?? '', TD1[2] ?? '']).kind, 'identity_card');
});
