import type { CalendarDate } from './calendar-date.ts';
import { checkDigit, FILLER } from './check-digit.ts';
import { transliterate } from './transliterate.ts';
import type { PartialDate } from './zone-date.ts';
import {
  textOf,
  ZONE_LAYOUTS,
  type ZoneCheck,
  type ZoneField,
  type ZoneFormat,
  type ZoneLayout,
} from './zone-format.ts';

/** What a zone is to say. Names may be in any script that `transliterate` knows. */
export type ZoneFields = {
  /** One or two letters, e.g. `P`, `ID`. */
  documentCode: string;
  issuingState: string;
  documentNumber: string;
  familyName: string;
  /** Empty for a person with a single name. */
  givenNames: string;
  nationality: string;
  /** Null parts are written as fillers. */
  birthDate: PartialDate;
  sex: 'M' | 'F' | null;
  expiryDate: CalendarDate;
  /** In the order of the lines; TD1 has room for two, the others for one. */
  optionalData?: readonly string[];
  /** What a TD3 prints as the check digit of empty optional data; the standard allows both. */
  emptyOptionalCheck?: '<' | '0';
};

/**
 * Writes the lines of a zone with right check digits: the inverse of `parseZone`, for tests, generators and specimens. Throws a
 * RangeError when a field does not fit or a name cannot be transliterated.
 */
export function writeZone(format: ZoneFormat, fields: ZoneFields): string[] {
  const layout = ZONE_LAYOUTS[format];
  const rows = Array.from({ length: layout.lineCount }, () => Array<string>(layout.columnCount).fill(FILLER));
  for (const field of layout.fields.filter(({ kind }) => kind !== 'check')) {
    [...fieldContent(layout, field, fields)].forEach((character, index) => {
      rows[field.line]?.splice(field.start + index, 1, character);
    });
  }
  for (const check of layout.checks) {
    const printed = printedCheck(check, rows, fields);
    rows[check.at.line]?.splice(check.at.column, 1, printed);
  }
  return rows.map((row) => row.join(''));
}

/**
 * The name field as the standard writes it: primary identifier, two fillers, secondary identifier (ICAO 9303-3, 4.6), exactly `width`
 * characters. A name that does not fit is cut so that a letter stands in the last column, which says that it may be cut (9303-4,
 * 4.2.2.2 and its like): the given names lose letters at their end, and the family name only what leaves them five.
 */
export function writeName(familyName: string, givenNames: string, width: number): string {
  const primary = spell(familyName);
  const secondary = spell(givenNames);
  if (primary === '') throw new RangeError('a zone cannot be written without a family name');
  const whole = secondary === '' ? primary : `${primary}<<${secondary}`;
  if (whole.length <= width) return whole.padEnd(width, FILLER);
  if (secondary === '') return cutToLetter(primary, width);
  const primaryRoom = Math.max(width - 2 - secondary.length, width - 2 - LEAST_GIVEN_LETTERS);
  const family = primary.length <= primaryRoom ? primary : cutToLetter(primary, primaryRoom);
  return `${family}<<${cutToLetter(secondary, width - 2 - family.length)}`;
}

const LEAST_GIVEN_LETTERS = 5;

/**
 * The first characters of a text, with a letter as the last: where a filler would end them, the longer word before it loses a letter,
 * so that the first letter of the next word still stands.
 */
function cutToLetter(text: string, width: number): string {
  const cut = text.slice(0, width);
  if (!cut.endsWith(FILLER)) return cut;
  const shorter = cut.replace(/^(.*[A-Z])[A-Z](?=<)/, '$1');
  return `${shorter.length < cut.length ? shorter : cut.slice(0, -1)}${text.charAt(width)}`;
}

function fieldContent(layout: ZoneLayout, field: ZoneField, fields: ZoneFields): string {
  const content = textFor(layout, field, fields);
  if (content.length > field.end - field.start) {
    throw new RangeError(
      `${field.name} "${content}" does not fit the ${field.end - field.start} columns of ${layout.format}`,
    );
  }
  return content;
}

function textFor(layout: ZoneLayout, field: ZoneField, fields: ZoneFields): string {
  const number = spell(fields.documentNumber);
  switch (field.name) {
    case 'documentCode':
      return fields.documentCode;
    case 'issuingState':
      return fields.issuingState;
    case 'nationality':
      return fields.nationality;
    case 'name':
      return writeName(fields.familyName, fields.givenNames, field.end - field.start);
    case 'documentNumber':
      return isContinued(layout, number) ? number.slice(0, NUMBER_COLUMNS) : number;
    case 'birthDate':
      return writeDate(fields.birthDate);
    case 'expiryDate':
      return writeDate(fields.expiryDate);
    case 'sex':
      return fields.sex ?? FILLER;
    case 'optional':
      return isContinued(layout, number) ? `${writeTail(number)}${optionalText(fields, 0)}` : optionalText(fields, 0);
    case 'optional2':
      return optionalText(fields, 1);
    default:
      throw new RangeError(`${field.name} is not a field to write`);
  }
}

const NUMBER_COLUMNS = 9;

/** Only a TD1 and a TD2 let a long number go on in the optional data (ICAO 9303-5 and 9303-6). */
function isContinued(layout: ZoneLayout, number: string): boolean {
  const isAllowed = layout.checks.some(({ name, mayBeFiller }) => name === 'documentNumber' && mayBeFiller);
  return isAllowed && number.length > NUMBER_COLUMNS;
}

function writeTail(number: string): string {
  return `${number.slice(NUMBER_COLUMNS)}${checkDigit(number)}${FILLER}`;
}

function optionalText(fields: ZoneFields, index: number): string {
  return fields.optionalData?.[index] ?? '';
}

function printedCheck(check: ZoneCheck, rows: readonly string[][], fields: ZoneFields): string {
  const text = textOf(
    rows.map((row) => row.join('')),
    check.over,
  );
  if (check.name === 'documentNumber' && check.mayBeFiller && spell(fields.documentNumber).length > NUMBER_COLUMNS) {
    return FILLER;
  }
  if (check.name === 'optional' && /^<*$/.test(text)) return fields.emptyOptionalCheck ?? FILLER;
  return String(checkDigit(text));
}

function writeDate({ year, month, day }: PartialDate): string {
  return [year, month, day].map((part) => (part === null ? '<<' : String(part % 100).padStart(2, '0'))).join('');
}

function spell(text: string): string {
  const written = transliterate(text);
  if (written === undefined) throw new RangeError(`"${text}" cannot be transliterated`);
  return written;
}
