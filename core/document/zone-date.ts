import {
  type CalendarDate,
  compareCalendarDates,
  daysInMonth,
  formatCalendarDate,
  isCalendarDate,
} from './calendar-date.ts';

/** A birth date as far as the zone knows it: unknown parts are null (ICAO 9303-3, 4.8: fillers). */
export type PartialDate = { year: number | null; month: number | null; day: number | null };

/**
 * A birth date of a zone.
 * `iso` is the complete date as YYYY-MM-DD, null when a part is unknown. `earlierYear` is the other year that the two digits can
 * mean for a living person, a century before `year`; null when nobody is that old.
 */
export type ZoneBirthDate = PartialDate & { iso: string | null; earlierYear: number | null };

/** Nobody has been older than 122 years; a margin keeps the rule from being a judgement. */
const OLDEST_AGE_YEARS = 125;

/** An expiry year lies in the hundred years around today that begin this many years before it. */
const EXPIRY_YEARS_BACK = 49;

/**
 * Reads YYMMDD with fillers for unknown pairs. The century is the latest that does not put the birth after `today`: ICAO 9303-3,
 * 4.8 writes two digits of the year and leaves the century to the reader. Undefined when no such day can exist.
 */
export function parseBirthDate(text: string, today: CalendarDate): ZoneBirthDate | undefined {
  const [shortYear, month, day] = [text.slice(0, 2), text.slice(2, 4), text.slice(4, 6)].map(parsePair);
  if (shortYear === undefined || month === undefined || day === undefined) return undefined;
  const year = shortYear === null ? null : birthYear(shortYear, month, day, today);
  if (!canExist({ year, month, day })) return undefined;
  const iso = year === null || month === null || day === null ? null : formatCalendarDate({ year, month, day });
  return { year, month, day, iso, earlierYear: earlierYear(year, today) };
}

/**
 * Reads YYMMDD of an expiry date; undefined when there is no such day. The standard gives no century rule for it. Documents are
 * issued for ten years as a rule, so the year nearest to today is meant: 49 years back to 50 ahead. Reading every year as
 * 20YY instead would make a passport that ran out in 1999 valid until 2099.
 */
export function parseExpiryDate(text: string, today: CalendarDate): CalendarDate | undefined {
  const [shortYear, month, day] = [text.slice(0, 2), text.slice(2, 4), text.slice(4, 6)].map(parsePair);
  if (typeof shortYear !== 'number' || typeof month !== 'number' || typeof day !== 'number') return undefined;
  const first = today.year - EXPIRY_YEARS_BACK;
  const year = first + ((((shortYear - first) % 100) + 100) % 100);
  const date = { year, month, day };
  return isCalendarDate(date) ? date : undefined;
}

/** Two digits as a number, two fillers as null, anything else undefined. */
function parsePair(text: string): number | null | undefined {
  if (text === '<<') return null;
  return /^\d\d$/.test(text) ? Number(text) : undefined;
}

function birthYear(shortYear: number, month: number | null, day: number | null, today: CalendarDate): number {
  const century = today.year - (today.year % 100);
  const earliest = { year: century + shortYear, month: month ?? 1, day: day ?? 1 };
  return compareCalendarDates(earliest, today) > 0 ? earliest.year - 100 : earliest.year;
}

function earlierYear(year: number | null, today: CalendarDate): number | null {
  if (year === null) return null;
  return today.year - (year - 100) <= OLDEST_AGE_YEARS ? year - 100 : null;
}

/** Whether some day fits the known parts; an unknown year is taken as a leap year, an unknown month as a long one. */
function canExist({ year, month, day }: PartialDate): boolean {
  if (month !== null && daysInMonth(2000, month) === 0) return false;
  const longest = month === null ? 31 : daysInMonth(year ?? 2000, month);
  return day === null || (day >= 1 && day <= longest);
}
