import type { ListRound } from './lists.ts';

/** Milliseconds by list and size, and how much the p95 grew since the smallest size. */
export const printLists = (engine: string, rounds: readonly ListRound[]): void => {
  console.log(`\nLists of 50 sessions, ${engine}: p50 / p95 in ms, and p95 against the smallest size`);
  const [base] = rounds;
  if (base === undefined) return;
  console.log(`  ${''.padEnd(26)}${rounds.map(({ sessions }) => `${sessions} sessions`.padStart(26)).join('')}`);
  for (const [index, { list, p95Ms: baseP95 }] of base.figures.entries()) {
    const cells = rounds.map(({ figures }) => {
      const { p50Ms, p95Ms } = figures[index] ?? { p50Ms: Number.NaN, p95Ms: Number.NaN };
      return `${p50Ms.toFixed(2)} / ${p95Ms.toFixed(2)}  x${(p95Ms / baseP95).toFixed(2)}`.padStart(26);
    });
    console.log(`  ${list.padEnd(26)}${cells.join('')}`);
  }
};

/** The most that any list's p95 grew from the smallest to the largest size. */
export const largestGrowth = (rounds: readonly ListRound[]): number => {
  const [base] = rounds;
  const last = rounds.at(-1);
  const growths = (last?.figures ?? []).map(({ p95Ms }, index) => p95Ms / (base?.figures[index]?.p95Ms ?? p95Ms));
  return Math.max(...growths);
};
