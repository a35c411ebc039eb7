import type { Json } from '@gatehouse/core/json.ts';
import type { Actor } from '../actor.ts';

/** What is done to an organization itself, as opposed to one of its sessions. Stable: logs keep these words for ever. */
export type ActType =
  | 'organization_created'
  | 'settings_updated'
  | 'key_created'
  | 'key_rotated'
  | 'key_revoked'
  | 'workflow_created'
  | 'workflow_published'
  | 'workflow_renamed'
  | 'workflow_archived'
  | 'workflow_unarchived'
  | 'direct_access_changed'
  | 'draft_created'
  | 'draft_discarded'
  | 'entity_updated'
  | 'entity_exported'
  | 'entity_erased'
  | 'link_renewed'
  | 'link_revoked'
  | 'webhook_endpoint_created'
  | 'webhook_endpoint_updated'
  | 'webhook_endpoint_deleted'
  | 'webhook_endpoint_enabled'
  | 'webhook_endpoint_disabled'
  | 'webhook_secret_rotated'
  | 'secret_created'
  | 'secret_replaced'
  | 'secret_deleted'
  | 'delivery_retried'
  | 'delivery_cancelled'
  | 'login_created'
  | 'login_ended'
  | 'user_disabled'
  | 'user_enabled';

/** Administrative acts are done by members, keys or the system, never by the person at the gate. */
export type ActActor = Exclude<Actor, { readonly kind: 'subject' }>;

/** An act to be written down. */
export interface NewAct {
  readonly type: ActType;
  readonly actor: ActActor;
  /** The object that was acted on: a key, a workflow, ...; null for the organization itself. */
  readonly subjectId: string | null;
  /** What was done, with the state before and after where there is one. Sealed; never a secret. */
  readonly payload: Json;
}

/** The clear part of an act. Its canonical JSON is what the chain is made over, beside the sealed bytes. */
export interface ActHeader {
  readonly organizationId: string;
  /** From 1, without a gap. */
  readonly number: number;
  readonly type: string;
  readonly actorKind: string;
  readonly actorId: string | null;
  readonly subjectId: string | null;
  /** UTC, ISO 8601 with milliseconds. */
  readonly at: string;
}
