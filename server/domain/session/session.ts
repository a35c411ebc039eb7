import type { Graph } from '@gatehouse/core/workflow/graph.ts';
import type { Decision, Run, SessionState } from '@gatehouse/core/workflow/run.ts';
import type { Scope } from '../../db/scope.ts';
import type { DataKey } from '../sealing/sealing.ts';

/** The clear part of a session: what lists show. */
export interface SessionRecord {
  readonly id: string;
  /** A random uuid by which APIs that have it so name the session, and let the person in. */
  readonly publicId: string;
  readonly workflowId: string;
  readonly version: number;
  readonly state: SessionState;
  readonly decision: Decision | null;
  readonly runNumber: number;
  readonly eventCount: number;
  readonly entity: EntityRecord;
  /** The caller's own labels; clear, so not for personal data. */
  readonly metadata: Readonly<Record<string, string>>;
  readonly redirectUrl: string | null;
  readonly createdAt: Date;
  readonly openedAt: Date | null;
  readonly endedAt: Date | null;
  readonly expiresAt: Date;
  /** When the person's data were erased. */
  readonly erasedAt: Date | null;
}

export interface EntityRecord {
  readonly id: string;
  readonly kind: 'person' | 'company';
  readonly name: string | null;
  readonly email: string | null;
}

/** A session with its run opened and its graph at hand: what an event is applied to. */
export interface LoadedSession {
  readonly scope: Scope;
  readonly id: string;
  readonly workflowId: string;
  /** Of the current run. */
  readonly version: number;
  readonly state: SessionState;
  readonly eventCount: number;
  readonly headHash: Uint8Array;
  readonly run: Run;
  readonly graph: Graph;
  /** The document of another vendor that the graph was compiled from; null where there is none. */
  readonly source: string | null;
  readonly dataKey: DataKey;
  readonly redirectUrl: string | null;
  readonly expiresAt: Date;
}

/**
 * A session went from one state to another (`from` is null where it was made): the payload of the queue
 * `session-changed`, from which counters and webhooks are fed. Ids only, because it lies in the database unsealed.
 */
export interface SessionChange extends Scope {
  readonly sessionId: string;
  readonly workflowId: string;
  /** The event that did it: with the session's id it names this change for ever. */
  readonly eventNumber: number;
  readonly from: SessionState | null;
  readonly to: SessionState;
  readonly decision: Decision | null;
  /** UTC, ISO 8601 with milliseconds. */
  readonly at: string;
  /** Where a new run began: what the session was counted under until then, beside `from`. */
  readonly left?: { readonly workflowId: string; readonly decision: Decision | null };
}

/** States that the sweeper and a late visitor turn into `expired` once the time is up. */
export const expirableStates: readonly SessionState[] = ['created', 'active', 'waiting'];
