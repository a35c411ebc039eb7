import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import type { ZoneAmbiguity } from './ambiguity.ts';
import { writeZone, type ZoneFields } from './write-zone.ts';
import { parseZone, type Zone } from './zone.ts';
import { ZONE_FORMATS, ZONE_LAYOUTS } from './zone-format.ts';

const today = { year: 2026, month: 11, day: 21 };

const specimen: ZoneFields = {
  documentCode: 'P',
  issuingState: 'UTO',
  documentNumber: 'L898902C3',
  familyName: 'Eriksson',
  givenNames: 'Anna Maria',
  nationality: 'UTO',
  birthDate: { year: 1974, month: 8, day: 12 },
  sex: 'F',
  expiryDate: { year: 2032, month: 4, day: 15 },
};

function read(lines: readonly string[]): Zone {
  const result = parseZone(lines, today);
  assert.ok(result.ok, JSON.stringify(result));
  return result.value;
}

const places = (found: readonly ZoneAmbiguity[]) =>
  found
    .map(({ swaps }) => swaps.map(({ column, read: from, couldBe }) => `${column}${from}${couldBe}`).join(' '))
    .sort();

test('O and 0 under neighbouring weights 7 and 3 are reported together', () => {
  for (const optional of ['00', 'OO']) {
    const zone = read(writeZone('TD3', { ...specimen, optionalData: [optional] }));
    const swap = optional === '00' ? '0O' : 'O0';
    assert.deepEqual(places(zone.ambiguous), [`28${swap} 29${swap}`]);
    const other = writeZone('TD3', { ...specimen, optionalData: [optional === '00' ? 'OO' : '00'] });
    assert.equal(zone.lines[1]?.slice(42), other[1]?.slice(42));
  }
});

test('a single O or 0 in a protected field is not ambiguous', () => {
  assert.deepEqual(read(writeZone('TD3', specimen)).ambiguous, []);
  assert.deepEqual(read(writeZone('TD3', { ...specimen, optionalData: ['A0'] })).ambiguous, []);
});

test('nothing protects the optional data of a visa', () => {
  const zone = read(writeZone('MRV-B', { ...specimen, documentCode: 'V', optionalData: ['0X'] }));
  assert.deepEqual(places(zone.ambiguous), ['280O']);
});

test('in a long document number the composite check digit sees what its own cannot', () => {
  const long = { ...specimen, documentCode: 'I' };
  const apart = read(writeZone('TD1', { ...long, documentNumber: '0AAAAAAAAA0' }));
  // Weights 7 and 3 in the number, but 7 and 1 in the composite, which has the filler of the check position in between.
  assert.deepEqual(apart.ambiguous, []);
  const together = read(writeZone('TD1', { ...long, documentNumber: '00AAAAAAAAA' }));
  assert.deepEqual(places(together.ambiguous), ['50O 60O']);
});

test('similar characters are listed apart', () => {
  const zone = read(writeZone('TD3', { ...specimen, documentNumber: 'AG' }));
  assert.deepEqual(zone.ambiguous, []);
  assert.deepEqual(places(zone.confusable), ['1G6']);
});

/** Pairs as the module knows them, written down a second time. */
const LOOKS_LIKE: Record<string, string> = {
  O: '0',
  '0': 'O',
  I: '1',
  L: '1',
  '1': 'IL',
  Z: '2',
  '2': 'Z',
  S: '5',
  '5': 'S',
  G: '6',
  '6': 'G',
  B: '8',
  '8': 'B',
};

const isRight = (zone: Zone) => zone.checks.every(({ passed }) => passed);

test('exactly the swaps are listed that leave all check digits right', () => {
  const documents = fc.record({
    format: fc.constantFrom(...ZONE_FORMATS),
    documentNumber: fc.string({ unit: fc.constantFrom(...'OO00IL1Z2S5G6B8AX'), minLength: 1, maxLength: 9 }),
    optional: fc.string({ unit: fc.constantFrom(...'O01S5X'), minLength: 1, maxLength: 5 }),
  });
  fc.assert(
    fc.property(documents, ({ format, documentNumber, optional }) => {
      const documentCode = ZONE_LAYOUTS[format].firstLetters.charAt(0);
      const zone = read(writeZone(format, { ...specimen, documentCode, documentNumber, optionalData: [optional] }));
      const swaps = ZONE_LAYOUTS[format].fields
        .filter(({ kind }) => kind === 'alphanumeric' || kind === 'optional')
        .flatMap(({ line, start, end }) =>
          Array.from({ length: end - start }, (_, index) => ({ line, column: start + index })),
        )
        .flatMap(({ line, column }) =>
          [...(LOOKS_LIKE[zone.lines[line]?.charAt(column) ?? ''] ?? '')].map((couldBe) => ({ line, column, couldBe })),
        );
      const apply = (chosen: typeof swaps) =>
        read(
          zone.lines.map((text, line) =>
            [...text]
              .map(
                (character, column) =>
                  chosen.find((one) => one.line === line && one.column === column)?.couldBe ?? character,
              )
              .join(''),
          ),
        );
      const single = swaps.filter((swap) => isRight(apply([swap])));
      const rest = swaps.filter((swap) => !single.includes(swap));
      const pairs = rest.flatMap((one, index) =>
        rest
          .slice(index + 1)
          .filter((other) => one.line !== other.line || one.column !== other.column)
          .filter((other) => isRight(apply([one, other])))
          .map((other) => [one, other]),
      );
      const expected = [...single.map((swap) => [swap]), ...pairs].map((list) =>
        list.map(({ line, column, couldBe }) => `${line}:${column}${couldBe}`).join(' '),
      );
      const listed = [...zone.ambiguous, ...zone.confusable].map(({ swaps: list }) =>
        list.map(({ line, column, couldBe }) => `${line}:${column}${couldBe}`).join(' '),
      );
      assert.deepEqual(listed.sort(), expected.sort());
    }),
    { numRuns: 60 },
  );
});
