import { type Kysely, sql, type Transaction } from 'kysely';
import type { Database, SqlValue, Statement, Tables } from '../../db/client.ts';
import type { Scope } from '../../db/scope.ts';
import type { SealedEvent } from './seal-event.ts';

/** The row that an event is applied to, with its wrapped data key. */
export interface SessionRow {
  readonly workflow_id: string;
  readonly version: number;
  readonly state: string;
  readonly event_count: number;
  readonly head_hash: Uint8Array;
  readonly run: Uint8Array;
  readonly data_key_id: string;
  readonly wrapped: Uint8Array | null;
  readonly redirect_url: string | null;
  readonly expires_at: Date;
}

const findForEventStatement: Statement = {
  name: 'session_find_for_event',
  text: `select session.workflow_id, session.version, session.state, session.event_count, session.head_hash, session.run,
      session.data_key_id, data_key.wrapped, session.redirect_url, session.expires_at
    from session join data_key on data_key.organization_id = session.organization_id
      and data_key.environment = session.environment and data_key.id = session.data_key_id
    where session.organization_id = $1::uuid and session.environment = $2::text and session.id = $3::uuid`,
};

export const findSessionForEvent = async (database: Database, scope: Scope, id: string): Promise<SessionRow | null> => {
  const rows = await database.run<SessionRow>(scope, findForEventStatement, [
    scope.organizationId,
    scope.environment,
    id,
  ]);
  return rows[0] ?? null;
};

/** Work to be done because of an event: queue, payload as JSON text, and when, where it is to be done later. */
export interface OutboxItem {
  readonly queue: string;
  readonly payload: string;
  readonly dueAt: Date | null;
}

/** What one event changes. The write takes place only where the session still counts one event less. */
export interface EventWrite {
  /** When the session's time must not be up yet; null where it does not matter. */
  readonly aliveAt: Date | null;
  readonly sealed: SealedEvent;
  readonly state: string;
  readonly decision: string | null;
  readonly openedAt: Date | null;
  readonly endedAt: Date | null;
  /** One row for each effect that leaves the process, and one where the state changed. */
  readonly outbox: readonly OutboxItem[];
  readonly opensCase: { readonly id: string; readonly reasonCodes: readonly string[] } | null;
  readonly closesCase: { readonly decision: string | null } | null;
  /** Where the event begins a new run: what the session goes through from now on, and until when it lives at least. */
  readonly startsRun: { readonly workflowId: string; readonly version: number; readonly expiresAt: Date } | null;
}

const updated = `updated as (
    update session set state = $5::text, decision = $6::text, run_number = $7::integer, event_count = $4::integer + 1,
      head_hash = $8::bytea, run = $9::bytea, opened_at = coalesce(opened_at, $10::timestamptz),
      ended_at = case when $11::timestamptz is null then null else coalesce(ended_at, $11::timestamptz) end
    where organization_id = $1::uuid and environment = $2::text and id = $3::uuid and event_count = $4::integer
      and ($21::timestamptz is null or expires_at > $21::timestamptz)
    returning id, redirect_url, expires_at)`;

/** The times of the session are those of its current run, except that of its first opening. */
const restarted = `updated as (
    update session set state = $5::text, decision = $6::text, run_number = $7::integer, event_count = $4::integer + 1,
      head_hash = $8::bytea, run = $9::bytea, opened_at = coalesce(opened_at, $10::timestamptz), ended_at = $11::timestamptz,
      workflow_id = $29::uuid, version = $30::integer, expires_at = greatest(expires_at, $31::timestamptz)
    where organization_id = $1::uuid and environment = $2::text and id = $3::uuid and event_count = $4::integer
      and ($21::timestamptz is null or expires_at > $21::timestamptz)
    returning id, redirect_url, expires_at)`;

const logged = `logged as (
    insert into event (organization_id, environment, session_id, number, run_number, type, node, attempt, outcome,
      actor_kind, actor_id, engine_version, at, payload, hash)
    select $1::uuid, $2::text, updated.id, $4::integer + 1, $7::integer, $12::text, $13::text, $14::integer, $15::text,
      $16::text, $17::uuid, $18::integer, $19::timestamptz, $20::bytea, $8::bytea from updated)`;

const queued = `queued as (
    insert into outbox (organization_id, environment, queue, payload, created_at, due_at)
    select $1::uuid, $2::text, item.queue, item.payload::jsonb, $19::timestamptz, nullif(item.due_at, '')::timestamptz
    from updated, unnest($22::text[], $23::text[], $24::text[]) as item (queue, payload, due_at))`;

const cased = `opened as (
    insert into "case" (organization_id, environment, id, session_id, run_number, state, reason_codes, opened_at)
    select $1::uuid, $2::text, $25::uuid, updated.id, $7::integer, 'open', $26::text[], $19::timestamptz
    from updated where $25::uuid is not null),
  closed as (
    update "case" set state = 'closed', decision = $28::text, closed_at = $19::timestamptz
    where organization_id = $1::uuid and environment = $2::text and session_id = $3::uuid and state = 'open'
      and $27::boolean and exists (select from updated))`;

const written = 'select redirect_url, expires_at from updated';

/** The statement is as long as the event needs: what it does not do is not in it. */
const appendPlain: Statement = {
  name: 'session_append',
  text: `with ${updated}, ${logged} ${written}`,
};
const appendQueued: Statement = {
  name: 'session_append_queued',
  text: `with ${updated}, ${logged}, ${queued} ${written}`,
};
const appendCased: Statement = {
  name: 'session_append_cased',
  text: `with ${updated}, ${logged}, ${queued}, ${cased} ${written}`,
};

const appendRun: Statement = {
  name: 'session_append_run',
  text: `with ${restarted}, ${logged}, ${queued}, ${cased} ${written}`,
};

/** What a write found beside the event count: it may have changed since the session was read. */
export interface WrittenRow {
  readonly redirect_url: string | null;
  readonly expires_at: Date;
}

/**
 * One write per event: the compare-and-set of the session, the event, the outbox rows and the case, in one statement.
 * Null when another event got there first (an erasure is one), or the session's time was up; then nothing is written.
 */
export const appendEvent = async (database: Database, scope: Scope, write: EventWrite): Promise<WrittenRow | null> => {
  const { startsRun } = write;
  const isCased = write.opensCase !== null || write.closesCase !== null || startsRun !== null;
  const isQueued = write.outbox.length > 0;
  const values: SqlValue[] = plainValues(write);
  if (isQueued || isCased) {
    values.push(
      write.outbox.map((row) => row.queue),
      write.outbox.map((row) => row.payload),
      // No array of times: the embedded database would have to be told the type of each element.
      write.outbox.map((row) => row.dueAt?.toISOString() ?? ''),
    );
  }
  if (isCased) values.push(...caseValues(write));
  if (startsRun !== null) values.push(startsRun.workflowId, startsRun.version, startsRun.expiresAt);
  const statement = startsRun !== null ? appendRun : isCased ? appendCased : isQueued ? appendQueued : appendPlain;
  const [row] = await database.run<WrittenRow>(scope, statement, values);
  return row ?? null;
};

const plainValues = ({ sealed, ...write }: EventWrite): SqlValue[] => [
  sealed.header.organizationId,
  sealed.header.environment,
  sealed.header.sessionId,
  sealed.header.number - 1,
  write.state,
  write.decision,
  sealed.header.run,
  sealed.hash,
  sealed.run,
  write.openedAt,
  write.endedAt,
  sealed.header.type,
  sealed.header.node,
  sealed.header.attempt,
  sealed.header.outcome,
  sealed.header.actorKind,
  sealed.header.actorId,
  sealed.header.engineVersion,
  new Date(sealed.header.at),
  sealed.payload,
  write.aliveAt,
];

const caseValues = (write: EventWrite): SqlValue[] => [
  write.opensCase?.id ?? null,
  write.opensCase?.reasonCodes ?? [],
  write.closesCase !== null,
  write.closesCase?.decision ?? null,
];

/** Sessions as lists show them. */
export const selectSessions = (database: Kysely<Tables>, scope: Scope) =>
  database
    .selectFrom('session')
    .innerJoin('entity', (join) =>
      join
        .onRef('entity.organization_id', '=', 'session.organization_id')
        .onRef('entity.environment', '=', 'session.environment')
        .onRef('entity.id', '=', 'session.entity_id'),
    )
    .where('session.organization_id', '=', scope.organizationId)
    .where('session.environment', '=', scope.environment)
    .select([
      'session.id',
      'session.public_id',
      'session.workflow_id',
      'session.version',
      'session.state',
      'session.decision',
      'session.run_number',
      'session.event_count',
      'session.metadata',
      'session.redirect_url',
      'session.created_at',
      'session.opened_at',
      'session.ended_at',
      'session.expires_at',
      'session.erased_at',
      'entity.id as entity_id',
      'entity.kind as entity_kind',
      'entity.name as entity_name',
      'entity.email as entity_email',
    ]);

export type SessionListRow = Awaited<ReturnType<ReturnType<typeof selectSessions>['executeTakeFirstOrThrow']>>;

export const findSessionRow = (database: Database, scope: Scope, id: string): Promise<SessionListRow | undefined> =>
  selectSessions(database.scoped(scope), scope).where('session.id', '=', id).executeTakeFirst();

export const findSessionRowByPublicId = (
  database: Database,
  scope: Scope,
  publicId: string,
): Promise<SessionListRow | undefined> =>
  selectSessions(database.scoped(scope), scope).where('session.public_id', '=', publicId).executeTakeFirst();

/** The session's data key as it is kept; its wrapped form is null once it was erased. */
export const findSessionKey = (
  database: Database,
  scope: Scope,
  sessionId: string,
): Promise<{ readonly id: string; readonly wrapped: Uint8Array | null } | undefined> =>
  database
    .scoped(scope)
    .selectFrom('session')
    .innerJoin('data_key', (join) =>
      join
        .onRef('data_key.organization_id', '=', 'session.organization_id')
        .onRef('data_key.environment', '=', 'session.environment')
        .onRef('data_key.id', '=', 'session.data_key_id'),
    )
    .select(['data_key.id', 'data_key.wrapped'])
    .where('session.organization_id', '=', scope.organizationId)
    .where('session.environment', '=', scope.environment)
    .where('session.id', '=', sessionId)
    .executeTakeFirst();

export const updateExpiry = async (
  transaction: Transaction<Tables>,
  scope: Scope,
  id: string,
  expiresAt: Date,
): Promise<void> => {
  await transaction
    .updateTable('session')
    .set({ expires_at: expiresAt })
    .where('organization_id', '=', scope.organizationId)
    .where('environment', '=', scope.environment)
    .where('id', '=', id)
    .execute();
};

export interface EventRow {
  readonly number: number;
  readonly run_number: number;
  readonly type: string;
  readonly node: string | null;
  readonly attempt: number | null;
  readonly outcome: string | null;
  readonly actor_kind: string;
  readonly actor_id: string | null;
  readonly engine_version: number;
  readonly at: Date;
  readonly payload: Uint8Array;
  readonly hash: Uint8Array;
}

/** Events in their order, from the one after `after`. */
export const listEventRows = (
  database: Database,
  scope: Scope,
  sessionId: string,
  page: { readonly after: number; readonly limit: number },
): Promise<EventRow[]> =>
  database
    .scoped(scope)
    .selectFrom('event')
    .select(['number', 'run_number', 'type', 'node', 'attempt', 'outcome'])
    .select(['actor_kind', 'actor_id', 'engine_version', 'at', 'payload', 'hash'])
    .where('organization_id', '=', scope.organizationId)
    .where('environment', '=', scope.environment)
    .where('session_id', '=', sessionId)
    .where('number', '>', page.after)
    .orderBy('number')
    .limit(page.limit)
    .execute();

/**
 * The organization and environment of a session: for an operator at the machine, who holds every key anyway. It asks the
 * primary key once for each organization and environment, so that its cost does not grow with the sessions.
 */
export const findSessionScopeUnscoped = async (
  database: Database,
  id: string,
): Promise<{ organization_id: string; environment: string } | undefined> => {
  const found = await sql<{ organization_id: string; environment: string }>`
    select session.organization_id, session.environment from organization
    cross join (values ('live'), ('test')) as environment (name)
    cross join lateral (
      select organization_id, environment from session
      where organization_id = organization.id and environment = environment.name and id = ${id}::uuid
      limit 1
    ) as session`.execute(database.worker);
  return found.rows[0];
};

/** Sessions over all organizations in the order of their primary key: for an operator at the machine. */
export const listSessionScopesUnscoped = (
  database: Database,
  after: { organization_id: string; environment: string; id: string } | null,
  limit: number,
): Promise<{ organization_id: string; environment: string; id: string }[]> => {
  const query = database.worker.selectFrom('session').select(['organization_id', 'environment', 'id']);
  const page =
    after === null
      ? query
      : query.where(
          sql<boolean>`(organization_id, environment, id) > (${after.organization_id}::uuid, ${after.environment}::text, ${after.id}::uuid)`,
        );
  return page.orderBy('organization_id').orderBy('environment').orderBy('id').limit(limit).execute();
};
