import { median } from '../measure/numbers.ts';
import { type Comparison, ratioOf, variantNames } from './submit.ts';
import type { Turn } from './turn.ts';

const number = (value: number | null, digits: number): string => (value === null ? '-' : value.toFixed(digits));

const middle = (turns: readonly Turn[], read: (turn: Turn) => number | null): number | null => {
  const values = turns.flatMap((turn) => read(turn) ?? []);
  return values.length === 0 ? null : median(values);
};

export const printComparison = (comparison: Comparison): void => {
  const { engine, turns } = comparison;
  console.log(`\nSubmissions, ${engine === 'postgres' ? 'PostgreSQL, fsync on' : 'embedded database'}`);
  console.log(
    '  variant                      /s    (least..most)      of raw  of raw+policies   p50 / p99 ms    CPU-s per 1000: server  database  load   in all, of raw',
  );
  for (const [name, list] of turns) {
    const rates = list.map((turn) => turn.perSecond);
    const failed = list.reduce((sum, turn) => sum + turn.failed, 0);
    console.log(
      `  ${name.padEnd(26)} ${number(median(rates), 0).padStart(6)} (${number(Math.min(...rates), 0)}..${number(Math.max(...rates), 0)})`.padEnd(
        52,
      ),
      ratioOf(comparison, name, variantNames.raw).toFixed(2).padStart(6),
      turns.has(variantNames.rawWithPolicies)
        ? ratioOf(comparison, name, variantNames.rawWithPolicies).toFixed(2).padStart(10)
        : '         -',
      `${number(
        middle(list, (turn) => turn.p50Ms),
        1,
      )} / ${number(
        middle(list, (turn) => turn.p99Ms),
        1,
      )}`.padStart(16),
      number(
        middle(list, (turn) => turn.serverCpu),
        3,
      ).padStart(12),
      number(
        middle(list, (turn) => turn.databaseCpu),
        3,
      ).padStart(9),
      number(
        middle(list, (turn) => turn.loadCpu),
        3,
      ).padStart(9),
      processorShareOf(comparison, name, variantNames.raw).toFixed(2).padStart(12),
      failed > 0 ? `${failed} FAILED` : '',
    );
  }
};

const costOf = (turns: readonly Turn[]): number =>
  median(turns.map(({ serverCpu, databaseCpu, loadCpu }) => (serverCpu ?? 0) + (databaseCpu ?? 0) + (loadCpu ?? 0)));

/** What a submission of `base` costs in processor time, of what one of `name` does: it holds where rates are disturbed. */
export const processorShareOf = ({ turns }: Comparison, name: string, base: string): number => {
  const own = costOf(turns.get(name) ?? []);
  return own === 0 ? 0 : costOf(turns.get(base) ?? []) / own;
};
