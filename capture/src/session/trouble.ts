import type { Failure } from '../api/failure.ts';

/** Readings of the state that failed in a row, and how long the server asked to be left alone. */
export interface Trouble {
  readonly failures: number;
  readonly retryAfterMs: number;
}

export const noTrouble: Trouble = { failures: 0, retryAfterMs: 0 };

export const moreTrouble = (before: Trouble, failure: Failure): Trouble => ({
  failures: before.failures + 1,
  retryAfterMs: failure.kind === 'refused' ? (failure.retryAfterSeconds ?? 0) * 1_000 : 0,
});

/** Seconds between tries: 1, 2, 4, 8, then every 15, and never sooner than the server asked for. */
export const backOffMs = ({ failures, retryAfterMs }: Trouble): number =>
  Math.max(Math.min(1_000 * 2 ** Math.max(failures - 1, 0), 15_000), retryAfterMs);
