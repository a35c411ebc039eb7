import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { daysInMonth } from './calendar-date.ts';
import { isBlindPair } from './check-digit.ts';
import { ISSUING_STATES } from './issuing-state.ts';
import { writeZone, type ZoneFields } from './write-zone.ts';
import { parseZone, type Zone } from './zone.ts';
import { allowedCharacters, fieldAt, ZONE_FORMATS, ZONE_LAYOUTS, type ZoneFormat } from './zone-format.ts';

const today = { year: 2026, month: 11, day: 21 };

const text = (characters: string, minLength: number, maxLength: number) =>
  fc.string({ unit: fc.constantFrom(...characters), minLength, maxLength });

const LETTERS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ';
const FREE = `0123456789${LETTERS}`;

const date = (firstYear: number, lastYear: number) =>
  fc
    .record({ year: fc.integer({ min: firstYear, max: lastYear }), month: fc.integer({ min: 1, max: 12 }) })
    .chain(({ year, month }) =>
      fc.integer({ min: 1, max: daysInMonth(year, month) }).map((day) => ({ year, month, day })),
    );

const CODES: Record<ZoneFormat, string[]> = {
  TD1: ['I', 'ID', 'A', 'C', 'IR'],
  TD2: ['I', 'ID', 'A', 'C'],
  TD3: ['P', 'PD', 'PS'],
  'MRV-A': ['V', 'VA'],
  'MRV-B': ['V', 'VB'],
};

const states = [...ISSUING_STATES.keys()];

const documents = fc.constantFrom(...ZONE_FORMATS).chain((format) => {
  const isCard = format === 'TD1' || format === 'TD2';
  return fc.record({
    format: fc.constant(format),
    fields: fc.record<ZoneFields>({
      documentCode: fc.constantFrom(...CODES[format]),
      issuingState: fc.constantFrom(...states),
      documentNumber: text(FREE, 1, isCard ? 12 : 9),
      familyName: text(LETTERS, 1, 12),
      givenNames: fc.array(text(LETTERS, 1, 6), { maxLength: 2 }).map((names) => names.join(' ')),
      nationality: fc.constantFrom(...states),
      birthDate: fc.oneof(
        date(1930, 2025),
        date(1930, 2025).map((whole) => ({ ...whole, day: null })),
        date(1930, 2025).map(({ year }) => ({ year, month: null, day: null })),
        fc.constant({ year: null, month: null, day: null }),
      ),
      sex: fc.constantFrom('M' as const, 'F' as const, null),
      expiryDate: date(2026, 2050),
      optionalData: format === 'TD1' ? fc.tuple(text(FREE, 0, 10), text(FREE, 0, 11)) : fc.tuple(text(FREE, 0, 2)),
      emptyOptionalCheck: fc.constantFrom('<' as const, '0' as const),
    }),
  });
});

function read(lines: readonly string[]): Zone {
  const result = parseZone(lines, today);
  assert.ok(result.ok, JSON.stringify([lines, result]));
  return result.value;
}

test('what was written is read, valid and complete', () => {
  fc.assert(
    fc.property(documents, ({ format, fields }) => {
      const zone = read(writeZone(format, fields));
      assert.equal(zone.format, format);
      assert.deepEqual(zone.findings, []);
      assert.deepEqual(
        {
          documentCode: zone.documentCode,
          issuingState: zone.issuingState.code,
          documentNumber: zone.documentNumber,
          familyName: zone.familyName,
          givenNames: zone.givenNames,
          nationality: zone.nationality.code,
          birthDate: [zone.birthDate.year, zone.birthDate.month, zone.birthDate.day],
          sex: zone.sex,
          expiryDate: [zone.expiryDate.year, zone.expiryDate.month, zone.expiryDate.day],
          optionalData: zone.optionalData,
        },
        {
          documentCode: fields.documentCode,
          issuingState: fields.issuingState,
          documentNumber: fields.documentNumber,
          familyName: fields.familyName,
          givenNames: fields.givenNames,
          nationality: fields.nationality,
          birthDate: [fields.birthDate.year, fields.birthDate.month, fields.birthDate.day],
          sex: fields.sex,
          expiryDate: [fields.expiryDate.year, fields.expiryDate.month, fields.expiryDate.day],
          optionalData: (fields.optionalData ?? []).filter((part) => part !== ''),
        },
      );
    }),
    { numRuns: 500 },
  );
});

/** A check digit that a composite protects is compared as well, so that no other character can stand for it. */
function isCheckDigit(format: ZoneFormat, fields: ZoneFields, line: number, column: number): boolean {
  const optional = ZONE_LAYOUTS[format].fields.find(({ name }) => name === 'optional');
  const isOfLongNumber =
    fields.documentNumber.length > 9 &&
    line === optional?.line &&
    column === optional.start + fields.documentNumber.length - 9;
  return isOfLongNumber || fieldAt(format, line, column).kind === 'check';
}

test('a changed character of a protected field is noticed, unless its value differs by a multiple of 10', () => {
  const change = fc.record({ document: documents, where: fc.nat(), what: fc.nat() });
  fc.assert(
    fc.property(change, ({ document, where, what }) => {
      const { format } = document;
      const lines = writeZone(format, document.fields);
      const spans = ZONE_LAYOUTS[format].checks.flatMap(({ over }) => over);
      const span = spans[where % spans.length];
      assert.ok(span);
      const column = span.start + (what % (span.end - span.start));
      const before = lines[span.line]?.charAt(column) ?? '';
      for (const after of allowedCharacters(format, span.line, column)) {
        // A filler may part or join a long document number, which moves what is protected; the next test has the fillers.
        if (after === before || after === '<' || before === '<') continue;
        const changed = lines.map((line, index) =>
          index === span.line ? line.slice(0, column) + after + line.slice(column + 1) : line,
        );
        const result = parseZone(changed, today);
        const isNoticed = !result.ok || !result.value.valid;
        const isBlind = isBlindPair(before, after);
        // A blind change may still be noticed for another reason: a day that does not exist.
        assert.equal(isNoticed || isBlind, true, `${format} ${span.line}:${column} ${before} to ${after}`);
        if (!result.ok) continue;
        const isRight = result.value.checks.every(({ passed }) => passed);
        assert.equal(isRight, isBlind && !isCheckDigit(format, document.fields, span.line, column));
      }
    }),
    { numRuns: 300 },
  );
});

test('a document number that loses a character to a filler is noticed, unless the character counts a multiple of 10', () => {
  fc.assert(
    fc.property(documents, fc.nat(), ({ format, fields }, place) => {
      fc.pre(fields.documentNumber.length <= 9 && fields.documentNumber.length > 1);
      const lines = writeZone(format, fields);
      const span = ZONE_LAYOUTS[format].fields.find(({ name }) => name === 'documentNumber');
      assert.ok(span);
      const column = span.start + (place % fields.documentNumber.length);
      const before = lines[span.line]?.charAt(column) ?? '';
      const changed = lines.map((line, index) =>
        index === span.line ? `${line.slice(0, column)}<${line.slice(column + 1)}` : line,
      );
      const result = parseZone(changed, today);
      assert.ok(result.ok);
      assert.equal(result.value.valid, isBlindPair(before, '<'));
    }),
    { numRuns: 300 },
  );
});

test('any other digit in place of a check digit is noticed', () => {
  fc.assert(
    fc.property(documents, fc.nat(), fc.integer({ min: 1, max: 9 }), ({ format, fields }, which, step) => {
      const lines = writeZone(format, fields);
      const checks = ZONE_LAYOUTS[format].checks;
      const at = checks[which % checks.length]?.at;
      assert.ok(at);
      const printed = lines[at.line]?.charAt(at.column) ?? '';
      fc.pre(printed !== '<');
      const other = String((Number(printed) + step) % 10);
      const changed = lines.map((line, index) =>
        index === at.line ? line.slice(0, at.column) + other + line.slice(at.column + 1) : line,
      );
      assert.equal(read(changed).valid, false);
    }),
    { numRuns: 300 },
  );
});

test('arbitrary texts of the right size never break the parser', () => {
  const anyZone = fc.constantFrom(...ZONE_FORMATS).chain((format) => {
    const { lineCount, columnCount } = ZONE_LAYOUTS[format];
    const lines = Array.from({ length: lineCount }, (_, line) =>
      fc.tuple(
        ...Array.from({ length: columnCount }, (__, column) =>
          fc.constantFrom(...allowedCharacters(format, line, column)),
        ),
      ),
    );
    return fc.tuple(...lines).map((rows) => rows.map((row) => row.join('')));
  });
  fc.assert(
    fc.property(anyZone, (lines) => {
      const result = parseZone(lines, today);
      if (result.ok) assert.equal(result.value.valid, result.value.findings.length === 0);
      else assert.ok(result.error.length > 0);
    }),
    { numRuns: 200 },
  );
});
