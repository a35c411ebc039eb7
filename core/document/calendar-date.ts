/** A day of the Gregorian calendar, with no time and no zone. Months and days count from 1. */
export type CalendarDate = { year: number; month: number; day: number };

/** Whether the day exists; `{ year: 2023, month: 2, day: 29 }` does not. */
export function isCalendarDate({ year, month, day }: CalendarDate): boolean {
  return Number.isInteger(year) && year >= 1 && year <= 9999 && day >= 1 && day <= daysInMonth(year, month);
}

/** The number of days of a month; 0 when there is no such month. */
export function daysInMonth(year: number, month: number): number {
  if (month === 2) return isLeapYear(year) ? 29 : 28;
  if ([4, 6, 9, 11].includes(month)) return 30;
  return Number.isInteger(month) && month >= 1 && month <= 12 ? 31 : 0;
}

function isLeapYear(year: number): boolean {
  return (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0;
}

/** Reads `YYYY-MM-DD` (ISO 8601); undefined when the text is no such date or the day does not exist. */
export function parseCalendarDate(text: string): CalendarDate | undefined {
  const match = /^(\d{4})-(\d{2})-(\d{2})$/.exec(text);
  if (match === null) return undefined;
  const date = { year: Number(match[1]), month: Number(match[2]), day: Number(match[3]) };
  return isCalendarDate(date) ? date : undefined;
}

/** Writes `YYYY-MM-DD`. */
export function formatCalendarDate({ year, month, day }: CalendarDate): string {
  return `${String(year).padStart(4, '0')}-${String(month).padStart(2, '0')}-${String(day).padStart(2, '0')}`;
}

/** Negative when `one` is earlier than `other`, 0 when equal, positive when later. */
export function compareCalendarDates(one: CalendarDate, other: CalendarDate): number {
  return one.year - other.year || one.month - other.month || one.day - other.day;
}
