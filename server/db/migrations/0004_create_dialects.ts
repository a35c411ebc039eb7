import type { Kysely } from 'kysely';
import { runStatements } from '../statements.ts';

/*
 * What the APIs of other vendors stand on: an id of a session that may be shown, licences beside keys, codes by which a
 * workflow begins, users' login sessions, the server's own key pairs, and the run that a file belongs to, which may be a selfie;
 * and an organization's secrets, which the calls of its workflows send.
 */

/** The short id of one environment of an organization; the same as `shortIdOf` makes. */
const shortId = `left(encode(sha256(convert_to('organization:' || organization.id || ':' || environment, 'UTF8')), 'hex'), 24)`;

const changes = [
  `alter table credential drop constraint credential_kind_check`,
  `alter table credential add constraint credential_kind_check
    check (kind in ('key', 'link', 'licence', 'instance', 'access_code', 'label'))`,
  // Which API the key is for. A licence has a level instead of scopes, and its secret is sealed, because it is shown again.
  `alter table key add column api text not null default 'native' check (api in ('native', 'onekosmos', 'verifa', 'deepidv'))`,
  `alter table key add column level text`,
  `alter table key add column secret bytea`,
  `alter table "user" add column disabled_at timestamptz`,
  `alter table workflow add column updated_at timestamptz`,
  `alter table workflow no force row level security`,
  `update workflow set updated_at = created_at`,
  `alter table workflow force row level security`,
  `alter table workflow alter column updated_at set not null, alter column updated_at set default now()`,
  `alter table workflow add column has_direct_access boolean not null default false`,
  `alter table workflow add column access_code bytea`,
  `create index workflow_updated on workflow (organization_id, environment, updated_at desc, id desc)`,
  // Random, so that it may serve as a credential where a vendor's API has it so; clear, because lists search it.
  `alter table session add column public_id uuid not null default gen_random_uuid()`,
  `create unique index session_public on session (organization_id, environment, public_id)`,
  `alter table document add column run_number integer not null default 1`,
  `alter table document drop constraint document_side_check`,
  `alter table document add constraint document_side_check check (side in ('front', 'back', 'selfie'))`,
];

const tables = [
  // By their names; the public part is told to everybody.
  `create table server_key (
    name text primary key,
    public_key bytea not null,
    secret bytea not null,
    wrapped bytea not null,
    sealing_key_id text not null,
    created_at timestamptz not null
  )`,
  `create table login_session (
    organization_id uuid not null references organization (id),
    environment text not null check (environment in ('live', 'test')),
    id uuid not null,
    user_id uuid not null references "user" (id),
    permissions text[] not null,
    created_at timestamptz not null,
    expires_at timestamptz not null,
    ended_at timestamptz,
    primary key (organization_id, id)
  )`,
  `create index login_session_user on login_session (organization_id, user_id)`,
  // Under the organization's key.
  `create table secret (
    organization_id uuid not null references organization (id),
    environment text not null check (environment in ('live', 'test')),
    name text not null,
    sealed bytea not null,
    created_at timestamptz not null,
    updated_at timestamptz not null,
    primary key (organization_id, environment, name)
  )`,
];

const ofOrganization = `organization_id = nullif(current_setting('app.organization', true), '')::uuid`;

const ofScope = `${ofOrganization} and environment = nullif(current_setting('app.environment', true), '')`;

const policies = [
  `alter table login_session enable row level security`,
  `alter table login_session force row level security`,
  `create policy app on login_session to gatehouse_app using (${ofOrganization}) with check (${ofOrganization})`,
  `alter table secret enable row level security`,
  `alter table secret force row level security`,
  `create policy app on secret to gatehouse_app using (${ofScope}) with check (${ofScope})`,
  `create policy app_change on "user" for update to gatehouse_app using (exists (
    select from membership where membership.user_id = "user".id and membership.${ofOrganization}))`,
];

const grants = [
  'grant select, insert, update, delete on secret to gatehouse_app',
  'grant select, insert, update on login_session to gatehouse_app',
  'grant select, insert, update on server_key to gatehouse_app',
  'grant select, update on server_key to gatehouse_worker',
  'grant update (disabled_at) on "user" to gatehouse_app',
];

/** What was made before this release is found by the same hashes as what is made after it. Owners are held back by policies too. */
const firstCredentials = [
  `alter table session no force row level security`,
  `alter table organization no force row level security`,
  `insert into credential (hash, kind, organization_id, environment, subject_id)
    select sha256(convert_to(public_id::text, 'UTF8')), 'instance', organization_id, environment, id from session`,
  `insert into credential (hash, kind, organization_id, environment, subject_id)
    select sha256(convert_to('label:id:' || ${shortId}, 'UTF8')), 'label', organization.id, environment, organization.id
    from organization cross join (values ('live'), ('test')) as known (environment)`,
  `insert into credential (hash, kind, organization_id, environment, subject_id)
    select sha256(convert_to('label:name:' || lower(name) || case environment when 'test' then ' test' else '' end, 'UTF8')),
      'label', organization.id, environment, organization.id
    from organization cross join (values ('live'), ('test')) as known (environment)
    order by organization.id
    on conflict do nothing`,
  `alter table organization force row level security`,
  `alter table session force row level security`,
];

export async function up(database: Kysely<unknown>): Promise<void> {
  await runStatements(database, [...changes, ...tables, ...firstCredentials, ...policies, ...grants]);
}
