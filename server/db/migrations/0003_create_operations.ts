import type { Kysely } from 'kysely';
import { runStatements } from '../statements.ts';

/*
 * What the whole native API stands on: keys with addresses, lists by entity, workflow and metadata, stored answers of
 * idempotent requests, webhook endpoints and deliveries, counters, and what retention and the daily line of the log leave.
 */

const place = `organization_id uuid not null references organization (id),
    environment text not null check (environment in ('live', 'test'))`;

const changes = [
  `alter table key add column allowed_addresses text[] not null default '{}'`,
  `alter table key add column rotated_from uuid`,
  `alter table key add column last_used_at timestamptz`,
  `alter table entity add column updated_at timestamptz`,
  `alter table entity add column erased_at timestamptz`,
  // When the erasure was written into the file that a restore reads.
  `alter table entity add column erasure_noted_at timestamptz`,
  // Work that is to be done later: a timer of a node, the next attempt of a delivery.
  `alter table outbox add column due_at timestamptz`,
  `alter table session add column erased_at timestamptz`,
  // What keyed hashes are made with outlives the master key: wrapped under each that came after the first.
  `alter table sealing_key add column wrapped_lookup bytea`,
  // With the state, so that a list of one workflow's sessions in a rare state costs no more than one of all its sessions.
  `create index session_workflow on session (organization_id, environment, workflow_id, state, id)`,
  `create index session_decision on session (organization_id, environment, decision, id) where decision is not null`,
  `create index session_workflow_decision on session (organization_id, environment, workflow_id, decision, id)
    where decision is not null`,
  `create index session_entity on session (organization_id, environment, entity_id, id)`,
  // Retention looks for what ended long ago.
  `create index session_ended on session (organization_id, environment, ended_at) where ended_at is not null`,
  `create index entity_email on entity (organization_id, environment, email, id) where email is not null`,
  `create index entity_kind on entity (organization_id, environment, kind, id)`,
  // A day's events for the daily line: block ranges, because rows lie in the order of their time and the log is hot.
  `create index event_at on event using brin (at)`,
];

const tables = [
  // Searchable pairs stand beside the session: an index on json does not work behind row-level security. The value is a
  // keyed hash, so that a dump tells nothing of it. No foreign key: deleting a session would look through all pairs.
  `create table session_metadata (
    organization_id uuid not null,
    environment text not null,
    key text not null,
    value_hash bytea not null,
    session_id uuid not null,
    primary key (organization_id, environment, key, value_hash, session_id)
  )`,
  `create table idempotency (
    ${place},
    key_id uuid not null,
    hash bytea not null,
    request_hash bytea not null,
    status integer,
    answer bytea,
    subject_id uuid,
    created_at timestamptz not null,
    expires_at timestamptz not null,
    primary key (organization_id, environment, key_id, hash)
  )`,
  `create index idempotency_expiry on idempotency (expires_at)`,
  `create index idempotency_subject on idempotency (organization_id, environment, subject_id) where subject_id is not null`,
  `create table webhook_endpoint (
    ${place},
    id uuid not null,
    url text not null,
    description text,
    event_types text[] not null,
    secret bytea not null,
    previous_secret bytea,
    previous_secret_expires_at timestamptz,
    state text not null check (state in ('enabled', 'disabled')),
    disabled_reason text,
    disabled_at timestamptz,
    failing_since timestamptz,
    failure_count integer not null default 0,
    created_at timestamptz not null,
    updated_at timestamptz not null,
    deleted_at timestamptz,
    primary key (organization_id, environment, id)
  )`,
  `create table delivery (
    ${place},
    id uuid not null,
    channel text not null check (channel in ('webhook', 'email', 'sms')),
    state text not null check (state in ('pending', 'delivered', 'dead', 'cancelled')),
    event_type text not null,
    endpoint_id uuid,
    session_id uuid,
    entity_id uuid,
    body bytea,
    data_key_id uuid,
    attempt_count integer not null default 0,
    attempts_before_retry integer not null default 0,
    claimed_until timestamptz,
    last_error text,
    created_at timestamptz not null,
    next_attempt_at timestamptz,
    finished_at timestamptz,
    primary key (organization_id, environment, id)
  )`,
  `create index delivery_state on delivery (organization_id, environment, state, id)`,
  `create index delivery_session on delivery (organization_id, environment, session_id, id) where session_id is not null`,
  `create index delivery_entity on delivery (organization_id, environment, entity_id, id) where entity_id is not null`,
  `create index delivery_endpoint on delivery (organization_id, environment, endpoint_id, id) where endpoint_id is not null`,
  `create index delivery_finished on delivery (organization_id, environment, finished_at) where finished_at is not null`,
  `create table delivery_attempt (
    organization_id uuid not null,
    environment text not null,
    delivery_id uuid not null,
    number integer not null,
    at timestamptz not null,
    duration_ms integer not null,
    is_success boolean not null,
    status_code integer,
    error text,
    response bytea,
    primary key (organization_id, environment, delivery_id, number),
    foreign key (organization_id, environment, delivery_id) references delivery (organization_id, environment, id) on delete cascade
  )`,
  // How many sessions stand in each state now, and how often each thing happened on a day. The relay keeps both.
  `create table session_total (
    ${place},
    workflow_id uuid not null,
    state text not null,
    decision text not null default '',
    total bigint not null,
    primary key (organization_id, environment, workflow_id, state, decision)
  )`,
  `create table session_daily (
    ${place},
    workflow_id uuid not null,
    day date not null,
    measure text not null,
    total bigint not null,
    primary key (organization_id, environment, day, workflow_id, measure)
  )`,
  `create table tombstone (
    ${place},
    session_id uuid not null,
    event_count integer not null,
    last_hash bytea not null,
    reason text not null,
    at timestamptz not null,
    primary key (organization_id, environment, session_id)
  )`,
  // One line a day: the last hash of each session that had an event on it, chained to the line before.
  `create table daily_head (
    ${place},
    day date not null,
    session_count integer not null,
    leaves bytea not null,
    hash bytea not null,
    made_at timestamptz not null,
    primary key (organization_id, environment, day)
  )`,
];

const securedTables = [
  'session_metadata',
  'idempotency',
  'webhook_endpoint',
  'delivery',
  'delivery_attempt',
  'session_total',
  'session_daily',
  'tombstone',
  'daily_head',
];

const ofScope = `organization_id = nullif(current_setting('app.organization', true), '')::uuid
  and environment = nullif(current_setting('app.environment', true), '')`;

/** The role has to be the present one: see the first migration. */
const isWorker = `current_user = 'gatehouse_worker'`;

/** Retention deletes across organizations, and the application's role never can: the log is append-only for it. */
const deletedByRetention = [
  'event',
  'document',
  '"case"',
  'session_metadata',
  'delivery',
  'delivery_attempt',
  'idempotency',
];

const policies = [
  ...securedTables.flatMap((table) => [
    `alter table ${table} enable row level security`,
    `alter table ${table} force row level security`,
    `create policy app on ${table} to gatehouse_app using (${ofScope}) with check (${ofScope})`,
  ]),
  ...[...deletedByRetention, 'session_total', 'session_daily', 'tombstone', 'data_key', 'entity'].map(
    (table) => `create policy worker on ${table} to gatehouse_worker using (${isWorker}) with check (${isWorker})`,
  ),
  `create policy worker_delete on session for delete to gatehouse_worker using (${isWorker})`,
  // What is done to the organization itself may cause work in both of its environments.
  `create policy app_organization on outbox for insert to gatehouse_app with check (
    organization_id = nullif(current_setting('app.organization', true), '')::uuid
    and nullif(current_setting('app.environment', true), '') is null)`,
];

const grants = [
  'grant select, insert, delete on session_metadata to gatehouse_app',
  'grant select, insert, update, delete on idempotency to gatehouse_app',
  'grant select, insert, update on webhook_endpoint, delivery to gatehouse_app',
  'grant select, insert on delivery_attempt, daily_head to gatehouse_app',
  'grant update (response) on delivery_attempt to gatehouse_app',
  'grant select on session_total, session_daily, tombstone to gatehouse_app',
  'grant delete on document to gatehouse_app',
  'grant select, delete on sealing_key to gatehouse_worker',
  'grant delete on credential to gatehouse_worker',
  'grant select (organization_id, environment, subject_id) on credential to gatehouse_worker',
  'grant select, insert, update on session_total, session_daily to gatehouse_worker',
  'grant select, insert on tombstone to gatehouse_worker',
  'grant select (organization_id, environment, session_id, number, hash, at), delete on event to gatehouse_worker',
  'grant select (organization_id, environment, id, session_id, blob_key, created_at), delete on document to gatehouse_worker',
  'grant select (organization_id, environment, session_id), delete on "case" to gatehouse_worker',
  'grant select (organization_id, environment, key, value_hash, session_id), delete on session_metadata to gatehouse_worker',
  'grant select (organization_id, environment, id, session_id, finished_at, state), delete on delivery to gatehouse_worker',
  'grant select (organization_id, environment, delivery_id), delete on delivery_attempt to gatehouse_worker',
  'grant select (organization_id, environment, key_id, hash, expires_at), delete on idempotency to gatehouse_worker',
  'grant select (organization_id, environment, id, entity_id, data_key_id, event_count, head_hash, ended_at, workflow_id, decision), delete on session to gatehouse_worker',
  'grant select (organization_id, environment, id, data_key_id), delete on entity to gatehouse_worker',
  'grant select (organization_id, environment, id), delete on data_key to gatehouse_worker',
];

/** From here on the relay counts what changes: it begins with the sessions that are there. Their owner is held back by policies too. */
const firstCount = [
  `alter table session no force row level security`,
  `insert into session_total (organization_id, environment, workflow_id, state, decision, total)
    select organization_id, environment, workflow_id, state, coalesce(decision, ''), count(*)
    from session group by 1, 2, 3, 4, 5`,
  `alter table session force row level security`,
];

export async function up(database: Kysely<unknown>): Promise<void> {
  await runStatements(database, [...changes, ...tables, ...firstCount, ...policies, ...grants]);
}
