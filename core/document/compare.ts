import type { ZoneSwap } from './ambiguity.ts';
import { parseCalendarDate } from './calendar-date.ts';
import type { Comparison } from './comparison.ts';
import { recommended, spellWords } from './transliterate.ts';
import type { Zone } from './zone.ts';
import type { ZoneBirthDate } from './zone-date.ts';

export { compareName, type ExpectedName } from './compare-name.ts';

/**
 * Whether the birth date of a zone can be the expected one, given as YYYY-MM-DD. Only the parts that the zone knows are compared;
 * null when it knows none, or when the expected text is no date. A zone writes two digits of the year, so for a person of more than a
 * hundred years both centuries are right.
 */
export function compareBirthDate(expected: string, birthDate: ZoneBirthDate): Comparison {
  const evidence = { expected, document: describePartialDate(birthDate) };
  const date = parseCalendarDate(expected);
  if (date === undefined) {
    return {
      matches: null,
      code: 'birth_date_not_expected',
      reason: 'There is no expected birth date to compare with.',
      evidence,
    };
  }
  const { year, month, day, earlierYear } = birthDate;
  if (year === null && month === null && day === null) {
    return {
      matches: null,
      code: 'birth_date_unknown',
      reason: 'The document does not know the birth date.',
      evidence,
    };
  }
  const isYearRight = year === null || date.year === year || date.year === earlierYear;
  if (isYearRight && (month ?? date.month) === date.month && (day ?? date.day) === date.day) {
    return birthDate.iso === null
      ? {
          matches: true,
          code: 'birth_date_matches_in_part',
          reason: 'The parts of the birth date that the document knows are the expected ones.',
          evidence,
        }
      : {
          matches: true,
          code: 'birth_date_matches',
          reason: 'The birth date on the document is the expected one.',
          evidence,
        };
  }
  return {
    matches: false,
    code: 'birth_date_differs',
    reason: 'The birth date on the document differs from the expected one.',
    evidence,
  };
}

/**
 * Whether two texts are the same once written as a zone writes them: capitals, transliterated, without spaces, hyphens and
 * fillers. Null when the expected text is empty or cannot be written so.
 */
export function compareText(expected: string, document: string): Comparison {
  const evidence = { expected, document };
  const key = textKey(expected);
  if (key === undefined || key === '') {
    return {
      matches: null,
      code: 'text_not_expected',
      reason: 'There is no expected value to compare with.',
      evidence,
    };
  }
  return key === textKey(document)
    ? { matches: true, code: 'text_matches', reason: 'The value on the document is the expected one.', evidence }
    : {
        matches: false,
        code: 'text_differs',
        reason: 'The value on the document differs from the expected one.',
        evidence,
      };
}

/**
 * Whether the document number is the expected one. Where O and 0 cannot be told apart in it and only that keeps the two from being
 * equal, the answer is null.
 */
export function compareDocumentNumber(expected: string, zone: NumberedZone): Comparison {
  const plain = compareText(expected, zone.documentNumber);
  const evidence = plain.evidence;
  if (plain.matches === null) {
    return {
      matches: null,
      code: 'document_number_not_expected',
      reason: 'There is no expected document number to compare with.',
      evidence,
    };
  }
  if (plain.matches) {
    return {
      matches: true,
      code: 'document_number_matches',
      reason: 'The document number is the expected one.',
      evidence,
    };
  }
  const isOnlyAmbiguous = zone.ambiguous.length > 0 && alike(expected) === alike(zone.documentNumber);
  return isOnlyAmbiguous
    ? {
        matches: null,
        code: 'document_number_ambiguous',
        reason:
          'The document number equals the expected one but for the letter O and the digit 0, which its check digits cannot tell apart here.',
        evidence,
      }
    : {
        matches: false,
        code: 'document_number_differs',
        reason: 'The document number differs from the expected one.',
        evidence,
      };
}

/** What of a zone the comparison of numbers uses. */
export type NumberedZone = Pick<Zone, 'documentNumber'> & { ambiguous: readonly { swaps: readonly ZoneSwap[] }[] };

/** YYYY-MM-DD with XX for what is not known, as documents print it (ICAO 9303-3, 3.8). */
export function describePartialDate({ year, month, day }: Pick<ZoneBirthDate, 'year' | 'month' | 'day'>): string {
  const pair = (value: number | null) => (value === null ? 'XX' : String(value).padStart(2, '0'));
  return `${year === null ? 'XXXX' : String(year)}-${pair(month)}-${pair(day)}`;
}

function textKey(text: string): string | undefined {
  return spellWords(text)?.map(recommended).join('');
}

function alike(text: string): string | undefined {
  return textKey(text)?.replaceAll('O', '0');
}
