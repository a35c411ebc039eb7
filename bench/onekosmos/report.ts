import { median } from '../measure/numbers.ts';
import { type Comparison, ratioOf } from '../submit/submit.ts';
import { dialectNames } from './submit.ts';

const number = (value: number | null, digits: number): string => (value === null ? '-' : value.toFixed(digits));

export const printDialect = (comparison: Comparison): void => {
  const { engine, turns } = comparison;
  console.log(
    `\nSubmissions of the 1Kosmos dialect, ${engine === 'postgres' ? 'PostgreSQL, fsync on' : 'embedded database'}`,
  );
  console.log('  variant                   /s    of native    p50 / p99 ms    CPU-s per 1000: server  database  load');
  for (const [name, list] of turns) {
    const middle = (read: (turn: (typeof list)[number]) => number | null, digits: number): string =>
      number(median(list.map((turn) => read(turn) ?? 0)), digits);
    console.log(
      `  ${name.padEnd(20)} ${middle(({ perSecond }) => perSecond, 0).padStart(7)}`,
      ratioOf(comparison, name, dialectNames.native).toFixed(2).padStart(12),
      `${middle(({ p50Ms }) => p50Ms, 1)} / ${middle(({ p99Ms }) => p99Ms, 1)}`.padStart(15),
      middle(({ serverCpu }) => serverCpu, 3).padStart(26),
      middle(({ databaseCpu }) => databaseCpu, 3).padStart(9),
      middle(({ loadCpu }) => loadCpu, 3).padStart(6),
    );
  }
};
