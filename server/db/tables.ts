// Generated from the migrated database by `npm run generate`. Do not edit.
import type { ColumnType, Generated, GeneratedAlways } from 'kysely';

/** Read parsed, written as JSON text. */
export type Json = ColumnType<unknown, string, string>;

export interface ActTable {
  organization_id: string;
  number: number;
  type: string;
  actor_kind: string;
  actor_id: string | null;
  subject_id: string | null;
  at: Date;
  payload: Uint8Array;
  hash: Uint8Array;
}

export interface CaseTable {
  organization_id: string;
  environment: string;
  id: string;
  session_id: string;
  run_number: number;
  state: string;
  decision: string | null;
  reason_codes: string[];
  opened_at: Date;
  closed_at: Date | null;
}

export interface CredentialTable {
  hash: Uint8Array;
  kind: string;
  organization_id: string;
  environment: string;
  subject_id: string;
  expires_at: Date | null;
  revoked_at: Date | null;
}

export interface DailyHeadTable {
  organization_id: string;
  environment: string;
  day: string;
  session_count: number;
  leaves: Uint8Array;
  hash: Uint8Array;
  made_at: Date;
}

export interface DataKeyTable {
  organization_id: string;
  environment: string;
  id: string;
  wrapped: Uint8Array | null;
  sealing_key_id: string;
  created_at: Date;
  erased_at: Date | null;
}

export interface DeliveryTable {
  organization_id: string;
  environment: string;
  id: string;
  channel: string;
  state: string;
  event_type: string;
  endpoint_id: string | null;
  session_id: string | null;
  entity_id: string | null;
  body: Uint8Array | null;
  data_key_id: string | null;
  attempt_count: Generated<number>;
  attempts_before_retry: Generated<number>;
  claimed_until: Date | null;
  last_error: string | null;
  created_at: Date;
  next_attempt_at: Date | null;
  finished_at: Date | null;
}

export interface DeliveryAttemptTable {
  organization_id: string;
  environment: string;
  delivery_id: string;
  number: number;
  at: Date;
  duration_ms: number;
  is_success: boolean;
  status_code: number | null;
  error: string | null;
  response: Uint8Array | null;
}

export interface DocumentTable {
  organization_id: string;
  environment: string;
  id: string;
  session_id: string;
  node: string;
  attempt: number;
  side: string;
  media_type: string;
  size_bytes: number;
  width_px: number;
  height_px: number;
  blob_key: string;
  data_key_id: string;
  created_at: Date;
  run_number: Generated<number>;
}

export interface EntityTable {
  organization_id: string;
  environment: string;
  id: string;
  kind: string;
  name: string | null;
  email: string | null;
  details: Uint8Array | null;
  data_key_id: string;
  created_at: Date;
  updated_at: Date | null;
  erased_at: Date | null;
  erasure_noted_at: Date | null;
}

export interface EventTable {
  organization_id: string;
  environment: string;
  session_id: string;
  number: number;
  run_number: number;
  type: string;
  node: string | null;
  attempt: number | null;
  outcome: string | null;
  actor_kind: string;
  actor_id: string | null;
  engine_version: number;
  at: Date;
  payload: Uint8Array;
  hash: Uint8Array;
}

export interface IdempotencyTable {
  organization_id: string;
  environment: string;
  key_id: string;
  hash: Uint8Array;
  request_hash: Uint8Array;
  status: number | null;
  answer: Uint8Array | null;
  subject_id: string | null;
  created_at: Date;
  expires_at: Date;
}

export interface KeyTable {
  organization_id: string;
  environment: string;
  id: string;
  name: string;
  owner_user_id: string;
  hint: string;
  scopes: string[];
  created_at: Date;
  expires_at: Date | null;
  revoked_at: Date | null;
  allowed_addresses: Generated<string[]>;
  rotated_from: string | null;
  last_used_at: Date | null;
  api: Generated<string>;
  level: string | null;
  secret: Uint8Array | null;
}

export interface LoginSessionTable {
  organization_id: string;
  environment: string;
  id: string;
  user_id: string;
  permissions: string[];
  created_at: Date;
  expires_at: Date;
  ended_at: Date | null;
}

export interface MembershipTable {
  organization_id: string;
  user_id: string;
  role: string;
  created_at: Date;
}

export interface OrganizationTable {
  id: string;
  name: string;
  settings: Generated<string>;
  wrapped_key: Uint8Array;
  sealing_key_id: string;
  act_count: Generated<number>;
  act_hash: Uint8Array;
  created_at: Date;
}

export interface OutboxTable {
  id: GeneratedAlways<number>;
  organization_id: string;
  environment: string;
  queue: string;
  payload: Json;
  created_at: Date;
  due_at: Date | null;
}

export interface SealingKeyTable {
  id: string;
  check_value: Uint8Array;
  created_at: Date;
  wrapped_lookup: Uint8Array | null;
}

export interface SecretTable {
  organization_id: string;
  environment: string;
  name: string;
  sealed: Uint8Array;
  created_at: Date;
  updated_at: Date;
}

export interface ServerKeyTable {
  name: string;
  public_key: Uint8Array;
  secret: Uint8Array;
  wrapped: Uint8Array;
  sealing_key_id: string;
  created_at: Date;
}

export interface SessionTable {
  organization_id: string;
  environment: string;
  id: string;
  workflow_id: string;
  version: number;
  entity_id: string;
  data_key_id: string;
  state: string;
  decision: string | null;
  run_number: number;
  event_count: number;
  head_hash: Uint8Array;
  run: Uint8Array;
  metadata: Generated<string>;
  redirect_url: string | null;
  created_at: Date;
  opened_at: Date | null;
  ended_at: Date | null;
  expires_at: Date;
  erased_at: Date | null;
  public_id: Generated<string>;
}

export interface SessionDailyTable {
  organization_id: string;
  environment: string;
  workflow_id: string;
  day: string;
  measure: string;
  total: number;
}

export interface SessionMetadataTable {
  organization_id: string;
  environment: string;
  key: string;
  value_hash: Uint8Array;
  session_id: string;
}

export interface SessionTotalTable {
  organization_id: string;
  environment: string;
  workflow_id: string;
  state: string;
  decision: Generated<string>;
  total: number;
}

export interface TombstoneTable {
  organization_id: string;
  environment: string;
  session_id: string;
  event_count: number;
  last_hash: Uint8Array;
  reason: string;
  at: Date;
}

export interface UserTable {
  id: string;
  email: string;
  name: string;
  created_at: Date;
  disabled_at: Date | null;
}

export interface WebhookEndpointTable {
  organization_id: string;
  environment: string;
  id: string;
  url: string;
  description: string | null;
  event_types: string[];
  secret: Uint8Array;
  previous_secret: Uint8Array | null;
  previous_secret_expires_at: Date | null;
  state: string;
  disabled_reason: string | null;
  disabled_at: Date | null;
  failing_since: Date | null;
  failure_count: Generated<number>;
  created_at: Date;
  updated_at: Date;
  deleted_at: Date | null;
}

export interface WorkflowTable {
  organization_id: string;
  environment: string;
  id: string;
  name: string;
  latest_version: number | null;
  created_at: Date;
  archived_at: Date | null;
  updated_at: Generated<Date>;
  has_direct_access: Generated<boolean>;
  access_code: Uint8Array | null;
}

export interface WorkflowDraftTable {
  organization_id: string;
  environment: string;
  id: string;
  workflow_id: string;
  graph: string;
  source: string | null;
  revision: Generated<number>;
  created_by: string | null;
  created_at: Date;
  updated_at: Date;
}

export interface WorkflowVersionTable {
  organization_id: string;
  environment: string;
  workflow_id: string;
  number: number;
  graph: string;
  graph_hash: Uint8Array;
  source: string | null;
  published_by: string | null;
  published_at: Date;
}

export interface Tables {
  act: ActTable;
  case: CaseTable;
  credential: CredentialTable;
  daily_head: DailyHeadTable;
  data_key: DataKeyTable;
  delivery: DeliveryTable;
  delivery_attempt: DeliveryAttemptTable;
  document: DocumentTable;
  entity: EntityTable;
  event: EventTable;
  idempotency: IdempotencyTable;
  key: KeyTable;
  login_session: LoginSessionTable;
  membership: MembershipTable;
  organization: OrganizationTable;
  outbox: OutboxTable;
  sealing_key: SealingKeyTable;
  secret: SecretTable;
  server_key: ServerKeyTable;
  session: SessionTable;
  session_daily: SessionDailyTable;
  session_metadata: SessionMetadataTable;
  session_total: SessionTotalTable;
  tombstone: TombstoneTable;
  user: UserTable;
  webhook_endpoint: WebhookEndpointTable;
  workflow: WorkflowTable;
  workflow_draft: WorkflowDraftTable;
  workflow_version: WorkflowVersionTable;
}
