import assert from 'node:assert/strict';
import { test } from 'node:test';
import { compareCalendarDates, formatCalendarDate, parseCalendarDate } from './calendar-date.ts';

test('only days that exist are read', () => {
  const cases: [string, boolean][] = [
    ['2024-02-29', true],
    ['2023-02-29', false],
    ['1900-02-29', false],
    ['2000-02-29', true],
    ['2024-04-31', false],
    ['2024-12-31', true],
    ['2024-13-01', false],
    ['2024-00-10', false],
    ['2024-01-00', false],
    ['0000-01-01', false],
    ['2024-1-01', false],
    ['01.02.2024', false],
    ['2024-01-01T00:00:00Z', false],
    ['', false],
  ];
  for (const [text, exists] of cases) assert.equal(parseCalendarDate(text) !== undefined, exists, text);
});

test('what is read is written again', () => {
  for (const text of ['0987-01-02', '1974-08-12', '9999-12-31']) {
    const date = parseCalendarDate(text);
    assert.ok(date);
    assert.equal(formatCalendarDate(date), text);
  }
});

test('days are ordered by year, month, day', () => {
  const day = { year: 2024, month: 5, day: 6 };
  assert.equal(compareCalendarDates(day, { ...day }), 0);
  assert.ok(compareCalendarDates(day, { year: 2024, month: 5, day: 7 }) < 0);
  assert.ok(compareCalendarDates(day, { year: 2024, month: 4, day: 30 }) > 0);
  assert.ok(compareCalendarDates(day, { year: 2025, month: 1, day: 1 }) < 0);
});
