import { decisions, type SessionState, sessionStates } from '@gatehouse/core/workflow/run.ts';
import { z } from 'zod';

/** What is counted by the day. `opened` is the first visit of the person; a session may be in review, and end, once in each of its runs. */
export const measures = [
  'created',
  'opened',
  'inReview',
  'completed',
  'approved',
  'rejected',
  'expired',
  'cancelled',
  'failed',
] as const;

export type Measure = (typeof measures)[number];

/** How many sessions more or fewer stand in a state. */
export interface TotalChange {
  readonly organizationId: string;
  readonly environment: string;
  readonly workflowId: string;
  readonly state: string;
  /** Empty for none. */
  readonly decision: string;
  readonly change: number;
}

/** How often something happened on a day (UTC). */
export interface DayChange {
  readonly organizationId: string;
  readonly environment: string;
  readonly workflowId: string;
  /** `2031-05-01`. */
  readonly day: string;
  readonly measure: Measure;
  readonly change: number;
}

export interface Tally {
  readonly totals: readonly TotalChange[];
  readonly days: readonly DayChange[];
}

/** The part of a `SessionChange` that is counted. */
const sessionChange = z.object({
  organizationId: z.uuid(),
  environment: z.enum(['live', 'test']),
  workflowId: z.uuid(),
  from: z.enum(sessionStates).nullable(),
  to: z.enum(sessionStates),
  decision: z.enum(decisions).nullable(),
  at: z.iso.datetime(),
  left: z.object({ workflowId: z.uuid(), decision: z.enum(decisions).nullable() }).optional(),
});

type Change = z.infer<typeof sessionChange>;

/**
 * What a batch of changes of sessions adds up to. Each list stands in the order of its keys, so that two processes which
 * write two tallies lock the same rows in the same order. What is no change of a session counts nothing.
 */
export const tallyChanges = (payloads: readonly unknown[]): Tally => {
  const changes = payloads.flatMap((payload) => sessionChange.safeParse(payload).data ?? []);
  return { totals: sumUp(changes.flatMap(totalsOf)), days: sumUp(changes.flatMap(daysOf)) };
};

/** Only a completed session has a decision, and only a new run takes it out of that, and to another workflow perhaps. */
const totalsOf = ({ organizationId, environment, workflowId, from, to, decision, left }: Change): TotalChange[] => {
  const count = (of: string, state: string, decided: string | null, change: number): TotalChange => ({
    organizationId,
    environment,
    workflowId: of,
    state,
    decision: decided ?? '',
    change,
  });
  const entered = count(workflowId, to, decision, 1);
  return from === null ? [entered] : [count(left?.workflowId ?? workflowId, from, left?.decision ?? null, -1), entered];
};

const daysOf = (change: Change): DayChange[] => {
  const { organizationId, environment, workflowId, at } = change;
  const day = new Date(at).toISOString().slice(0, 10);
  return measuresOf(change).map((measure) => ({ organizationId, environment, workflowId, day, measure, change: 1 }));
};

const measuresOf = ({ from, to, decision }: Change): readonly Measure[] => [
  ...(from === 'created' && !leftUnopened.has(to) ? ['opened' as const] : []),
  ...entered[to],
  ...(to === 'completed' && decision !== null ? [decision] : []),
];

/** Only the person's visit takes a session anywhere else than here. */
const leftUnopened: ReadonlySet<SessionState> = new Set(['expired', 'cancelled']);

const entered: Readonly<Record<SessionState, readonly Measure[]>> = {
  created: ['created'],
  active: [],
  waiting: [],
  in_review: ['inReview'],
  completed: ['completed'],
  expired: ['expired'],
  cancelled: ['cancelled'],
  failed: ['failed'],
};

const sumUp = <Row extends { readonly change: number }>(rows: readonly Row[]): Row[] => {
  const sums = new Map<string, Row>();
  for (const row of rows) {
    const key = JSON.stringify({ ...row, change: 0 });
    const before = sums.get(key);
    sums.set(key, before === undefined ? row : { ...row, change: before.change + row.change });
  }
  const inOrder = [...sums].sort(([left], [right]) => (left < right ? -1 : 1));
  return inOrder.map(([, row]) => row).filter((row) => row.change !== 0);
};
