import type { Decision, SessionState } from '@gatehouse/core/workflow/run.ts';
import { sessionStates } from '@gatehouse/core/workflow/run.ts';
import { sql } from 'kysely';
import type { Database } from '../../db/client.ts';
import type { Scope } from '../../db/scope.ts';
import { highestIdOf, lowestIdOf } from '../id-time.ts';
import type { MetadataPair } from './metadata.ts';
import { type SessionListRow, selectSessions } from './session.queries.ts';

/** Null, and an empty list of pairs, ask for nothing. */
export interface SessionFilter {
  readonly limit: number;
  /** The id of the last session of the page before. */
  readonly after: string | null;
  /** Any of these. */
  readonly states: readonly SessionState[] | null;
  readonly decision: Decision | null;
  readonly workflowId: string | null;
  readonly entityId: string | null;
  /** At this time or later. */
  readonly createdAfter: Date | null;
  /** Before this time. */
  readonly createdBefore: Date | null;
  /** All of these. */
  readonly pairs: readonly MetadataPair[];
  /** Public ids from the one to the other, both included. */
  readonly publicIds: { readonly from: string; readonly to: string } | null;
  /** A part of the public id as text. */
  readonly publicIdPart: string | null;
  /** Whether the person has submitted something in the current run; asked of active sessions alone. */
  readonly activeHasSubmitted: boolean | null;
  /** The last event was at this time or later. */
  readonly updatedFrom: Date | null;
  /** The last event was at this time or before. */
  readonly updatedTo: Date | null;
  /** Some event was in this time, both ends included: the log is in the order of time, and finds a short one fast. */
  readonly changedWithin: { readonly from: Date; readonly to: Date } | null;
}

/**
 * Newest first: ids are uuid v7, so each index that ends with the id gives the order. One row more than asked for tells
 * of a next page.
 *
 * Each filter walks an index of its own, backwards from the place where the page begins, so that the cost does not grow
 * with the sessions. The planner would not keep to that: from its statistics over all organizations it may think that a
 * rare state is a common one, and walk through every session of this organization to find none. So the column before the
 * id is bounded from both sides by a comparison of rows and stands in the order, which only its own index provides. (The
 * columns before that are compared for equality: a walk would not end where only the second of a row's members differs.)
 * One pair of the metadata is such a walk; of several the first is walked and the others are looked up.
 */
export const listSessionRows = (database: Database, scope: Scope, filter: SessionFilter): Promise<SessionListRow[]> =>
  selectSessions(database.scoped(scope), scope)
    .innerJoin(findIds(scope, filter).as('found'), (join) => join.onRef('found.id', '=', 'session.id'))
    .orderBy('session.id', 'desc')
    .limit(filter.limit + 1)
    .execute();

export interface PagedSessionRow extends SessionListRow {
  /** Time of the last event. */
  readonly updated_at: Date;
  readonly has_submitted: boolean;
}

/**
 * A page by its place instead of its neighbour, newest first: the cost grows with what is skipped. When a session changed
 * is looked up in its log, by primary key: an index of it in the session's row would have to be kept with every event.
 */
export const pageSessionRows = async (
  database: Database,
  scope: Scope,
  filter: SessionFilter,
  skip: number,
): Promise<PagedSessionRow[]> => {
  const all = findIds(scope, { ...filter, limit: skip + filter.limit });
  // What is skipped is known by its id alone: nothing else of it is looked up.
  const page = sql<{
    id: string;
  }>`(select id from ${all} as every order by id desc offset ${skip} limit ${filter.limit})`;
  const rows = await selectSessions(database.scoped(scope), scope)
    .innerJoin(page.as('found'), (join) => join.onRef('found.id', '=', 'session.id'))
    .select([
      sql<Date>`${lastEventAt(scope, 'session')}`.as('updated_at'),
      sql<boolean>`${hasSubmitted(scope, 'session')}`.as('has_submitted'),
    ])
    .orderBy('session.id', 'desc')
    .execute();
  return rows;
};

/** How many sessions there are, counted up to `most`. */
export const countSessionRows = async (
  database: Database,
  scope: Scope,
  filter: SessionFilter,
  most: number,
): Promise<number> => {
  const found = findIds(scope, { ...filter, limit: most });
  const counted = await sql<{ count: number }>`select count(*)::integer as count from ${found} as found`.execute(
    database.scoped(scope),
  );
  return Math.min(most, counted.rows[0]?.count ?? 0);
};

type Fragment = ReturnType<typeof sql>;

/** An index to walk: the columns before its id, each with the one value that is looked for. */
interface Walk {
  readonly table: 'session' | 'session_metadata';
  readonly id: string;
  readonly columns: readonly { readonly name: string; readonly value: Fragment }[];
}

const findIds = (scope: Scope, filter: SessionFilter) => {
  const branches =
    filter.publicIds === null
      ? chooseWalks(filter).map((walk) => walkIndex(scope, filter, walk))
      : [lookUpPublicIds(scope, filter, filter.publicIds)];
  return sql<{ id: string }>`(${sql.join(branches, sql` union all `)})`;
};

const text = (value: string): Fragment => sql`${value}::text`;
const uuid = (value: string): Fragment => sql`${value}::uuid`;

/** The filter that leaves fewest leads; the others are looked at in passing. Several states are as many walks. */
const chooseWalks = ({ pairs, entityId, workflowId, decision, states }: SessionFilter): readonly Walk[] => {
  const [pair] = pairs;
  if (pair !== undefined) return [walkPairs(pair)];
  if (entityId !== null) return [walkSessions({ name: 'entity_id', value: uuid(entityId) })];
  if (workflowId !== null) {
    const workflow = { name: 'workflow_id', value: uuid(workflowId) };
    if (decision !== null) return [walkSessions(workflow, { name: 'decision', value: text(decision) })];
    return (states ?? sessionStates).map((state) => walkSessions(workflow, { name: 'state', value: text(state) }));
  }
  if (decision !== null) return [walkSessions({ name: 'decision', value: text(decision) })];
  if (states !== null) return states.map((state) => walkSessions({ name: 'state', value: text(state) }));
  return [walkSessions()];
};

const walkSessions = (...columns: Walk['columns']): Walk => ({ table: 'session', id: 'id', columns });

const walkPairs = ({ key, valueHash }: MetadataPair): Walk => ({
  table: 'session_metadata',
  id: 'session_id',
  columns: [
    { name: 'key', value: text(key) },
    { name: 'value_hash', value: sql`${valueHash}::bytea` },
  ],
});

const walkIndex = (scope: Scope, filter: SessionFilter, { table, id, columns }: Walk): Fragment => {
  const leading = columns.map(({ name }) => name);
  const checks = checksOf(scope, filter, table === 'session' ? 'walked' : 'session', leading);
  const bounded = [...columns.slice(-1), { name: id, value: null }];
  const names = bounded.map(({ name }) => sql.ref(`walked.${name}`));
  const row = (bound: string): Fragment => sql`(${sql.join(bounded.map(({ value }) => value ?? uuid(bound)))})`;
  const conditions = [
    ...inScope(scope, 'walked'),
    ...columns.slice(0, -1).map(({ name, value }) => sql`${sql.ref(`walked.${name}`)} = ${value}`),
    sql`(${sql.join(names)}) >= ${row(lowestId(filter))}`,
    sql`(${sql.join(names)}) < ${row(highestId(filter))}`,
    // The indexes of decisions are of those that are there.
    ...(leading.includes('decision') ? [sql`walked.decision is not null`] : []),
    ...checks,
    ...filter.pairs.slice(1).map((pair) => hasPair(scope, pair, sql.ref(`walked.${id}`))),
  ];
  const joined = table === 'session' || checks.length === 0 ? sql`` : joinSession(scope);
  return sql`(select ${sql.ref(`walked.${id}`)} as id from ${sql.table(table)} as walked ${joined}
    where ${sql.join(conditions, sql` and `)}
    order by ${sql.join(names.map((name) => sql`${name} desc`))} limit ${filter.limit + 1})`;
};

/** Random as they are, the planner knows how few they are, whoever's they are. */
const lookUpPublicIds = (
  scope: Scope,
  filter: SessionFilter,
  { from, to }: NonNullable<SessionFilter['publicIds']>,
): Fragment => {
  const conditions = [
    ...inScope(scope, 'walked'),
    sql`walked.public_id >= ${uuid(from)} and walked.public_id <= ${uuid(to)}`,
    ...checksOf(scope, filter, 'walked', []),
    ...filter.pairs.map((pair) => hasPair(scope, pair, sql.ref('walked.id'))),
  ];
  return sql`(select walked.id from session as walked where ${sql.join(conditions, sql` and `)}
    order by walked.id desc limit ${filter.limit + 1})`;
};

const inScope = (scope: Scope, alias: string): readonly Fragment[] => [
  sql`${sql.ref(`${alias}.organization_id`)} = ${uuid(scope.organizationId)}`,
  sql`${sql.ref(`${alias}.environment`)} = ${text(scope.environment)}`,
];

const joinSession = (scope: Scope): Fragment =>
  sql`join session on ${sql.join(inScope(scope, 'session'), sql` and `)} and session.id = walked.session_id`;

/**
 * What is looked at in the session's row. Not the columns that lead the walk: an equality would let the planner take them
 * for constant, and every other index for one in the order.
 */
const checksOf = (
  scope: Scope,
  filter: SessionFilter,
  alias: string,
  leading: readonly string[],
): readonly Fragment[] => {
  const { publicIdPart, activeHasSubmitted, updatedFrom, updatedTo, changedWithin } = filter;
  const { states, decision, workflowId, entityId, createdAfter, createdBefore } = filter;
  const column = (name: string): Fragment => sql.ref(`${alias}.${name}`);
  const checks: readonly (Fragment | null)[] = [
    isLed('state') || states === null ? null : sql`${column('state')} = any(${[...states]}::text[])`,
    isLed('decision') || decision === null ? null : sql`${column('decision')} = ${text(decision)}`,
    isLed('workflow_id') || workflowId === null ? null : sql`${column('workflow_id')} = ${uuid(workflowId)}`,
    isLed('entity_id') || entityId === null ? null : sql`${column('entity_id')} = ${uuid(entityId)}`,
    createdAfter === null ? null : sql`${column('created_at')} >= ${createdAfter}::timestamptz`,
    createdBefore === null ? null : sql`${column('created_at')} < ${createdBefore}::timestamptz`,
    publicIdPart === null ? null : sql`strpos(${column('public_id')}::text, ${text(publicIdPart)}) > 0`,
    // What was made since has changed since.
    updatedFrom === null
      ? null
      : sql`(${column('created_at')} >= ${updatedFrom}::timestamptz or ${lastEventAt(scope, alias)} >= ${updatedFrom}::timestamptz)`,
    updatedTo === null ? null : sql`${lastEventAt(scope, alias)} <= ${updatedTo}::timestamptz`,
    changedWithin === null ? null : changed(scope, alias, changedWithin),
    activeHasSubmitted === null
      ? null
      : sql`(${column('state')} <> 'active' or ${hasSubmitted(scope, alias)} = ${activeHasSubmitted}::boolean)`,
  ];
  return checks.filter((check) => check !== null);
  function isLed(name: string): boolean {
    return leading.includes(name);
  }
};

/** A value and no `exists`, which could become a join with all sessions that have the pair. */
const hasPair = (scope: Scope, { key, valueHash }: MetadataPair, id: Fragment): Fragment =>
  sql`(select true from session_metadata as other where ${sql.join(inScope(scope, 'other'), sql` and `)}
    and other.key = ${text(key)} and other.value_hash = ${valueHash}::bytea and other.session_id = ${id} limit 1)`;

const lastEventAt = (scope: Scope, alias: string): Fragment =>
  sql`(select last_event.at from event as last_event where ${sql.join(inScope(scope, 'last_event'), sql` and `)}
    and last_event.session_id = ${sql.ref(`${alias}.id`)} and last_event.number = ${sql.ref(`${alias}.event_count`)})`;

const changed = (scope: Scope, alias: string, { from, to }: NonNullable<SessionFilter['changedWithin']>): Fragment =>
  sql`${sql.ref(`${alias}.id`)} in (select change.session_id from event as change
    where ${sql.join(inScope(scope, 'change'), sql` and `)}
      and change.at >= ${from}::timestamptz and change.at <= ${to}::timestamptz)`;

const hasSubmitted = (scope: Scope, alias: string): Fragment =>
  sql`exists (select from event as submission where ${sql.join(inScope(scope, 'submission'), sql` and `)}
    and submission.session_id = ${sql.ref(`${alias}.id`)} and submission.type = 'submitted'
    and submission.run_number = ${sql.ref(`${alias}.run_number`)})`;

const lowestUuid = '00000000-0000-0000-0000-000000000000';
const highestUuid = 'ffffffff-ffff-ffff-ffff-ffffffffffff';

const lowestId = ({ createdAfter }: SessionFilter): string =>
  createdAfter === null ? lowestUuid : lowestIdOf(createdAfter);

/** What was made after a time was not changed before it. */
const highestId = ({ createdBefore, updatedTo, after }: SessionFilter): string =>
  [
    highestUuid,
    ...(createdBefore === null ? [] : [highestIdOf(createdBefore)]),
    ...(updatedTo === null ? [] : [highestIdOf(new Date(updatedTo.getTime() + 1))]),
    ...(after === null ? [] : [after]),
  ].reduce((lowest, bound) => (bound < lowest ? bound : lowest));
