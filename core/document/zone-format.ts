/**
 * The five sizes of a machine-readable zone as data: ICAO 9303-5 (TD1), 9303-6 (TD2), 9303-4 (TD3), 9303-7 (MRV-A and MRV-B).
 * Lines and columns count from 0 here, `end` is exclusive; the standard counts from 1 and includes the last.
 */
export type ZoneFormat = 'TD1' | 'TD2' | 'TD3' | 'MRV-A' | 'MRV-B';

/** A stretch of one line: columns `start` up to, not including, `end`. */
export type ZoneSpan = { line: number; start: number; end: number };

export type ZoneFieldKind = 'alpha' | 'digit' | 'alphanumeric' | 'name' | 'optional' | 'check' | 'sex' | 'date';

export type ZoneCheckName = 'documentNumber' | 'birthDate' | 'expiryDate' | 'optional' | 'composite';

export type ZoneFieldName =
  | 'documentCode'
  | 'issuingState'
  | 'name'
  | 'documentNumber'
  | 'nationality'
  | 'birthDate'
  | 'sex'
  | 'expiryDate'
  | 'optional'
  | 'optional2'
  | `${ZoneCheckName}Check`;

export type ZoneField = ZoneSpan & { name: ZoneFieldName; kind: ZoneFieldKind };

/**
 * A check digit, where it stands and the text it protects (the spans joined in this order).
 * `mayBeFiller`: the optional data of a TD3 when empty; the document number of a TD1 or TD2 when it is long and goes on
 * in the optional data, where its check digit then stands.
 */
export type ZoneCheck = {
  name: ZoneCheckName;
  at: { line: number; column: number };
  over: readonly ZoneSpan[];
  mayBeFiller: boolean;
};

export type ZoneLayout = {
  format: ZoneFormat;
  lineCount: number;
  columnCount: number;
  /** What the first character of the zone may be. */
  firstLetters: string;
  fields: readonly ZoneField[];
  checks: readonly ZoneCheck[];
};

const span = (line: number, start: number, end: number): ZoneSpan => ({ line, start, end });

const field = (name: ZoneFieldName, kind: ZoneFieldKind, line: number, start: number, end: number): ZoneField => ({
  name,
  kind,
  line,
  start,
  end,
});

const check = (
  name: ZoneCheckName,
  line: number,
  column: number,
  over: readonly ZoneSpan[],
  mayBeFiller = false,
): ZoneCheck => ({ name, at: { line, column }, over, mayBeFiller });

/** The checks that the second line of every two-line zone begins with. */
function twoLineChecks(numberMayBeFiller: boolean): ZoneCheck[] {
  return [
    check('documentNumber', 1, 9, [span(1, 0, 9)], numberMayBeFiller),
    check('birthDate', 1, 19, [span(1, 13, 19)]),
    check('expiryDate', 1, 27, [span(1, 21, 27)]),
  ];
}

/** The fields that all two-line zones share; only the width of the names and the optional data differ. */
function twoLineFields(columnCount: number, optionalEnd: number): ZoneField[] {
  return [
    field('documentCode', 'alpha', 0, 0, 2),
    field('issuingState', 'alpha', 0, 2, 5),
    field('name', 'name', 0, 5, columnCount),
    field('documentNumber', 'alphanumeric', 1, 0, 9),
    field('documentNumberCheck', 'check', 1, 9, 10),
    field('nationality', 'alpha', 1, 10, 13),
    field('birthDate', 'date', 1, 13, 19),
    field('birthDateCheck', 'check', 1, 19, 20),
    field('sex', 'sex', 1, 20, 21),
    field('expiryDate', 'date', 1, 21, 27),
    field('expiryDateCheck', 'check', 1, 27, 28),
    field('optional', 'optional', 1, 28, optionalEnd),
  ];
}

/** ICAO 9303-5, 4.2.2: three lines of 30. */
const TD1: ZoneLayout = {
  format: 'TD1',
  lineCount: 3,
  columnCount: 30,
  firstLetters: 'ACI',
  fields: [
    field('documentCode', 'alpha', 0, 0, 2),
    field('issuingState', 'alpha', 0, 2, 5),
    field('documentNumber', 'alphanumeric', 0, 5, 14),
    field('documentNumberCheck', 'check', 0, 14, 15),
    field('optional', 'optional', 0, 15, 30),
    field('birthDate', 'date', 1, 0, 6),
    field('birthDateCheck', 'check', 1, 6, 7),
    field('sex', 'sex', 1, 7, 8),
    field('expiryDate', 'date', 1, 8, 14),
    field('expiryDateCheck', 'check', 1, 14, 15),
    field('nationality', 'alpha', 1, 15, 18),
    field('optional2', 'optional', 1, 18, 29),
    field('compositeCheck', 'check', 1, 29, 30),
    field('name', 'name', 2, 0, 30),
  ],
  checks: [
    check('documentNumber', 0, 14, [span(0, 5, 14)], true),
    check('birthDate', 1, 6, [span(1, 0, 6)]),
    check('expiryDate', 1, 14, [span(1, 8, 14)]),
    check('composite', 1, 29, [span(0, 5, 30), span(1, 0, 7), span(1, 8, 15), span(1, 18, 29)]),
  ],
};

/** ICAO 9303-6, 4.2.2: two lines of 36. */
const TD2: ZoneLayout = {
  format: 'TD2',
  lineCount: 2,
  columnCount: 36,
  firstLetters: 'ACI',
  fields: [...twoLineFields(36, 35), field('compositeCheck', 'check', 1, 35, 36)],
  checks: [...twoLineChecks(true), check('composite', 1, 35, [span(1, 0, 10), span(1, 13, 20), span(1, 21, 35)])],
};

/** ICAO 9303-4, 4.2.2: two lines of 44. */
const TD3: ZoneLayout = {
  format: 'TD3',
  lineCount: 2,
  columnCount: 44,
  firstLetters: 'P',
  fields: [
    ...twoLineFields(44, 42),
    field('optionalCheck', 'check', 1, 42, 43),
    field('compositeCheck', 'check', 1, 43, 44),
  ],
  checks: [
    ...twoLineChecks(false),
    check('optional', 1, 42, [span(1, 28, 42)], true),
    check('composite', 1, 43, [span(1, 0, 10), span(1, 13, 20), span(1, 21, 43)]),
  ],
};

/** ICAO 9303-7, 4.2.2: two lines of 44. A visa has no composite check digit and nothing protects its optional data. */
const MRV_A: ZoneLayout = {
  format: 'MRV-A',
  lineCount: 2,
  columnCount: 44,
  firstLetters: 'V',
  fields: twoLineFields(44, 44),
  checks: twoLineChecks(false),
};

/** ICAO 9303-7, 5.2.2: two lines of 36. */
const MRV_B: ZoneLayout = {
  format: 'MRV-B',
  lineCount: 2,
  columnCount: 36,
  firstLetters: 'V',
  fields: twoLineFields(36, 36),
  checks: twoLineChecks(false),
};

export const ZONE_LAYOUTS: Readonly<Record<ZoneFormat, ZoneLayout>> = {
  TD1,
  TD2,
  TD3,
  'MRV-A': MRV_A,
  'MRV-B': MRV_B,
};

export const ZONE_FORMATS: readonly ZoneFormat[] = ['TD1', 'TD2', 'TD3', 'MRV-A', 'MRV-B'];

export type CharacterClass = 'documentLetter' | 'letter' | 'letterOrFiller' | 'digit' | 'digitOrFiller' | 'sex' | 'any';

const LETTERS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ';
const DIGITS = '0123456789';

const CHARACTERS: Readonly<Record<Exclude<CharacterClass, 'documentLetter'>, string>> = {
  letter: LETTERS,
  letterOrFiller: `${LETTERS}<`,
  digit: DIGITS,
  digitOrFiller: `${DIGITS}<`,
  sex: 'MF<',
  any: `${DIGITS}${LETTERS}<`,
};

/**
 * What ICAO 9303 allows at a position. Throws a RangeError outside the zone.
 *
 * - A name, a state and a nationality begin with a letter (the primary identifier is never empty, 9303-3, 4.6).
 * - A birth date may hold fillers for unknown parts (9303-3, 4.8), an expiry date may not.
 */
export function characterClass(format: ZoneFormat, line: number, column: number): CharacterClass {
  if (line === 0 && column === 0) return 'documentLetter';
  const found = fieldAt(format, line, column);
  switch (found.kind) {
    case 'alpha':
    case 'name':
      return column === found.start ? 'letter' : 'letterOrFiller';
    case 'sex':
      return 'sex';
    case 'digit':
      return 'digit';
    case 'date':
      return found.name === 'birthDate' ? 'digitOrFiller' : 'digit';
    case 'check':
      return mayCheckBeFiller(format, line, column) ? 'digitOrFiller' : 'digit';
    case 'optional':
    case 'alphanumeric':
      return 'any';
  }
}

/** The characters allowed at a position, as one string: the mask of a reader. */
export function allowedCharacters(format: ZoneFormat, line: number, column: number): string {
  const name = characterClass(format, line, column);
  return name === 'documentLetter' ? ZONE_LAYOUTS[format].firstLetters : CHARACTERS[name];
}

/** The field that a position belongs to; every position of a zone belongs to exactly one. */
export function fieldAt(format: ZoneFormat, line: number, column: number): ZoneField {
  const found = ZONE_LAYOUTS[format].fields.find(
    (candidate) => candidate.line === line && column >= candidate.start && column < candidate.end,
  );
  if (found === undefined) throw new RangeError(`${format} has no column ${column} in line ${line}`);
  return found;
}

function mayCheckBeFiller(format: ZoneFormat, line: number, column: number): boolean {
  return ZONE_LAYOUTS[format].checks.some(
    (candidate) => candidate.at.line === line && candidate.at.column === column && candidate.mayBeFiller,
  );
}

/** The text of some spans of a zone, joined. */
export function textOf(lines: readonly string[], spans: readonly ZoneSpan[]): string {
  return spans.map(({ line, start, end }) => (lines[line] ?? '').slice(start, end)).join('');
}

/** The text of a field by its name; empty where the format has no such field. */
export function fieldText(layout: ZoneLayout, lines: readonly string[], name: ZoneFieldName): string {
  return textOf(
    lines,
    layout.fields.filter((field) => field.name === name),
  );
}

/** A text without the fillers at its end. */
export function trimFillers(text: string): string {
  return text.replace(/<+$/, '');
}
