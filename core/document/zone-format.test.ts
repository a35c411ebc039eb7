import assert from 'node:assert/strict';
import { test } from 'node:test';
import { allowedCharacters, characterClass, ZONE_FORMATS, ZONE_LAYOUTS, type ZoneFormat } from './zone-format.ts';

test('every position of every format belongs to exactly one field', () => {
  for (const { format, lineCount, columnCount, fields } of Object.values(ZONE_LAYOUTS)) {
    for (let line = 0; line < lineCount; line += 1) {
      for (let column = 0; column < columnCount; column += 1) {
        const owners = fields.filter((field) => field.line === line && column >= field.start && column < field.end);
        assert.equal(owners.length, 1, `${format} line ${line} column ${column}`);
      }
    }
    const size = fields.reduce((sum, { start, end }) => sum + end - start, 0);
    assert.equal(size, lineCount * columnCount, format);
  }
});

test('every check digit stands in its own check field and every check field has a check digit', () => {
  for (const { format, fields, checks } of Object.values(ZONE_LAYOUTS)) {
    const places = checks.map(({ name, at }) => `${name}Check ${at.line} ${at.column}`).sort();
    const expected = fields
      .filter(({ kind }) => kind === 'check')
      .map(({ name, line, start }) => `${name} ${line} ${start}`)
      .sort();
    assert.deepEqual(places, expected, format);
  }
});

test('the composite check digit comes last, visas have none', () => {
  for (const format of ZONE_FORMATS) {
    const names = ZONE_LAYOUTS[format].checks.map(({ name }) => name);
    assert.equal(names.includes('composite'), !format.startsWith('MRV'), format);
    if (!format.startsWith('MRV')) assert.equal(names.at(-1), 'composite');
  }
});

test('masks allow what ICAO 9303 allows', () => {
  const cases: [ZoneFormat, number, number, string][] = [
    ['TD3', 0, 0, 'documentLetter'],
    ['TD3', 0, 1, 'letterOrFiller'],
    ['TD3', 0, 2, 'letter'],
    ['TD3', 0, 3, 'letterOrFiller'],
    ['TD3', 0, 5, 'letter'],
    ['TD3', 0, 43, 'letterOrFiller'],
    ['TD3', 1, 0, 'any'],
    ['TD3', 1, 9, 'digit'],
    ['TD2', 1, 9, 'digitOrFiller'],
    ['TD1', 0, 14, 'digitOrFiller'],
    ['TD3', 1, 13, 'digitOrFiller'],
    ['TD3', 1, 19, 'digit'],
    ['TD3', 1, 20, 'sex'],
    ['TD3', 1, 21, 'digit'],
    ['TD3', 1, 28, 'any'],
    ['TD3', 1, 42, 'digitOrFiller'],
    ['TD3', 1, 43, 'digit'],
    ['MRV-A', 1, 43, 'any'],
    ['MRV-B', 1, 35, 'any'],
    ['TD1', 1, 29, 'digit'],
    ['TD1', 2, 0, 'letter'],
  ];
  for (const [format, line, column, name] of cases) {
    assert.equal(characterClass(format, line, column), name, `${format} ${line} ${column}`);
  }
});

test('the first letter tells sizes of the same width apart', () => {
  assert.equal(allowedCharacters('TD3', 0, 0), 'P');
  assert.equal(allowedCharacters('MRV-A', 0, 0), 'V');
  assert.equal(allowedCharacters('MRV-B', 0, 0), 'V');
  assert.equal(allowedCharacters('TD1', 0, 0), 'ACI');
  assert.equal(allowedCharacters('TD2', 0, 0), 'ACI');
  assert.throws(() => characterClass('TD3', 2, 0), RangeError);
  assert.throws(() => characterClass('TD3', 0, 44), RangeError);
});
