import { type Kysely, sql, type Transaction } from 'kysely';
import type { Tables } from '../../db/client.ts';
import type { Scope } from '../../db/scope.ts';
import type { DayChange, Tally, TotalChange } from './tally.ts';

/** Adds a tally to the counters, in the transaction that takes what was counted out of the outbox. */
export const addToCountersUnscoped = async (transaction: Transaction<Tables>, tally: Tally): Promise<void> => {
  if (tally.totals.length > 0) await addTotals(transaction, tally.totals);
  if (tally.days.length > 0) await addDays(transaction, tally.days);
};

/** Rows are written, and so locked, in the order in which they are given. */
const addTotals = async (transaction: Transaction<Tables>, rows: readonly TotalChange[]): Promise<void> => {
  await sql`
    insert into session_total (organization_id, environment, workflow_id, state, decision, total)
    select organization::uuid, environment, workflow::uuid, state, decision, change::bigint
    from unnest(
      ${rows.map((row) => row.organizationId)}::text[],
      ${rows.map((row) => row.environment)}::text[],
      ${rows.map((row) => row.workflowId)}::text[],
      ${rows.map((row) => row.state)}::text[],
      ${rows.map((row) => row.decision)}::text[],
      ${rows.map((row) => String(row.change))}::text[]
    ) with ordinality as added (organization, environment, workflow, state, decision, change, place)
    order by place
    on conflict (organization_id, environment, workflow_id, state, decision)
      do update set total = session_total.total + excluded.total`.execute(transaction);
};

const addDays = async (transaction: Transaction<Tables>, rows: readonly DayChange[]): Promise<void> => {
  await sql`
    insert into session_daily (organization_id, environment, workflow_id, day, measure, total)
    select organization::uuid, environment, workflow::uuid, day::date, measure, change::bigint
    from unnest(
      ${rows.map((row) => row.organizationId)}::text[],
      ${rows.map((row) => row.environment)}::text[],
      ${rows.map((row) => row.workflowId)}::text[],
      ${rows.map((row) => row.day)}::text[],
      ${rows.map((row) => row.measure)}::text[],
      ${rows.map((row) => String(row.change))}::text[]
    ) with ordinality as added (organization, environment, workflow, day, measure, change, place)
    order by place
    on conflict (organization_id, environment, day, workflow_id, measure)
      do update set total = session_daily.total + excluded.total`.execute(transaction);
};

export interface TotalRow {
  readonly state: string;
  readonly decision: string;
  readonly total: number;
}

/** Of one workflow, or of all together. */
export const listTotalRows = (db: Kysely<Tables>, scope: Scope, workflowId: string | null): Promise<TotalRow[]> => {
  const query = db
    .selectFrom('session_total')
    .select(['state', 'decision', sql<number>`sum(total)::bigint`.as('total')])
    .where('organization_id', '=', scope.organizationId)
    .where('environment', '=', scope.environment)
    .groupBy(['state', 'decision']);
  return (workflowId === null ? query : query.where('workflow_id', '=', workflowId)).execute();
};

export interface DayRow {
  readonly day: string;
  readonly measure: string;
  readonly total: number;
}

/** `from` and `to` are days, both included. */
export const listDayRows = (
  db: Kysely<Tables>,
  scope: Scope,
  { from, to, workflowId }: { readonly from: string; readonly to: string; readonly workflowId: string | null },
): Promise<DayRow[]> => {
  const query = db
    .selectFrom('session_daily')
    .select([sql<string>`day::text`.as('day'), 'measure', sql<number>`sum(total)::bigint`.as('total')])
    .where('organization_id', '=', scope.organizationId)
    .where('environment', '=', scope.environment)
    .where(sql<boolean>`day between ${from}::date and ${to}::date`)
    .groupBy(['day', 'measure']);
  return (workflowId === null ? query : query.where('workflow_id', '=', workflowId)).execute();
};
