import { canonicalize } from '@gatehouse/core/workflow/canonical.ts';
import type { RunEvent } from '@gatehouse/core/workflow/event.ts';
import type { Actor } from '../actor.ts';
import type { DataKey, Sealing } from '../sealing/sealing.ts';

/** The clear part of an event. Its canonical JSON is what the chain is made over, beside the sealed bytes. */
export interface EventHeader {
  readonly organizationId: string;
  readonly environment: string;
  readonly sessionId: string;
  readonly number: number;
  readonly run: number;
  readonly type: string;
  readonly node: string | null;
  readonly attempt: number | null;
  readonly outcome: string | null;
  readonly actorKind: Actor['kind'];
  readonly actorId: string | null;
  readonly engineVersion: number;
  /** UTC, ISO 8601 with milliseconds. */
  readonly at: string;
}

/** Canonical JSON, sealed for one place. */
export const sealJson = (sealing: Sealing, dataKey: DataKey, purpose: string, value: unknown): Uint8Array =>
  sealing.seal(dataKey, purpose, Buffer.from(canonicalize(value), 'utf8'));

/**
 * The value that `sealJson` sealed. Its type is what the writer of that place put in: the seal vouches for it. Throws
 * when the bytes were altered or belong to another place, which is never an expected failure.
 */
export const openJson = <Value>(sealing: Sealing, dataKey: DataKey, purpose: string, sealed: Uint8Array): Value =>
  JSON.parse(Buffer.from(sealing.open(dataKey, purpose, sealed)).toString('utf8'));

export const eventPurpose = (sessionId: string, number: number): string => `event:${sessionId}:${number}`;
/** The event count is part of the purpose, so that an older run cannot be put in the place of a newer one. */
export const runPurpose = (sessionId: string, eventCount: number): string => `run:${sessionId}:${eventCount}`;

/** The node and attempt that an event names, for the header; a withdrawn consent names its node alone. */
export const addressOf = (event: RunEvent): { node: string | null; attempt: number | null } =>
  'node' in event
    ? { node: event.node, attempt: 'attempt' in event ? event.attempt : null }
    : { node: null, attempt: null };
