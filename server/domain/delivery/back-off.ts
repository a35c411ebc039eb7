const second = 1000;
const minute = 60 * second;
const hour = 60 * minute;

/**
 * How long each further attempt waits after the one before (Standard Webhooks 1.0, "Deliverability and reliability"): ten
 * attempts in about three days, dense at first for a receiver that restarts, wide later for one that is down over a weekend.
 */
export const retryDelaysMs: readonly number[] = [
  5 * second,
  5 * minute,
  30 * minute,
  2 * hour,
  5 * hour,
  10 * hour,
  14 * hour,
  20 * hour,
  24 * hour,
];

/** Up to this share is added, so that what failed together does not come back together. */
const JITTER = 0.2;

/** A receiver may ask for more time, but not for ever. */
const MAX_RETRY_AFTER_MS = 24 * hour;

export interface FailedAttempts {
  /** Attempts of this round, the one that just failed included. */
  readonly count: number;
  /** What the other side asked to wait for. */
  readonly retryAfterMs: number | null;
  /** From 0 to 1. */
  readonly random: number;
}

/** The wait before the next attempt; null after the last. */
export const nextDelayMs = ({ count, retryAfterMs, random }: FailedAttempts): number | null => {
  const delay = retryDelaysMs[count - 1];
  if (delay === undefined) return null;
  const asked = Math.min(retryAfterMs ?? 0, MAX_RETRY_AFTER_MS);
  return Math.round(Math.max(delay, asked) * (1 + JITTER * random));
};

const POSTPONED_MS = 15 * second;
const MAX_POSTPONED_MS = 200 * second;

/**
 * How long an attempt is put off whose endpoint is busy failing: a quarter to three quarters of a minute at first, longer
 * each time, ten minutes at most, so that what waits behind a receiver that hangs seldom looks whether it is its turn.
 * `postponed`: times that it was put off before. `random`: from 0 to 1; it keeps those apart that were put off together.
 */
export const postponedMs = ({ postponed, random }: { readonly postponed: number; readonly random: number }): number =>
  Math.round(Math.min(POSTPONED_MS * 2 ** postponed, MAX_POSTPONED_MS) * (1 + 2 * random));

/** `Retry-After` as seconds or as a date (RFC 9110, 10.2.3), in milliseconds from now; null for anything else. */
export const readRetryAfter = (value: string | undefined, now: Date): number | null => {
  if (value === undefined) return null;
  if (/^\d{1,9}$/.test(value.trim())) return Number(value) * second;
  const at = /^[A-Z][a-z]{2}, /.test(value) ? Date.parse(value) : Number.NaN;
  return Number.isNaN(at) ? null : Math.max(0, at - now.getTime());
};
