-- Generated from the migrated database by `npm run generate`. Do not edit.

create table act (
  organization_id uuid not null,
  number integer not null,
  type text not null,
  actor_kind text not null,
  actor_id uuid,
  subject_id uuid,
  at timestamp with time zone not null,
  payload bytea not null,
  hash bytea not null,
  constraint act_pkey PRIMARY KEY (organization_id, number),
  constraint act_organization_id_fkey FOREIGN KEY (organization_id) REFERENCES organization(id),
  constraint act_actor_kind_check CHECK ((actor_kind = ANY (ARRAY['user'::text, 'key'::text, 'system'::text])))
);
alter table act enable row level security;
alter table act force row level security;
create policy app on act for all to gatehouse_app using ((organization_id = (NULLIF(current_setting('app.organization'::text, true), ''::text))::uuid)) with check ((organization_id = (NULLIF(current_setting('app.organization'::text, true), ''::text))::uuid));
grant insert, select on act to gatehouse_app;

create table "case" (
  organization_id uuid not null,
  environment text not null,
  id uuid not null,
  session_id uuid not null,
  run_number integer not null,
  state text not null,
  decision text,
  reason_codes text[] not null,
  opened_at timestamp with time zone not null,
  closed_at timestamp with time zone,
  constraint case_pkey PRIMARY KEY (organization_id, environment, id),
  constraint case_organization_id_environment_session_id_fkey FOREIGN KEY (organization_id, environment, session_id) REFERENCES session(organization_id, environment, id),
  constraint case_decision_check CHECK ((decision = ANY (ARRAY['approved'::text, 'rejected'::text]))),
  constraint case_state_check CHECK ((state = ANY (ARRAY['open'::text, 'closed'::text])))
);
CREATE INDEX case_session ON public."case" USING btree (organization_id, environment, session_id, id);
CREATE INDEX case_state ON public."case" USING btree (organization_id, environment, state, id);
alter table "case" enable row level security;
alter table "case" force row level security;
create policy app on "case" for all to gatehouse_app using (((organization_id = (NULLIF(current_setting('app.organization'::text, true), ''::text))::uuid) AND (environment = NULLIF(current_setting('app.environment'::text, true), ''::text)))) with check (((organization_id = (NULLIF(current_setting('app.organization'::text, true), ''::text))::uuid) AND (environment = NULLIF(current_setting('app.environment'::text, true), ''::text))));
create policy worker on "case" for all to gatehouse_worker using ((CURRENT_USER = 'gatehouse_worker'::name)) with check ((CURRENT_USER = 'gatehouse_worker'::name));
grant insert, select, update on "case" to gatehouse_app;
grant delete, select (organization_id, environment, session_id) on "case" to gatehouse_worker;

create table credential (
  hash bytea not null,
  kind text not null,
  organization_id uuid not null,
  environment text not null,
  subject_id uuid not null,
  expires_at timestamp with time zone,
  revoked_at timestamp with time zone,
  constraint credential_pkey PRIMARY KEY (hash),
  constraint credential_organization_id_fkey FOREIGN KEY (organization_id) REFERENCES organization(id),
  constraint credential_environment_check CHECK ((environment = ANY (ARRAY['live'::text, 'test'::text]))),
  constraint credential_kind_check CHECK ((kind = ANY (ARRAY['key'::text, 'link'::text, 'licence'::text, 'instance'::text, 'access_code'::text, 'label'::text])))
);
CREATE INDEX credential_subject ON public.credential USING btree (organization_id, environment, subject_id);
grant insert, select, update on credential to gatehouse_app;
grant delete, select (organization_id, environment, subject_id) on credential to gatehouse_worker;

create table daily_head (
  organization_id uuid not null,
  environment text not null,
  day date not null,
  session_count integer not null,
  leaves bytea not null,
  hash bytea not null,
  made_at timestamp with time zone not null,
  constraint daily_head_pkey PRIMARY KEY (organization_id, environment, day),
  constraint daily_head_organization_id_fkey FOREIGN KEY (organization_id) REFERENCES organization(id),
  constraint daily_head_environment_check CHECK ((environment = ANY (ARRAY['live'::text, 'test'::text])))
);
alter table daily_head enable row level security;
alter table daily_head force row level security;
create policy app on daily_head for all to gatehouse_app using (((organization_id = (NULLIF(current_setting('app.organization'::text, true), ''::text))::uuid) AND (environment = NULLIF(current_setting('app.environment'::text, true), ''::text)))) with check (((organization_id = (NULLIF(current_setting('app.organization'::text, true), ''::text))::uuid) AND (environment = NULLIF(current_setting('app.environment'::text, true), ''::text))));
grant insert, select on daily_head to gatehouse_app;

create table data_key (
  organization_id uuid not null,
  environment text not null,
  id uuid not null,
  wrapped bytea,
  sealing_key_id text not null,
  created_at timestamp with time zone not null,
  erased_at timestamp with time zone,
  constraint data_key_pkey PRIMARY KEY (organization_id, environment, id),
  constraint data_key_organization_id_fkey FOREIGN KEY (organization_id) REFERENCES organization(id),
  constraint data_key_check CHECK (((wrapped IS NULL) = (erased_at IS NOT NULL))),
  constraint data_key_environment_check CHECK ((environment = ANY (ARRAY['live'::text, 'test'::text])))
);
alter table data_key enable row level security;
alter table data_key force row level security;
create policy app on data_key for all to gatehouse_app using (((organization_id = (NULLIF(current_setting('app.organization'::text, true), ''::text))::uuid) AND (environment = NULLIF(current_setting('app.environment'::text, true), ''::text)))) with check (((organization_id = (NULLIF(current_setting('app.organization'::text, true), ''::text))::uuid) AND (environment = NULLIF(current_setting('app.environment'::text, true), ''::text))));
create policy worker on data_key for all to gatehouse_worker using ((CURRENT_USER = 'gatehouse_worker'::name)) with check ((CURRENT_USER = 'gatehouse_worker'::name));
grant insert, select, update on data_key to gatehouse_app;
grant delete, select (organization_id, environment, id) on data_key to gatehouse_worker;

create table delivery (
  organization_id uuid not null,
  environment text not null,
  id uuid not null,
  channel text not null,
  state text not null,
  event_type text not null,
  endpoint_id uuid,
  session_id uuid,
  entity_id uuid,
  body bytea,
  data_key_id uuid,
  attempt_count integer not null default 0,
  attempts_before_retry integer not null default 0,
  claimed_until timestamp with time zone,
  last_error text,
  created_at timestamp with time zone not null,
  next_attempt_at timestamp with time zone,
  finished_at timestamp with time zone,
  constraint delivery_pkey PRIMARY KEY (organization_id, environment, id),
  constraint delivery_organization_id_fkey FOREIGN KEY (organization_id) REFERENCES organization(id),
  constraint delivery_channel_check CHECK ((channel = ANY (ARRAY['webhook'::text, 'email'::text, 'sms'::text]))),
  constraint delivery_environment_check CHECK ((environment = ANY (ARRAY['live'::text, 'test'::text]))),
  constraint delivery_state_check CHECK ((state = ANY (ARRAY['pending'::text, 'delivered'::text, 'dead'::text, 'cancelled'::text])))
);
CREATE INDEX delivery_endpoint ON public.delivery USING btree (organization_id, environment, endpoint_id, id) WHERE (endpoint_id IS NOT NULL);
CREATE INDEX delivery_entity ON public.delivery USING btree (organization_id, environment, entity_id, id) WHERE (entity_id IS NOT NULL);
CREATE INDEX delivery_finished ON public.delivery USING btree (organization_id, environment, finished_at) WHERE (finished_at IS NOT NULL);
CREATE INDEX delivery_session ON public.delivery USING btree (organization_id, environment, session_id, id) WHERE (session_id IS NOT NULL);
CREATE INDEX delivery_state ON public.delivery USING btree (organization_id, environment, state, id);
alter table delivery enable row level security;
alter table delivery force row level security;
create policy app on delivery for all to gatehouse_app using (((organization_id = (NULLIF(current_setting('app.organization'::text, true), ''::text))::uuid) AND (environment = NULLIF(current_setting('app.environment'::text, true), ''::text)))) with check (((organization_id = (NULLIF(current_setting('app.organization'::text, true), ''::text))::uuid) AND (environment = NULLIF(current_setting('app.environment'::text, true), ''::text))));
create policy worker on delivery for all to gatehouse_worker using ((CURRENT_USER = 'gatehouse_worker'::name)) with check ((CURRENT_USER = 'gatehouse_worker'::name));
grant insert, select, update on delivery to gatehouse_app;
grant delete, select (organization_id, environment, id, state, session_id, finished_at) on delivery to gatehouse_worker;

create table delivery_attempt (
  organization_id uuid not null,
  environment text not null,
  delivery_id uuid not null,
  number integer not null,
  at timestamp with time zone not null,
  duration_ms integer not null,
  is_success boolean not null,
  status_code integer,
  error text,
  response bytea,
  constraint delivery_attempt_pkey PRIMARY KEY (organization_id, environment, delivery_id, number),
  constraint delivery_attempt_organization_id_environment_delivery_id_fkey FOREIGN KEY (organization_id, environment, delivery_id) REFERENCES delivery(organization_id, environment, id) ON DELETE CASCADE
);
alter table delivery_attempt enable row level security;
alter table delivery_attempt force row level security;
create policy app on delivery_attempt for all to gatehouse_app using (((organization_id = (NULLIF(current_setting('app.organization'::text, true), ''::text))::uuid) AND (environment = NULLIF(current_setting('app.environment'::text, true), ''::text)))) with check (((organization_id = (NULLIF(current_setting('app.organization'::text, true), ''::text))::uuid) AND (environment = NULLIF(current_setting('app.environment'::text, true), ''::text))));
create policy worker on delivery_attempt for all to gatehouse_worker using ((CURRENT_USER = 'gatehouse_worker'::name)) with check ((CURRENT_USER = 'gatehouse_worker'::name));
grant insert, select, update (response) on delivery_attempt to gatehouse_app;
grant delete, select (organization_id, environment, delivery_id) on delivery_attempt to gatehouse_worker;

create table document (
  organization_id uuid not null,
  environment text not null,
  id uuid not null,
  session_id uuid not null,
  node text not null,
  attempt integer not null,
  side text not null,
  media_type text not null,
  size_bytes integer not null,
  width_px integer not null,
  height_px integer not null,
  blob_key text not null,
  data_key_id uuid not null,
  created_at timestamp with time zone not null,
  run_number integer not null default 1,
  constraint document_pkey PRIMARY KEY (organization_id, environment, id),
  constraint document_organization_id_environment_data_key_id_fkey FOREIGN KEY (organization_id, environment, data_key_id) REFERENCES data_key(organization_id, environment, id),
  constraint document_organization_id_environment_session_id_fkey FOREIGN KEY (organization_id, environment, session_id) REFERENCES session(organization_id, environment, id),
  constraint document_side_check CHECK ((side = ANY (ARRAY['front'::text, 'back'::text, 'selfie'::text])))
);
CREATE INDEX document_session ON public.document USING btree (organization_id, environment, session_id, id);
alter table document enable row level security;
alter table document force row level security;
create policy app on document for all to gatehouse_app using (((organization_id = (NULLIF(current_setting('app.organization'::text, true), ''::text))::uuid) AND (environment = NULLIF(current_setting('app.environment'::text, true), ''::text)))) with check (((organization_id = (NULLIF(current_setting('app.organization'::text, true), ''::text))::uuid) AND (environment = NULLIF(current_setting('app.environment'::text, true), ''::text))));
create policy worker on document for all to gatehouse_worker using ((CURRENT_USER = 'gatehouse_worker'::name)) with check ((CURRENT_USER = 'gatehouse_worker'::name));
grant delete, insert, select on document to gatehouse_app;
grant delete, select (organization_id, environment, id, session_id, blob_key, created_at) on document to gatehouse_worker;

create table entity (
  organization_id uuid not null,
  environment text not null,
  id uuid not null,
  kind text not null,
  name text,
  email text,
  details bytea,
  data_key_id uuid not null,
  created_at timestamp with time zone not null,
  updated_at timestamp with time zone,
  erased_at timestamp with time zone,
  erasure_noted_at timestamp with time zone,
  constraint entity_pkey PRIMARY KEY (organization_id, environment, id),
  constraint entity_organization_id_environment_data_key_id_fkey FOREIGN KEY (organization_id, environment, data_key_id) REFERENCES data_key(organization_id, environment, id),
  constraint entity_organization_id_fkey FOREIGN KEY (organization_id) REFERENCES organization(id),
  constraint entity_environment_check CHECK ((environment = ANY (ARRAY['live'::text, 'test'::text]))),
  constraint entity_kind_check CHECK ((kind = ANY (ARRAY['person'::text, 'company'::text])))
);
CREATE INDEX entity_email ON public.entity USING btree (organization_id, environment, email, id) WHERE (email IS NOT NULL);
CREATE INDEX entity_kind ON public.entity USING btree (organization_id, environment, kind, id);
alter table entity enable row level security;
alter table entity force row level security;
create policy app on entity for all to gatehouse_app using (((organization_id = (NULLIF(current_setting('app.organization'::text, true), ''::text))::uuid) AND (environment = NULLIF(current_setting('app.environment'::text, true), ''::text)))) with check (((organization_id = (NULLIF(current_setting('app.organization'::text, true), ''::text))::uuid) AND (environment = NULLIF(current_setting('app.environment'::text, true), ''::text))));
create policy worker on entity for all to gatehouse_worker using ((CURRENT_USER = 'gatehouse_worker'::name)) with check ((CURRENT_USER = 'gatehouse_worker'::name));
grant insert, select, update on entity to gatehouse_app;
grant delete, select (organization_id, environment, id, data_key_id) on entity to gatehouse_worker;

create table event (
  organization_id uuid not null,
  environment text not null,
  session_id uuid not null,
  number integer not null,
  run_number integer not null,
  type text not null,
  node text,
  attempt integer,
  outcome text,
  actor_kind text not null,
  actor_id uuid,
  engine_version integer not null,
  at timestamp with time zone not null,
  payload bytea not null,
  hash bytea not null,
  constraint event_pkey PRIMARY KEY (organization_id, environment, session_id, number),
  constraint event_actor_kind_check CHECK ((actor_kind = ANY (ARRAY['user'::text, 'key'::text, 'subject'::text, 'system'::text])))
);
CREATE INDEX event_at ON public.event USING brin (at);
alter table event enable row level security;
alter table event force row level security;
create policy app on event for all to gatehouse_app using (((organization_id = (NULLIF(current_setting('app.organization'::text, true), ''::text))::uuid) AND (environment = NULLIF(current_setting('app.environment'::text, true), ''::text)))) with check (((organization_id = (NULLIF(current_setting('app.organization'::text, true), ''::text))::uuid) AND (environment = NULLIF(current_setting('app.environment'::text, true), ''::text))));
create policy worker on event for all to gatehouse_worker using ((CURRENT_USER = 'gatehouse_worker'::name)) with check ((CURRENT_USER = 'gatehouse_worker'::name));
grant insert, select on event to gatehouse_app;
grant delete, select (organization_id, environment, session_id, number, at, hash) on event to gatehouse_worker;

create table idempotency (
  organization_id uuid not null,
  environment text not null,
  key_id uuid not null,
  hash bytea not null,
  request_hash bytea not null,
  status integer,
  answer bytea,
  subject_id uuid,
  created_at timestamp with time zone not null,
  expires_at timestamp with time zone not null,
  constraint idempotency_pkey PRIMARY KEY (organization_id, environment, key_id, hash),
  constraint idempotency_organization_id_fkey FOREIGN KEY (organization_id) REFERENCES organization(id),
  constraint idempotency_environment_check CHECK ((environment = ANY (ARRAY['live'::text, 'test'::text])))
);
CREATE INDEX idempotency_expiry ON public.idempotency USING btree (expires_at);
CREATE INDEX idempotency_subject ON public.idempotency USING btree (organization_id, environment, subject_id) WHERE (subject_id IS NOT NULL);
alter table idempotency enable row level security;
alter table idempotency force row level security;
create policy app on idempotency for all to gatehouse_app using (((organization_id = (NULLIF(current_setting('app.organization'::text, true), ''::text))::uuid) AND (environment = NULLIF(current_setting('app.environment'::text, true), ''::text)))) with check (((organization_id = (NULLIF(current_setting('app.organization'::text, true), ''::text))::uuid) AND (environment = NULLIF(current_setting('app.environment'::text, true), ''::text))));
create policy worker on idempotency for all to gatehouse_worker using ((CURRENT_USER = 'gatehouse_worker'::name)) with check ((CURRENT_USER = 'gatehouse_worker'::name));
grant delete, insert, select, update on idempotency to gatehouse_app;
grant delete, select (organization_id, environment, key_id, hash, expires_at) on idempotency to gatehouse_worker;

create table key (
  organization_id uuid not null,
  environment text not null,
  id uuid not null,
  name text not null,
  owner_user_id uuid not null,
  hint text not null,
  scopes text[] not null,
  created_at timestamp with time zone not null,
  expires_at timestamp with time zone,
  revoked_at timestamp with time zone,
  allowed_addresses text[] not null default '{}'::text[],
  rotated_from uuid,
  last_used_at timestamp with time zone,
  api text not null default 'native'::text,
  level text,
  secret bytea,
  constraint key_pkey PRIMARY KEY (organization_id, environment, id),
  constraint key_organization_id_fkey FOREIGN KEY (organization_id) REFERENCES organization(id),
  constraint key_owner_user_id_fkey FOREIGN KEY (owner_user_id) REFERENCES "user"(id),
  constraint key_api_check CHECK ((api = ANY (ARRAY['native'::text, 'onekosmos'::text, 'verifa'::text, 'deepidv'::text]))),
  constraint key_environment_check CHECK ((environment = ANY (ARRAY['live'::text, 'test'::text])))
);
alter table key enable row level security;
alter table key force row level security;
create policy app on key for all to gatehouse_app using (((organization_id = (NULLIF(current_setting('app.organization'::text, true), ''::text))::uuid) AND (environment = NULLIF(current_setting('app.environment'::text, true), ''::text)))) with check (((organization_id = (NULLIF(current_setting('app.organization'::text, true), ''::text))::uuid) AND (environment = NULLIF(current_setting('app.environment'::text, true), ''::text))));
grant insert, select, update on key to gatehouse_app;

create table login_session (
  organization_id uuid not null,
  environment text not null,
  id uuid not null,
  user_id uuid not null,
  permissions text[] not null,
  created_at timestamp with time zone not null,
  expires_at timestamp with time zone not null,
  ended_at timestamp with time zone,
  constraint login_session_pkey PRIMARY KEY (organization_id, id),
  constraint login_session_organization_id_fkey FOREIGN KEY (organization_id) REFERENCES organization(id),
  constraint login_session_user_id_fkey FOREIGN KEY (user_id) REFERENCES "user"(id),
  constraint login_session_environment_check CHECK ((environment = ANY (ARRAY['live'::text, 'test'::text])))
);
CREATE INDEX login_session_user ON public.login_session USING btree (organization_id, user_id);
alter table login_session enable row level security;
alter table login_session force row level security;
create policy app on login_session for all to gatehouse_app using ((organization_id = (NULLIF(current_setting('app.organization'::text, true), ''::text))::uuid)) with check ((organization_id = (NULLIF(current_setting('app.organization'::text, true), ''::text))::uuid));
grant insert, select, update on login_session to gatehouse_app;

create table membership (
  organization_id uuid not null,
  user_id uuid not null,
  role text not null,
  created_at timestamp with time zone not null,
  constraint membership_pkey PRIMARY KEY (organization_id, user_id),
  constraint membership_organization_id_fkey FOREIGN KEY (organization_id) REFERENCES organization(id),
  constraint membership_user_id_fkey FOREIGN KEY (user_id) REFERENCES "user"(id),
  constraint membership_role_check CHECK ((role = ANY (ARRAY['owner'::text, 'admin'::text, 'reviewer'::text, 'viewer'::text])))
);
alter table membership enable row level security;
alter table membership force row level security;
create policy app on membership for all to gatehouse_app using ((organization_id = (NULLIF(current_setting('app.organization'::text, true), ''::text))::uuid)) with check ((organization_id = (NULLIF(current_setting('app.organization'::text, true), ''::text))::uuid));
grant insert, select, update on membership to gatehouse_app;

create table organization (
  id uuid not null,
  name text not null,
  settings text not null default '{}'::text,
  wrapped_key bytea not null,
  sealing_key_id text not null,
  act_count integer not null default 0,
  act_hash bytea not null,
  created_at timestamp with time zone not null,
  constraint organization_pkey PRIMARY KEY (id)
);
alter table organization enable row level security;
alter table organization force row level security;
create policy app on organization for all to gatehouse_app using ((id = (NULLIF(current_setting('app.organization'::text, true), ''::text))::uuid)) with check ((id = (NULLIF(current_setting('app.organization'::text, true), ''::text))::uuid));
create policy worker on organization for select to gatehouse_worker using ((CURRENT_USER = 'gatehouse_worker'::name));
grant insert, select, update on organization to gatehouse_app;
grant select (id) on organization to gatehouse_worker;

create table outbox (
  id bigint not null generated always as identity,
  organization_id uuid not null,
  environment text not null,
  queue text not null,
  payload jsonb not null,
  created_at timestamp with time zone not null,
  due_at timestamp with time zone,
  constraint outbox_pkey PRIMARY KEY (id)
);
alter table outbox enable row level security;
alter table outbox force row level security;
create policy app on outbox for all to gatehouse_app using (((organization_id = (NULLIF(current_setting('app.organization'::text, true), ''::text))::uuid) AND (environment = NULLIF(current_setting('app.environment'::text, true), ''::text)))) with check (((organization_id = (NULLIF(current_setting('app.organization'::text, true), ''::text))::uuid) AND (environment = NULLIF(current_setting('app.environment'::text, true), ''::text))));
create policy app_organization on outbox for insert to gatehouse_app with check (((organization_id = (NULLIF(current_setting('app.organization'::text, true), ''::text))::uuid) AND (NULLIF(current_setting('app.environment'::text, true), ''::text) IS NULL)));
create policy worker on outbox for all to gatehouse_worker using ((CURRENT_USER = 'gatehouse_worker'::name)) with check ((CURRENT_USER = 'gatehouse_worker'::name));
grant insert on outbox to gatehouse_app;
grant delete, select, update (id) on outbox to gatehouse_worker;

create table sealing_key (
  id text not null,
  check_value bytea not null,
  created_at timestamp with time zone not null,
  wrapped_lookup bytea,
  constraint sealing_key_pkey PRIMARY KEY (id)
);
grant insert, select on sealing_key to gatehouse_app;
grant delete, select on sealing_key to gatehouse_worker;

create table secret (
  organization_id uuid not null,
  environment text not null,
  name text not null,
  sealed bytea not null,
  created_at timestamp with time zone not null,
  updated_at timestamp with time zone not null,
  constraint secret_pkey PRIMARY KEY (organization_id, environment, name),
  constraint secret_organization_id_fkey FOREIGN KEY (organization_id) REFERENCES organization(id),
  constraint secret_environment_check CHECK ((environment = ANY (ARRAY['live'::text, 'test'::text])))
);
alter table secret enable row level security;
alter table secret force row level security;
create policy app on secret for all to gatehouse_app using (((organization_id = (NULLIF(current_setting('app.organization'::text, true), ''::text))::uuid) AND (environment = NULLIF(current_setting('app.environment'::text, true), ''::text)))) with check (((organization_id = (NULLIF(current_setting('app.organization'::text, true), ''::text))::uuid) AND (environment = NULLIF(current_setting('app.environment'::text, true), ''::text))));
grant delete, insert, select, update on secret to gatehouse_app;

create table server_key (
  name text not null,
  public_key bytea not null,
  secret bytea not null,
  wrapped bytea not null,
  sealing_key_id text not null,
  created_at timestamp with time zone not null,
  constraint server_key_pkey PRIMARY KEY (name)
);
grant insert, select, update on server_key to gatehouse_app;
grant select, update on server_key to gatehouse_worker;

create table session (
  organization_id uuid not null,
  environment text not null,
  id uuid not null,
  workflow_id uuid not null,
  version integer not null,
  entity_id uuid not null,
  data_key_id uuid not null,
  state text not null,
  decision text,
  run_number integer not null,
  event_count integer not null,
  head_hash bytea not null,
  run bytea not null,
  metadata text not null default '{}'::text,
  redirect_url text,
  created_at timestamp with time zone not null,
  opened_at timestamp with time zone,
  ended_at timestamp with time zone,
  expires_at timestamp with time zone not null,
  erased_at timestamp with time zone,
  public_id uuid not null default gen_random_uuid(),
  constraint session_pkey PRIMARY KEY (organization_id, environment, id),
  constraint session_organization_id_environment_data_key_id_fkey FOREIGN KEY (organization_id, environment, data_key_id) REFERENCES data_key(organization_id, environment, id),
  constraint session_organization_id_environment_entity_id_fkey FOREIGN KEY (organization_id, environment, entity_id) REFERENCES entity(organization_id, environment, id),
  constraint session_organization_id_environment_workflow_id_version_fkey FOREIGN KEY (organization_id, environment, workflow_id, version) REFERENCES workflow_version(organization_id, environment, workflow_id, number),
  constraint session_decision_check CHECK ((decision = ANY (ARRAY['approved'::text, 'rejected'::text]))),
  constraint session_state_check CHECK ((state = ANY (ARRAY['created'::text, 'active'::text, 'waiting'::text, 'in_review'::text, 'completed'::text, 'expired'::text, 'cancelled'::text, 'failed'::text])))
) with (fillfactor=75);
CREATE INDEX session_decision ON public.session USING btree (organization_id, environment, decision, id) WHERE (decision IS NOT NULL);
CREATE INDEX session_ended ON public.session USING btree (organization_id, environment, ended_at) WHERE (ended_at IS NOT NULL);
CREATE INDEX session_entity ON public.session USING btree (organization_id, environment, entity_id, id);
CREATE INDEX session_expiry ON public.session USING btree (expires_at) WHERE (state = ANY (ARRAY['created'::text, 'active'::text, 'waiting'::text]));
CREATE UNIQUE INDEX session_public ON public.session USING btree (organization_id, environment, public_id);
CREATE INDEX session_state ON public.session USING btree (organization_id, environment, state, id);
CREATE INDEX session_workflow ON public.session USING btree (organization_id, environment, workflow_id, state, id);
CREATE INDEX session_workflow_decision ON public.session USING btree (organization_id, environment, workflow_id, decision, id) WHERE (decision IS NOT NULL);
alter table session enable row level security;
alter table session force row level security;
create policy app on session for all to gatehouse_app using (((organization_id = (NULLIF(current_setting('app.organization'::text, true), ''::text))::uuid) AND (environment = NULLIF(current_setting('app.environment'::text, true), ''::text)))) with check (((organization_id = (NULLIF(current_setting('app.organization'::text, true), ''::text))::uuid) AND (environment = NULLIF(current_setting('app.environment'::text, true), ''::text))));
create policy worker on session for select to gatehouse_worker using ((CURRENT_USER = 'gatehouse_worker'::name));
create policy worker_delete on session for delete to gatehouse_worker using ((CURRENT_USER = 'gatehouse_worker'::name));
grant insert, select, update on session to gatehouse_app;
grant delete, select (organization_id, environment, id, workflow_id, entity_id, data_key_id, state, decision, event_count, head_hash, ended_at, expires_at) on session to gatehouse_worker;

create table session_daily (
  organization_id uuid not null,
  environment text not null,
  workflow_id uuid not null,
  day date not null,
  measure text not null,
  total bigint not null,
  constraint session_daily_pkey PRIMARY KEY (organization_id, environment, day, workflow_id, measure),
  constraint session_daily_organization_id_fkey FOREIGN KEY (organization_id) REFERENCES organization(id),
  constraint session_daily_environment_check CHECK ((environment = ANY (ARRAY['live'::text, 'test'::text])))
);
alter table session_daily enable row level security;
alter table session_daily force row level security;
create policy app on session_daily for all to gatehouse_app using (((organization_id = (NULLIF(current_setting('app.organization'::text, true), ''::text))::uuid) AND (environment = NULLIF(current_setting('app.environment'::text, true), ''::text)))) with check (((organization_id = (NULLIF(current_setting('app.organization'::text, true), ''::text))::uuid) AND (environment = NULLIF(current_setting('app.environment'::text, true), ''::text))));
create policy worker on session_daily for all to gatehouse_worker using ((CURRENT_USER = 'gatehouse_worker'::name)) with check ((CURRENT_USER = 'gatehouse_worker'::name));
grant select on session_daily to gatehouse_app;
grant insert, select, update on session_daily to gatehouse_worker;

create table session_metadata (
  organization_id uuid not null,
  environment text not null,
  key text not null,
  value_hash bytea not null,
  session_id uuid not null,
  constraint session_metadata_pkey PRIMARY KEY (organization_id, environment, key, value_hash, session_id)
);
alter table session_metadata enable row level security;
alter table session_metadata force row level security;
create policy app on session_metadata for all to gatehouse_app using (((organization_id = (NULLIF(current_setting('app.organization'::text, true), ''::text))::uuid) AND (environment = NULLIF(current_setting('app.environment'::text, true), ''::text)))) with check (((organization_id = (NULLIF(current_setting('app.organization'::text, true), ''::text))::uuid) AND (environment = NULLIF(current_setting('app.environment'::text, true), ''::text))));
create policy worker on session_metadata for all to gatehouse_worker using ((CURRENT_USER = 'gatehouse_worker'::name)) with check ((CURRENT_USER = 'gatehouse_worker'::name));
grant delete, insert, select on session_metadata to gatehouse_app;
grant delete, select (organization_id, environment, key, value_hash, session_id) on session_metadata to gatehouse_worker;

create table session_total (
  organization_id uuid not null,
  environment text not null,
  workflow_id uuid not null,
  state text not null,
  decision text not null default ''::text,
  total bigint not null,
  constraint session_total_pkey PRIMARY KEY (organization_id, environment, workflow_id, state, decision),
  constraint session_total_organization_id_fkey FOREIGN KEY (organization_id) REFERENCES organization(id),
  constraint session_total_environment_check CHECK ((environment = ANY (ARRAY['live'::text, 'test'::text])))
);
alter table session_total enable row level security;
alter table session_total force row level security;
create policy app on session_total for all to gatehouse_app using (((organization_id = (NULLIF(current_setting('app.organization'::text, true), ''::text))::uuid) AND (environment = NULLIF(current_setting('app.environment'::text, true), ''::text)))) with check (((organization_id = (NULLIF(current_setting('app.organization'::text, true), ''::text))::uuid) AND (environment = NULLIF(current_setting('app.environment'::text, true), ''::text))));
create policy worker on session_total for all to gatehouse_worker using ((CURRENT_USER = 'gatehouse_worker'::name)) with check ((CURRENT_USER = 'gatehouse_worker'::name));
grant select on session_total to gatehouse_app;
grant insert, select, update on session_total to gatehouse_worker;

create table tombstone (
  organization_id uuid not null,
  environment text not null,
  session_id uuid not null,
  event_count integer not null,
  last_hash bytea not null,
  reason text not null,
  at timestamp with time zone not null,
  constraint tombstone_pkey PRIMARY KEY (organization_id, environment, session_id),
  constraint tombstone_organization_id_fkey FOREIGN KEY (organization_id) REFERENCES organization(id),
  constraint tombstone_environment_check CHECK ((environment = ANY (ARRAY['live'::text, 'test'::text])))
);
alter table tombstone enable row level security;
alter table tombstone force row level security;
create policy app on tombstone for all to gatehouse_app using (((organization_id = (NULLIF(current_setting('app.organization'::text, true), ''::text))::uuid) AND (environment = NULLIF(current_setting('app.environment'::text, true), ''::text)))) with check (((organization_id = (NULLIF(current_setting('app.organization'::text, true), ''::text))::uuid) AND (environment = NULLIF(current_setting('app.environment'::text, true), ''::text))));
create policy worker on tombstone for all to gatehouse_worker using ((CURRENT_USER = 'gatehouse_worker'::name)) with check ((CURRENT_USER = 'gatehouse_worker'::name));
grant select on tombstone to gatehouse_app;
grant insert, select on tombstone to gatehouse_worker;

create table "user" (
  id uuid not null,
  email text not null,
  name text not null,
  created_at timestamp with time zone not null,
  disabled_at timestamp with time zone,
  constraint user_pkey PRIMARY KEY (id)
);
CREATE UNIQUE INDEX user_email ON public."user" USING btree (lower(email));
alter table "user" enable row level security;
alter table "user" force row level security;
create policy app_add on "user" for insert to gatehouse_app with check (true);
create policy app_change on "user" for update to gatehouse_app using ((EXISTS ( SELECT
   FROM membership
  WHERE ((membership.user_id = "user".id) AND (membership.organization_id = (NULLIF(current_setting('app.organization'::text, true), ''::text))::uuid)))));
create policy app_see on "user" for select to gatehouse_app using ((EXISTS ( SELECT
   FROM membership
  WHERE ((membership.user_id = "user".id) AND (membership.organization_id = (NULLIF(current_setting('app.organization'::text, true), ''::text))::uuid)))));
grant insert, select, update (disabled_at) on "user" to gatehouse_app;

create table webhook_endpoint (
  organization_id uuid not null,
  environment text not null,
  id uuid not null,
  url text not null,
  description text,
  event_types text[] not null,
  secret bytea not null,
  previous_secret bytea,
  previous_secret_expires_at timestamp with time zone,
  state text not null,
  disabled_reason text,
  disabled_at timestamp with time zone,
  failing_since timestamp with time zone,
  failure_count integer not null default 0,
  created_at timestamp with time zone not null,
  updated_at timestamp with time zone not null,
  deleted_at timestamp with time zone,
  constraint webhook_endpoint_pkey PRIMARY KEY (organization_id, environment, id),
  constraint webhook_endpoint_organization_id_fkey FOREIGN KEY (organization_id) REFERENCES organization(id),
  constraint webhook_endpoint_environment_check CHECK ((environment = ANY (ARRAY['live'::text, 'test'::text]))),
  constraint webhook_endpoint_state_check CHECK ((state = ANY (ARRAY['enabled'::text, 'disabled'::text])))
);
alter table webhook_endpoint enable row level security;
alter table webhook_endpoint force row level security;
create policy app on webhook_endpoint for all to gatehouse_app using (((organization_id = (NULLIF(current_setting('app.organization'::text, true), ''::text))::uuid) AND (environment = NULLIF(current_setting('app.environment'::text, true), ''::text)))) with check (((organization_id = (NULLIF(current_setting('app.organization'::text, true), ''::text))::uuid) AND (environment = NULLIF(current_setting('app.environment'::text, true), ''::text))));
grant insert, select, update on webhook_endpoint to gatehouse_app;

create table workflow (
  organization_id uuid not null,
  environment text not null,
  id uuid not null,
  name text not null,
  latest_version integer,
  created_at timestamp with time zone not null,
  archived_at timestamp with time zone,
  updated_at timestamp with time zone not null default now(),
  has_direct_access boolean not null default false,
  access_code bytea,
  constraint workflow_pkey PRIMARY KEY (organization_id, environment, id),
  constraint workflow_organization_id_fkey FOREIGN KEY (organization_id) REFERENCES organization(id),
  constraint workflow_environment_check CHECK ((environment = ANY (ARRAY['live'::text, 'test'::text])))
);
CREATE INDEX workflow_updated ON public.workflow USING btree (organization_id, environment, updated_at DESC, id DESC);
alter table workflow enable row level security;
alter table workflow force row level security;
create policy app on workflow for all to gatehouse_app using (((organization_id = (NULLIF(current_setting('app.organization'::text, true), ''::text))::uuid) AND (environment = NULLIF(current_setting('app.environment'::text, true), ''::text)))) with check (((organization_id = (NULLIF(current_setting('app.organization'::text, true), ''::text))::uuid) AND (environment = NULLIF(current_setting('app.environment'::text, true), ''::text))));
grant insert, select, update on workflow to gatehouse_app;

create table workflow_draft (
  organization_id uuid not null,
  environment text not null,
  id uuid not null,
  workflow_id uuid not null,
  graph text not null,
  source text,
  revision integer not null default 1,
  created_by uuid,
  created_at timestamp with time zone not null,
  updated_at timestamp with time zone not null,
  constraint workflow_draft_pkey PRIMARY KEY (organization_id, environment, id),
  constraint workflow_draft_organization_id_environment_workflow_id_fkey FOREIGN KEY (organization_id, environment, workflow_id) REFERENCES workflow(organization_id, environment, id)
);
CREATE INDEX workflow_draft_workflow ON public.workflow_draft USING btree (organization_id, environment, workflow_id, id);
alter table workflow_draft enable row level security;
alter table workflow_draft force row level security;
create policy app on workflow_draft for all to gatehouse_app using (((organization_id = (NULLIF(current_setting('app.organization'::text, true), ''::text))::uuid) AND (environment = NULLIF(current_setting('app.environment'::text, true), ''::text)))) with check (((organization_id = (NULLIF(current_setting('app.organization'::text, true), ''::text))::uuid) AND (environment = NULLIF(current_setting('app.environment'::text, true), ''::text))));
grant delete, insert, select, update on workflow_draft to gatehouse_app;

create table workflow_version (
  organization_id uuid not null,
  environment text not null,
  workflow_id uuid not null,
  number integer not null,
  graph text not null,
  graph_hash bytea not null,
  source text,
  published_by uuid,
  published_at timestamp with time zone not null,
  constraint workflow_version_pkey PRIMARY KEY (organization_id, environment, workflow_id, number),
  constraint workflow_version_organization_id_environment_workflow_id_fkey FOREIGN KEY (organization_id, environment, workflow_id) REFERENCES workflow(organization_id, environment, id)
);
alter table workflow_version enable row level security;
alter table workflow_version force row level security;
create policy app on workflow_version for all to gatehouse_app using (((organization_id = (NULLIF(current_setting('app.organization'::text, true), ''::text))::uuid) AND (environment = NULLIF(current_setting('app.environment'::text, true), ''::text)))) with check (((organization_id = (NULLIF(current_setting('app.organization'::text, true), ''::text))::uuid) AND (environment = NULLIF(current_setting('app.environment'::text, true), ''::text))));
grant insert, select on workflow_version to gatehouse_app;
