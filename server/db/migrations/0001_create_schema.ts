import type { Kysely } from 'kysely';
import { runStatements } from '../statements.ts';

/*
 * The first schema. Every table that grows is led by organization and environment in its primary key, so that a list
 * ordered by uuid v7 needs no further index and sharding stays possible. `state` and its like are text with a check
 * constraint: equality of enums is not leakproof, which would switch indexes off behind row-level security.
 */

const tables = [
  `create table organization (
    id uuid primary key,
    name text not null,
    settings text not null default '{}',
    wrapped_key bytea not null,
    sealing_key_id text not null,
    act_count integer not null default 0,
    act_hash bytea not null,
    created_at timestamptz not null
  )`,
  `create table "user" (
    id uuid primary key,
    email text not null,
    name text not null,
    created_at timestamptz not null
  )`,
  `create unique index user_email on "user" (lower(email))`,
  `create table membership (
    organization_id uuid not null references organization (id),
    user_id uuid not null references "user" (id),
    role text not null check (role in ('owner', 'admin', 'reviewer', 'viewer')),
    created_at timestamptz not null,
    primary key (organization_id, user_id)
  )`,
  `create table key (
    organization_id uuid not null references organization (id),
    environment text not null check (environment in ('live', 'test')),
    id uuid not null,
    name text not null,
    owner_user_id uuid not null references "user" (id),
    hint text not null,
    scopes text[] not null,
    created_at timestamptz not null,
    expires_at timestamptz,
    revoked_at timestamptz,
    primary key (organization_id, environment, id)
  )`,
  `create table credential (
    hash bytea primary key,
    kind text not null check (kind in ('key', 'link')),
    organization_id uuid not null references organization (id),
    environment text not null check (environment in ('live', 'test')),
    subject_id uuid not null,
    expires_at timestamptz,
    revoked_at timestamptz
  )`,
  `create index credential_subject on credential (organization_id, environment, subject_id)`,
  `create table sealing_key (
    id text primary key,
    check_value bytea not null,
    created_at timestamptz not null
  )`,
  `create table data_key (
    organization_id uuid not null references organization (id),
    environment text not null check (environment in ('live', 'test')),
    id uuid not null,
    wrapped bytea,
    sealing_key_id text not null,
    created_at timestamptz not null,
    erased_at timestamptz,
    primary key (organization_id, environment, id),
    check ((wrapped is null) = (erased_at is not null))
  )`,
  `create table workflow (
    organization_id uuid not null references organization (id),
    environment text not null check (environment in ('live', 'test')),
    id uuid not null,
    name text not null,
    latest_version integer,
    created_at timestamptz not null,
    archived_at timestamptz,
    primary key (organization_id, environment, id)
  )`,
  `create table workflow_draft (
    organization_id uuid not null,
    environment text not null,
    id uuid not null,
    workflow_id uuid not null,
    graph text not null,
    source text,
    revision integer not null default 1,
    created_by uuid,
    created_at timestamptz not null,
    updated_at timestamptz not null,
    primary key (organization_id, environment, id),
    foreign key (organization_id, environment, workflow_id) references workflow (organization_id, environment, id)
  )`,
  `create index workflow_draft_workflow on workflow_draft (organization_id, environment, workflow_id, id)`,
  `create table workflow_version (
    organization_id uuid not null,
    environment text not null,
    workflow_id uuid not null,
    number integer not null,
    graph text not null,
    graph_hash bytea not null,
    source text,
    published_by uuid,
    published_at timestamptz not null,
    primary key (organization_id, environment, workflow_id, number),
    foreign key (organization_id, environment, workflow_id) references workflow (organization_id, environment, id)
  )`,
  `create table entity (
    organization_id uuid not null references organization (id),
    environment text not null check (environment in ('live', 'test')),
    id uuid not null,
    kind text not null check (kind in ('person', 'company')),
    name text,
    email text,
    details bytea,
    data_key_id uuid not null,
    created_at timestamptz not null,
    primary key (organization_id, environment, id),
    foreign key (organization_id, environment, data_key_id) references data_key (organization_id, environment, id)
  )`,
  `create table session (
    organization_id uuid not null,
    environment text not null,
    id uuid not null,
    workflow_id uuid not null,
    version integer not null,
    entity_id uuid not null,
    data_key_id uuid not null,
    state text not null check (state in ('created', 'active', 'waiting', 'in_review', 'completed', 'expired', 'cancelled', 'failed')),
    decision text check (decision in ('approved', 'rejected')),
    run_number integer not null,
    event_count integer not null,
    head_hash bytea not null,
    run bytea not null,
    metadata text not null default '{}',
    redirect_url text,
    created_at timestamptz not null,
    opened_at timestamptz,
    ended_at timestamptz,
    expires_at timestamptz not null,
    primary key (organization_id, environment, id),
    foreign key (organization_id, environment, workflow_id, version)
      references workflow_version (organization_id, environment, workflow_id, number),
    foreign key (organization_id, environment, entity_id) references entity (organization_id, environment, id),
    foreign key (organization_id, environment, data_key_id) references data_key (organization_id, environment, id)
  ) with (fillfactor = 75)`,
  `create index session_state on session (organization_id, environment, state, id)`,
  `create index session_expiry on session (expires_at) where state in ('created', 'active', 'waiting')`,
  `create table event (
    organization_id uuid not null,
    environment text not null,
    session_id uuid not null,
    number integer not null,
    run_number integer not null,
    type text not null,
    node text,
    attempt integer,
    outcome text,
    actor_kind text not null check (actor_kind in ('user', 'key', 'subject', 'system')),
    actor_id uuid,
    engine_version integer not null,
    at timestamptz not null,
    payload bytea not null,
    hash bytea not null,
    primary key (organization_id, environment, session_id, number)
  )`,
  `create table document (
    organization_id uuid not null,
    environment text not null,
    id uuid not null,
    session_id uuid not null,
    node text not null,
    attempt integer not null,
    side text not null check (side in ('front', 'back')),
    media_type text not null,
    size_bytes integer not null,
    width_px integer not null,
    height_px integer not null,
    blob_key text not null,
    data_key_id uuid not null,
    created_at timestamptz not null,
    primary key (organization_id, environment, id),
    foreign key (organization_id, environment, session_id) references session (organization_id, environment, id),
    foreign key (organization_id, environment, data_key_id) references data_key (organization_id, environment, id)
  )`,
  `create index document_session on document (organization_id, environment, session_id, id)`,
  `create table "case" (
    organization_id uuid not null,
    environment text not null,
    id uuid not null,
    session_id uuid not null,
    run_number integer not null,
    state text not null check (state in ('open', 'closed')),
    decision text check (decision in ('approved', 'rejected')),
    reason_codes text[] not null,
    opened_at timestamptz not null,
    closed_at timestamptz,
    primary key (organization_id, environment, id),
    foreign key (organization_id, environment, session_id) references session (organization_id, environment, id)
  )`,
  `create index case_session on "case" (organization_id, environment, session_id, id)`,
  `create index case_state on "case" (organization_id, environment, state, id)`,
  `create table outbox (
    id bigint generated always as identity primary key,
    organization_id uuid not null,
    environment text not null,
    queue text not null,
    payload jsonb not null,
    created_at timestamptz not null
  )`,
  `create table act (
    organization_id uuid not null references organization (id),
    number integer not null,
    type text not null,
    actor_kind text not null check (actor_kind in ('user', 'key', 'system')),
    actor_id uuid,
    subject_id uuid,
    at timestamptz not null,
    payload bytea not null,
    hash bytea not null,
    primary key (organization_id, number)
  )`,
];

/** Tables whose rows belong to an organization and an environment. */
const environmentTables = [
  'key',
  'data_key',
  'workflow',
  'workflow_draft',
  'workflow_version',
  'entity',
  'session',
  'event',
  'document',
  '"case"',
  'outbox',
];

/** Tables whose rows belong to an organization alone. */
const organizationTables = ['membership', 'act'];

const currentOrganization = `nullif(current_setting('app.organization', true), '')::uuid`;
const currentEnvironment = `nullif(current_setting('app.environment', true), '')`;

const isWorker = `current_user = 'gatehouse_worker'`;

const policy = (table: string, condition: string): string[] => [
  `alter table ${table} enable row level security`,
  `alter table ${table} force row level security`,
  `create policy app on ${table} to gatehouse_app using (${condition}) with check (${condition})`,
];

const policies = [
  ...environmentTables.flatMap((table) =>
    policy(table, `organization_id = ${currentOrganization} and environment = ${currentEnvironment}`),
  ),
  ...organizationTables.flatMap((table) => policy(table, `organization_id = ${currentOrganization}`)),
  ...policy('organization', `id = ${currentOrganization}`),
  // A user may belong to several organizations: seen by those it is a member of, made by anyone who then adds a membership.
  `alter table "user" enable row level security`,
  `alter table "user" force row level security`,
  `create policy app_see on "user" for select to gatehouse_app using (exists (
    select from membership where membership.user_id = "user".id and membership.organization_id = ${currentOrganization}))`,
  `create policy app_add on "user" for insert to gatehouse_app with check (true)`,
  // Relay and sweepers look across organizations, at what they need and no more. The role has to be the present one: a
  // login that inherits both roles would otherwise join this sight with the application's columns once it gave its role back.
  `create policy worker on outbox to gatehouse_worker using (${isWorker}) with check (${isWorker})`,
  `create policy worker on session for select to gatehouse_worker using (${isWorker})`,
  `create policy worker on organization for select to gatehouse_worker using (${isWorker})`,
];

/** What the application may do; the log is append-only for it, and a version never changes. */
const grants = [
  'grant usage on schema public to gatehouse_app, gatehouse_worker',
  'grant select, insert, update on organization, membership, key, credential, workflow, entity, session, "case", data_key to gatehouse_app',
  'grant select, insert on "user", workflow_version, event, act, document, sealing_key to gatehouse_app',
  'grant select, insert, update, delete on workflow_draft to gatehouse_app',
  'grant insert on outbox to gatehouse_app',
  'grant select, delete on outbox to gatehouse_worker',
  // `for update skip locked` asks for a right to update some column; the id is generated always, so this one changes nothing.
  'grant update (id) on outbox to gatehouse_worker',
  'grant select (organization_id, environment, id, state, expires_at) on session to gatehouse_worker',
  'grant select (id) on organization to gatehouse_worker',
];

export async function up(database: Kysely<unknown>): Promise<void> {
  await runStatements(database, [...tables, ...policies, ...grants]);
}
