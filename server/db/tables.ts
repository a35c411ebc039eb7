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

export interface DataKeyTable {
  organization_id: string;
  environment: string;
  id: string;
  wrapped: Uint8Array | null;
  sealing_key_id: string;
  created_at: Date;
  erased_at: Date | null;
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
}

export interface SealingKeyTable {
  id: string;
  check_value: Uint8Array;
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
}

export interface UserTable {
  id: string;
  email: string;
  name: string;
  created_at: Date;
}

export interface WorkflowTable {
  organization_id: string;
  environment: string;
  id: string;
  name: string;
  latest_version: number | null;
  created_at: Date;
  archived_at: Date | null;
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
  data_key: DataKeyTable;
  document: DocumentTable;
  entity: EntityTable;
  event: EventTable;
  key: KeyTable;
  membership: MembershipTable;
  organization: OrganizationTable;
  outbox: OutboxTable;
  sealing_key: SealingKeyTable;
  session: SessionTable;
  user: UserTable;
  workflow: WorkflowTable;
  workflow_draft: WorkflowDraftTable;
  workflow_version: WorkflowVersionTable;
}
