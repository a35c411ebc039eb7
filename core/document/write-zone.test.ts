import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { compareName } from './compare.ts';
import { writeName, writeZone, type ZoneFields } from './write-zone.ts';
import { parseZone } from './zone.ts';

const specimen: ZoneFields = {
  documentCode: 'P',
  issuingState: 'UTO',
  documentNumber: 'L898902C3',
  familyName: 'Eriksson',
  givenNames: 'Anna Maria',
  nationality: 'UTO',
  birthDate: { year: 1974, month: 8, day: 12 },
  sex: 'F',
  expiryDate: { year: 2012, month: 4, day: 15 },
  optionalData: ['ZE184226B'],
};

test('the specimens of ICAO 9303 are written as printed in it', () => {
  assert.deepEqual(writeZone('TD3', specimen), [
    'P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<',
    'L898902C36UTO7408122F1204159ZE184226B<<<<<10',
  ]);
  const card = { ...specimen, documentCode: 'I', documentNumber: 'D23145890', optionalData: [] };
  assert.deepEqual(writeZone('TD2', card), [
    'I<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<',
    'D231458907UTO7408122F1204159<<<<<<<6',
  ]);
  assert.deepEqual(writeZone('TD1', card), [
    'I<UTOD231458907<<<<<<<<<<<<<<<',
    '7408122F1204159UTO<<<<<<<<<<<6',
    'ERIKSSON<<ANNA<MARIA<<<<<<<<<<',
  ]);
  const visa = {
    ...specimen,
    documentCode: 'V',
    documentNumber: 'L8988901C',
    nationality: 'XXX',
    birthDate: { year: 1940, month: 9, day: 7 },
    expiryDate: { year: 1996, month: 12, day: 10 },
    optionalData: ['6ZE184226B'],
  };
  assert.deepEqual(writeZone('MRV-A', visa), [
    'V<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<',
    'L8988901C4XXX4009078F96121096ZE184226B<<<<<<',
  ]);
  assert.deepEqual(writeZone('MRV-B', { ...visa, optionalData: [] }), [
    'V<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<',
    'L8988901C4XXX4009078F9612109<<<<<<<<',
  ]);
});

test('a long document number is written as the example of ICAO 9303-5', () => {
  const lines = writeZone('TD1', {
    ...specimen,
    documentCode: 'I',
    documentNumber: 'D23145890734',
    familyName: 'Stevenson',
    givenNames: 'Peter John',
    birthDate: { year: 1934, month: 7, day: 12 },
    sex: 'M',
    expiryDate: { year: 1995, month: 7, day: 12 },
    optionalData: [],
  });
  assert.deepEqual(lines, [
    'I<UTOD23145890<7349<<<<<<<<<<<',
    '3407127M9507122UTO<<<<<<<<<<<2',
    'STEVENSON<<PETER<JOHN<<<<<<<<<',
  ]);
});

test('what does not fit is refused', () => {
  assert.throws(() => writeZone('TD3', { ...specimen, documentNumber: 'L898902C3X' }), RangeError);
  assert.throws(() => writeZone('TD3', { ...specimen, optionalData: ['X'.repeat(15)] }), RangeError);
  assert.throws(() => writeZone('TD3', { ...specimen, familyName: '李' }), RangeError);
  assert.throws(() => writeZone('TD3', { ...specimen, familyName: '' }), RangeError);
});

test('a name that is too long is cut with a letter in the last column', () => {
  const cases: [string, string, number, string][] = [
    ['Eriksson', 'Anna', 16, 'ERIKSSON<<ANNA<<'],
    ['Eriksson', 'Anna', 14, 'ERIKSSON<<ANNA'],
    ['Eriksson', 'Anna Maria', 17, 'ERIKSSON<<ANNA<MA'],
    ['Eriksson', 'Anna Maria', 16, 'ERIKSSON<<ANNA<M'],
    ['Eriksson', 'Anna Maria', 15, 'ERIKSSON<<ANN<M'],
    ['Eriksson', 'Anna Maria', 12, 'ERIKS<<ANN<M'],
    ['Berg Eriksson', 'Anna Maria', 12, 'BER<E<<ANN<M'],
    ['Eriksson', '', 5, 'ERIKS'],
    ['Eriksson', 'Jo', 10, 'ERIKSS<<JO'],
  ];
  for (const [familyName, givenNames, width, field] of cases) {
    assert.equal(writeName(familyName, givenNames, width), field, `${familyName} ${givenNames} ${width}`);
  }
});

test('whoever a zone was written for is recognized in it, however long the name is', () => {
  const word = fc.string({ unit: fc.constantFrom(...'ABEIKLMNORSTUÄÖÜßÉØÑ'), minLength: 3, maxLength: 14 });
  const names = fc.record({
    familyName: fc.array(word, { minLength: 1, maxLength: 2 }).map((words) => words.join('-')),
    givenNames: fc.array(word, { minLength: 1, maxLength: 4 }).map((words) => words.join(' ')),
  });
  fc.assert(
    fc.property(names, fc.constantFrom('TD1' as const, 'TD3' as const), (name, format) => {
      const lines = writeZone(format, {
        ...specimen,
        ...name,
        documentCode: format === 'TD3' ? 'P' : 'I',
      });
      const result = parseZone(lines, { year: 2026, month: 11, day: 21 });
      assert.ok(result.ok);
      assert.equal(result.value.valid, true);
      for (const expected of [name, { name: `${name.givenNames} ${name.familyName}` }]) {
        const { matches } = compareName(expected, result.value);
        // Cut to less than three letters, a name can only be left open.
        assert.notEqual(matches, false, lines.join('\n'));
        if (!result.value.mayNameBeCut) assert.equal(matches, true);
      }
    }),
    { numRuns: 500 },
  );
});
