import assert from 'node:assert/strict';
import { test } from 'node:test';
import { findContradictions } from './contradiction.ts';
import { writeZone, type ZoneFields } from './write-zone.ts';
import { parseZone, type Zone } from './zone.ts';
import type { ZoneFormat } from './zone-format.ts';

const today = { year: 2026, month: 6, day: 1 };

function zone(format: ZoneFormat, fields: Partial<ZoneFields> = {}): Zone {
  const lines = writeZone(format, {
    documentCode: 'I',
    issuingState: 'GBR',
    documentNumber: 'L898902C3',
    familyName: 'Lovelace',
    givenNames: 'Ada',
    nationality: 'GBR',
    birthDate: { year: 1990, month: 12, day: 10 },
    sex: 'F',
    expiryDate: { year: 2030, month: 1, day: 31 },
    ...fields,
  });
  const parsed = parseZone(lines, today);
  assert.ok(parsed.ok);
  return parsed.value;
}

const long = { familyName: 'Ibarguengoitia Echebarria', givenNames: 'Maria del Pilar' };

const cases: readonly [guarantee: string, one: Zone, other: Zone, expected: readonly [string, string, string][]][] = [
  ['the same values agree', zone('TD1'), zone('TD1'), []],
  ['the same values in another format agree', zone('TD1'), zone('TD2'), []],
  ['optional data may differ', zone('TD1'), zone('TD1', { optionalData: ['A1'] }), []],
  ['a name that is cut short agrees with one that has more room', zone('TD1', long), zone('TD2', long), []],
  [
    'a number that differs in O and 0 alone agrees',
    zone('TD1', { documentNumber: 'AB0012345' }),
    zone('TD1', { documentNumber: 'ABO012345' }),
    [],
  ],
  [
    'another number',
    zone('TD1'),
    zone('TD1', { documentNumber: 'X1234567' }),
    [['documentNumber', 'L898902C3', 'X1234567']],
  ],
  ['another family name', zone('TD1'), zone('TD1', { familyName: 'Byron' }), [['name', 'LOVELACE, ADA', 'BYRON, ADA']]],
  [
    'one letter of a name',
    zone('TD1'),
    zone('TD1', { givenNames: 'Ava' }),
    [['name', 'LOVELACE, ADA', 'LOVELACE, AVA']],
  ],
  [
    'a given name missing where the name is not cut',
    zone('TD1'),
    zone('TD1', { givenNames: 'Ada Mary' }),
    [['name', 'LOVELACE, ADA', 'LOVELACE, ADA MARY']],
  ],
  [
    'a name that is cut short but begins otherwise',
    zone('TD1', long),
    zone('TD2', { ...long, familyName: 'Ibarguengoitia Etxebarria' }),
    [['name', 'IBARGUENGOITIA ECHEBARR, MARIA', 'IBARGUENGOITIA ETXEBARRI, MARIA']],
  ],
  [
    'another date of birth',
    zone('TD1'),
    zone('TD1', { birthDate: { year: 1991, month: 12, day: 10 } }),
    [['birthDate', '1990-12-10', '1991-12-10']],
  ],
  [
    'a date of birth that is known in part',
    zone('TD1'),
    zone('TD1', { birthDate: { year: 1990, month: null, day: null } }),
    [['birthDate', '1990-12-10', '1990-XX-XX']],
  ],
  ['another sex', zone('TD1'), zone('TD1', { sex: null }), [['sex', 'F', 'X']]],
  ['another nationality', zone('TD1'), zone('TD1', { nationality: 'FRA' }), [['nationality', 'GBR', 'FRA']]],
  ['another issuing state', zone('TD1'), zone('TD1', { issuingState: 'FRA' }), [['issuingState', 'GBR', 'FRA']]],
  [
    'another date of expiry',
    zone('TD1'),
    zone('TD1', { expiryDate: { year: 2031, month: 1, day: 31 } }),
    [['expiryDate', '2030-01-31', '2031-01-31']],
  ],
  [
    'another kind of document',
    zone('TD1'),
    zone('MRV-B', { documentCode: 'V' }),
    [['documentType', 'identity_card', 'visa']],
  ],
];

for (const [guarantee, one, other, expected] of cases) {
  const turned = expected.map(([name, first, second]) => [name, second, first]);
  const found = (a: Zone, b: Zone) => findContradictions(a, b).map(({ name, values }) => [name, ...values]);
  test(`${expected.length > 0 ? 'a contradiction: ' : ''}${guarantee}`, () => {
    assert.deepEqual(found(one, other), expected);
    assert.deepEqual(found(other, one), turned);
  });
}
