import { fail, ok, type Result } from '../result.ts';
import { findAmbiguities, type ZoneAmbiguity } from './ambiguity.ts';
import { type CalendarDate, compareCalendarDates, formatCalendarDate } from './calendar-date.ts';
import { FILLER, isCheckDigitRight } from './check-digit.ts';
import {
  coveredPositions,
  type DocumentNumber,
  freePositions,
  readDocumentNumber,
  readOptionalData,
} from './document-number.ts';
import { findIssuingState } from './issuing-state.ts';
import { parseBirthDate, parseExpiryDate, type ZoneBirthDate } from './zone-date.ts';
import {
  birthDateImpossible,
  characterError,
  checkDigitError,
  documentNumberMissing,
  expiryBeforeBirth,
  expiryDateImpossible,
  issuingStateUnknown,
  nameMalformed,
  nationalityUnknown,
  shapeError,
  type ZoneError,
} from './zone-error.ts';
import {
  allowedCharacters,
  fieldAt,
  fieldText,
  textOf,
  trimFillers,
  ZONE_FORMATS,
  ZONE_LAYOUTS,
  type ZoneCheckName,
  type ZoneFieldName,
  type ZoneFormat,
  type ZoneLayout,
} from './zone-format.ts';

export type DocumentKind = 'passport' | 'identity_card' | 'visa' | 'other';

/** A state, organization or nationality as the zone names it; `alpha2` and `nameKey` are null when the code is not known. */
export type ZoneState = { code: string; alpha2: string | null; nameKey: string | null };

/** What a machine-readable zone says. Names are in the zone's spelling, fillers as spaces. */
export type Zone = {
  format: ZoneFormat;
  lines: readonly string[];
  /** One or two letters, e.g. `P`, `PD`, `ID`. */
  documentCode: string;
  kind: DocumentKind;
  issuingState: ZoneState;
  /** Complete, also when a TD1 or TD2 continues it in the optional data. */
  documentNumber: string;
  familyName: string;
  /** Empty when the person has a single name, which then stands in `familyName` (ICAO 9303-3, 4.6). */
  givenNames: string;
  /** The name field is full to its last column, so that the name may be cut short (ICAO 9303-4, 4.2.2.2 and its like). */
  mayNameBeCut: boolean;
  nationality: ZoneState;
  birthDate: ZoneBirthDate;
  /** Null: not stated (a filler in the zone, X on the page). */
  sex: 'M' | 'F' | null;
  expiryDate: CalendarDate & { iso: string };
  /** In the order of the lines; without what belongs to a long document number. Inner fillers are kept. */
  optionalData: readonly string[];
  checks: readonly { name: ZoneCheckName; passed: boolean }[];
  /** Why the zone cannot be relied on; empty when `valid`. */
  findings: readonly ZoneError[];
  /** Every check digit is right, the states exist and the name is well formed. Says nothing about names being read right: nothing protects them. */
  valid: boolean;
  /** Other readings of document number and optional data that all check digits would accept too, between O and 0: no reader can rule these out. */
  ambiguous: readonly ZoneAmbiguity[];
  /** The same for characters that are only similar (8 and B, 6 and G): for a reader that knows how sure it was of each. Most zones have some. */
  confusable: readonly ZoneAmbiguity[];
  /** The last day of validity lies before `today`. */
  expired: boolean;
};

/**
 * Reads the lines of a machine-readable zone (ICAO 9303-3 to 9303-7). It fails, with everything that is wrong, when the text cannot
 * be a zone: wrong shape, a character where it cannot stand, a day that does not exist. A zone whose check digits are wrong is still
 * returned, with `valid` false and its findings, because what can be read of it helps to explain.
 */
export function parseZone(lines: readonly string[], today: CalendarDate): Result<Zone, ZoneError[]> {
  const layout = findLayout(lines);
  if (layout === undefined) return fail([shapeError(lines.map((line) => line.length))]);
  const misplaced = misplacedCharacters(layout, lines);
  if (misplaced.length > 0) return fail(misplaced);

  const read = (name: ZoneFieldName) => fieldText(layout, lines, name);
  const birthDate = parseBirthDate(read('birthDate'), today);
  const expiryDate = parseExpiryDate(read('expiryDate'), today);
  const number = readDocumentNumber(layout, lines);
  if (birthDate === undefined || expiryDate === undefined || number.text === '') {
    return fail([
      ...(number.text === '' ? [documentNumberMissing] : []),
      ...(birthDate === undefined ? [birthDateImpossible] : []),
      ...(expiryDate === undefined ? [expiryDateImpossible] : []),
    ]);
  }

  const checks = judgeChecks(layout, lines, number);
  const issuingState = readState(read('issuingState'));
  const nationality = readState(read('nationality'));
  const name = readName(read('name'));
  const otherReadings = findAmbiguities(lines, freePositions(layout, number), coveredPositions(layout, number));
  const findings: ZoneError[] = [
    ...checks.filter(({ passed }) => !passed).map((check) => checkDigitError(check.name)),
    ...(issuingState.nameKey === null ? [issuingStateUnknown(issuingState.code)] : []),
    ...(nationality.nameKey === null ? [nationalityUnknown(nationality.code)] : []),
    ...(name.isWellFormed ? [] : [nameMalformed]),
    ...(isBornAfter(birthDate, expiryDate) ? [expiryBeforeBirth] : []),
  ];
  return ok({
    format: layout.format,
    lines,
    documentCode: withoutFillers(read('documentCode')),
    kind: documentKind(read('documentCode')),
    issuingState,
    documentNumber: withoutFillers(number.text),
    familyName: name.familyName,
    givenNames: name.givenNames,
    mayNameBeCut: !read('name').endsWith(FILLER),
    nationality,
    birthDate,
    sex: readSex(read('sex')),
    expiryDate: { ...expiryDate, iso: formatCalendarDate(expiryDate) },
    optionalData: readOptionalData(layout, lines, number),
    checks,
    findings,
    valid: findings.length === 0,
    ambiguous: otherReadings.filter(({ shape }) => shape === 'same'),
    confusable: otherReadings.filter(({ shape }) => shape === 'similar'),
    expired: compareCalendarDates(expiryDate, today) < 0,
  });
}

function findLayout(lines: readonly string[]): ZoneLayout | undefined {
  const fitting = ZONE_FORMATS.map((format) => ZONE_LAYOUTS[format]).filter(
    ({ lineCount, columnCount }) => lines.length === lineCount && lines.every((line) => line.length === columnCount),
  );
  const first = lines[0]?.charAt(0) ?? '';
  // A first letter that fits none is reported as a character that cannot stand there, against the travel document of that size.
  return fitting.find(({ firstLetters }) => firstLetters.includes(first)) ?? fitting[0];
}

function misplacedCharacters(layout: ZoneLayout, lines: readonly string[]): ZoneError[] {
  return lines.flatMap((text, line) =>
    [...text].flatMap((character, column) =>
      allowedCharacters(layout.format, line, column).includes(character)
        ? []
        : [characterError({ line, column }, fieldAt(layout.format, line, column).name)],
    ),
  );
}

function judgeChecks(layout: ZoneLayout, lines: readonly string[], number: DocumentNumber): Zone['checks'] {
  return layout.checks.map(({ name, at, over, mayBeFiller }) => {
    const passed =
      name === 'documentNumber'
        ? isCheckDigitRight(textOf(lines, number.spans), number.checkCharacter, false)
        : isCheckDigitRight(textOf(lines, over), lines[at.line]?.charAt(at.column) ?? '', mayBeFiller);
    return { name, passed };
  });
}

function readState(text: string): ZoneState {
  const code = trimFillers(text);
  const found = findIssuingState(code);
  return { code, alpha2: found?.alpha2 ?? null, nameKey: found?.nameKey ?? null };
}

/** Primary and secondary identifier, parted by two fillers; after them only fillers to the end (ICAO 9303-3, 4.6). */
function readName(text: string): { familyName: string; givenNames: string; isWellFormed: boolean } {
  const parts = trimFillers(text).split('<<');
  const [familyName = '', ...rest] = parts.map(withoutFillers);
  const isWellFormed = parts.length <= 2 && !parts.some((part) => part.startsWith(FILLER));
  return { familyName, givenNames: rest.filter((part) => part !== '').join(' '), isWellFormed };
}

function readSex(text: string): 'M' | 'F' | null {
  return text === 'M' || text === 'F' ? text : null;
}

/**
 * ICAO 9303-4 to 9303-7 fix the first letter only: P a passport, V a visa, A, C and I an official travel document of card size, of
 * which AC is a crew member certificate. What else the second letter says is up to each state, so a residence permit in card size
 * counts as an identity card here: read `documentCode` where that matters.
 */
function documentKind(code: string): DocumentKind {
  if (code.startsWith('P')) return 'passport';
  if (code.startsWith('V')) return 'visa';
  return code === 'AC' ? 'other' : 'identity_card';
}

function isBornAfter(birth: ZoneBirthDate, expiry: CalendarDate): boolean {
  if (birth.year === null || birth.earlierYear !== null) return false;
  return compareCalendarDates({ year: birth.year, month: birth.month ?? 1, day: birth.day ?? 1 }, expiry) > 0;
}

/** Fillers as spaces, none at the ends. */
function withoutFillers(text: string): string {
  return text.replaceAll(FILLER, ' ').trim().replace(/ +/g, ' ');
}
