import { fail, ok, type Result } from '@gatehouse/core/result.ts';
import type { Scope } from '../../db/scope.ts';
import { type DomainError, domainError } from '../../errors.ts';
import type { DomainContext } from '../context.ts';
import { listDayRows, listTotalRows } from './counter.queries.ts';
import { type Measure, measures } from './tally.ts';

const DAY_MS = 24 * 3600 * 1000;
/** Of an answer; a leap year. */
const MAX_DAYS = 366;
const DAYS_BY_DEFAULT = 30;

export interface CounterQuery {
  /** Days in UTC, `2031-05-01`, both included; the last thirty days when null. */
  readonly from: string | null;
  readonly to: string | null;
  /** All workflows together when null. */
  readonly workflowId: string | null;
}

export interface Counters {
  readonly from: string;
  readonly to: string;
  /** How many sessions there are in each state now, but for what the last seconds did. */
  readonly totals: readonly ((typeof places)[number] & { readonly total: number })[];
  /** Every day of the range, also those on which nothing happened. */
  readonly days: readonly ({ readonly day: string } & Readonly<Record<Measure, number>>)[];
}

/** What the relay counted; never a scan of sessions. `request_invalid` for a range that is empty or too long. */
export const readCounters = async (
  context: Pick<DomainContext, 'database' | 'now'>,
  scope: Scope,
  query: CounterQuery,
): Promise<Result<Counters, DomainError>> => {
  const to = query.to ?? dayOf(context.now().getTime());
  const from = query.from ?? dayOf(Date.parse(to) - (DAYS_BY_DEFAULT - 1) * DAY_MS);
  const count = (Date.parse(to) - Date.parse(from)) / DAY_MS + 1;
  if (count < 1 || count > MAX_DAYS) return fail(rangeRefused);
  const db = context.database.scoped(scope);
  const totals = await listTotalRows(db, scope, query.workflowId);
  const rows = await listDayRows(db, scope, { from, to, workflowId: query.workflowId });
  const byDay = Map.groupBy(rows, (row) => row.day);
  const days = Array.from({ length: count }, (_, index) => dayOf(Date.parse(from) + index * DAY_MS));
  return ok({
    from,
    to,
    totals: places.map((place) => ({
      ...place,
      // Two relays may finish in another order than things happened: for a moment a state may owe one.
      total: Math.max(
        0,
        totals.find((row) => row.state === place.state && row.decision === (place.decision ?? ''))?.total ?? 0,
      ),
    })),
    days: days.map((day) => ({ day, ...sumsOf(byDay.get(day) ?? []) })),
  });
};

/** Where a session may stand, in the order of its life. */
const places = [
  { state: 'created', decision: null },
  { state: 'active', decision: null },
  { state: 'waiting', decision: null },
  { state: 'in_review', decision: null },
  { state: 'completed', decision: null },
  { state: 'completed', decision: 'approved' },
  { state: 'completed', decision: 'rejected' },
  { state: 'expired', decision: null },
  { state: 'cancelled', decision: null },
  { state: 'failed', decision: null },
] as const;

const sumsOf = (rows: readonly { readonly measure: string; readonly total: number }[]): Record<Measure, number> => {
  const sums = { ...zero };
  for (const { measure, total } of rows) {
    const known = measures.find((name) => name === measure);
    if (known !== undefined) sums[known] = total;
  }
  return sums;
};

const zero: Readonly<Record<Measure, number>> = {
  created: 0,
  opened: 0,
  inReview: 0,
  completed: 0,
  approved: 0,
  rejected: 0,
  expired: 0,
  cancelled: 0,
  failed: 0,
};

const dayOf = (time: number): string => new Date(time).toISOString().slice(0, 10);

const rangeRefused = domainError('request_invalid', `The days from \`from\` to \`to\` are 1 to ${MAX_DAYS}.`, [
  {
    pointer: '/from',
    code: 'invalid_value',
    sentence: `Give a day that is not after \`to\`, and at most ${MAX_DAYS} days before.`,
  },
]);
