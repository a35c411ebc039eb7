import { atLeast, atMost, type Figure, figure } from '../figures.ts';
import { median } from '../measure/numbers.ts';
import { processorShareOf } from '../submit/report.ts';
import { type Comparison, ratioOf } from '../submit/submit.ts';
import type { CipherFigures } from './cipher.ts';
import { dialectNames } from './submit.ts';

/** Encrypted submissions, as a share of native ones in the same rounds; milliseconds that encryption adds to a request. */
export const dialectAims = { native: 0.8, knownCallerMs: 0.2, newCallerMs: 1.5 } as const;

export const dialectFigures = (comparison: Comparison): Figure[] => {
  const engine = comparison.engine === 'postgres' ? 'PostgreSQL' : 'embedded';
  const { native, encrypted, clear } = dialectNames;
  const failed = [...comparison.turns.values()].flat().reduce((sum, turn) => sum + turn.failed, 0);
  const costs = [native, encrypted].map((name) =>
    median((comparison.turns.get(name) ?? []).map((turn) => turn.serverCpu ?? 0)).toFixed(2),
  );
  return [
    atMost(`${engine}: failed submissions, native and 1Kosmos`, failed, 0, 0),
    atLeast(
      `${engine}: submit_result encrypted, of native`,
      ratioOf(comparison, encrypted, native),
      dialectAims.native,
    ),
    figure('  by processor time of all processes', processorShareOf(comparison, encrypted, native).toFixed(2)),
    figure('  in clear, of native', ratioOf(comparison, clear, native).toFixed(2)),
    figure('  server CPU-s per 1000: native, encrypted', costs.join(', ')),
  ];
};

export const cipherFigures = ({ knownCallerMs, newCallerMs }: CipherFigures): Figure[] => [
  atMost('encryption adds to a request of a known caller', knownCallerMs, dialectAims.knownCallerMs, 3, ' ms'),
  atMost('encryption adds to a request of a new caller', newCallerMs, dialectAims.newCallerMs, 3, ' ms'),
];
