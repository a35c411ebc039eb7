import { type CalendarDate, daysInMonth, formatCalendarDate, parseCalendarDate } from '../document/calendar-date.ts';

/** A fixed day (`2001-02-28`), `today`, or a day counted from it in days, months or years (`today-18y`, `today+30d`). */
const RULE = /^today(?:([+-])(\d{1,4})([dmy]))?$/;

export const isDateRule = (text: string): boolean => RULE.test(text) || parseCalendarDate(text) !== undefined;

/**
 * The day that a rule means, as `YYYY-MM-DD`; null where the text is no rule or the day lies outside the years 1 to
 * 9999. A day that the month does not have becomes its last: 18 years before 2024-02-29 is 2006-02-28.
 */
export function resolveDateRule(text: string, today: string): string | null {
  const match = RULE.exec(text);
  const fixed = parseCalendarDate(match === null ? text : today);
  if (fixed === undefined || match === null) return fixed === undefined ? null : formatCalendarDate(fixed);
  const [, sign, count = '0', unit] = match;
  const steps = sign === '-' ? -Number(count) : Number(count);
  const moved = unit === 'd' ? addDays(fixed, steps) : addMonths(fixed, unit === 'y' ? steps * 12 : steps);
  return moved.year >= 1 && moved.year <= 9999 ? formatCalendarDate(moved) : null;
}

function addMonths({ year, month, day }: CalendarDate, months: number): CalendarDate {
  const count = year * 12 + (month - 1) + months;
  const moved = { year: Math.floor(count / 12), month: (((count % 12) + 12) % 12) + 1 };
  return { ...moved, day: Math.min(day, daysInMonth(moved.year, moved.month)) };
}

/** `Date` counts days here and reads no clock. */
function addDays({ year, month, day }: CalendarDate, days: number): CalendarDate {
  const moved = new Date(0);
  moved.setUTCFullYear(year, month - 1, day + days);
  return { year: moved.getUTCFullYear(), month: moved.getUTCMonth() + 1, day: moved.getUTCDate() };
}
