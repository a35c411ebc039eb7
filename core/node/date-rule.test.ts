import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isDateRule, resolveDateRule } from './date-rule.ts';

const table: readonly [rule: string, today: string, expected: string | null][] = [
  ['2001-02-28', '2026-03-01', '2001-02-28'],
  ['today', '2026-03-01', '2026-03-01'],
  ['today-18y', '2026-03-01', '2008-03-01'],
  ['today-18y', '2024-02-29', '2006-02-28'],
  ['today+4y', '2024-02-29', '2028-02-29'],
  ['today-1m', '2026-03-31', '2026-02-28'],
  ['today-1m', '2026-01-15', '2025-12-15'],
  ['today+1m', '2025-12-31', '2026-01-31'],
  ['today-30d', '2026-03-01', '2026-01-30'],
  ['today+1d', '2024-02-28', '2024-02-29'],
  ['today+1d', '2025-12-31', '2026-01-01'],
  ['today-9999y', '2026-03-01', null],
  ['today-3000y', '2026-03-01', null],
  ['today', 'no date', null],
  ['yesterday', '2026-03-01', null],
  ['2001-02-29', '2026-03-01', null],
];

for (const [rule, today, expected] of table) {
  test(`the rule ${rule} means ${expected} on ${today}`, () => assert.equal(resolveDateRule(rule, today), expected));
}

test('only a date, today, and days counted from it are rules', () => {
  const rules = ['2001-02-28', 'today', 'today-18y', 'today+6m', 'today-0d'];
  const others = ['', 'Today', 'today-18', 'today-18w', 'today - 1y', 'today-12345d', '2001-02-29', 'today-1y-1d'];
  assert.deepEqual([...rules, ...others].filter(isDateRule), rules);
});
