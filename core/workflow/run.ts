import type { Json, JsonObject } from '../json.ts';

/**
 * The states of a session; its current run carries them.
 *
 * ```mermaid
 * stateDiagram-v2
 *   [*] --> created
 *   created --> active: opened
 *   active --> waiting: a check, an outside decision or a timer
 *   waiting --> active
 *   active --> in_review: a case is opened
 *   waiting --> in_review
 *   in_review --> completed: decided
 *   active --> completed
 *   waiting --> completed
 *   active --> failed
 *   waiting --> failed
 *   created --> expired
 *   active --> expired
 *   waiting --> expired
 *   created --> cancelled
 *   active --> cancelled
 *   waiting --> cancelled
 *   in_review --> cancelled: also by a consent withdrawn, as from active and waiting
 * ```
 */
export const sessionStates = [
  'created',
  'active',
  'waiting',
  'in_review',
  'completed',
  'expired',
  'cancelled',
  'failed',
] as const;

export type SessionState = (typeof sessionStates)[number];

/** States that no event leaves. A session that is completed or failed may begin another run, which has a state of its own. */
export const finalStates: readonly SessionState[] = ['completed', 'expired', 'cancelled', 'failed'];

export const decisions = ['approved', 'rejected'] as const;
export type Decision = (typeof decisions)[number];

/** A coded sentence: the code is stable and translated by pages, the sentence is English for a reviewer. */
export interface Reason {
  readonly code: string;
  readonly sentence: string;
}

/** What an automatic check says. `score` is 0 to 1, or null where the check does not measure. Evidence names the values used. */
export interface Verdict {
  readonly outcome: string;
  readonly score: number | null;
  readonly reasons: readonly Reason[];
  readonly evidence: readonly { readonly name: string; readonly value: string | number | boolean | null }[];
}

/** What one visit of a node brought; the last visit's result stands in the run. */
export interface NodeResult {
  readonly type: string;
  readonly attempt: number;
  readonly outcome: string;
  /** The fields that the node type declares; later nodes refer to them as `nodes.<id>.<field>`. */
  readonly fields: JsonObject;
  readonly verdict: Verdict | null;
  /** UTC, ISO 8601 with milliseconds. */
  readonly at: string;
}

/** What was known when the session was made: the entity's details and values that forms are filled with beforehand. */
export interface Given {
  readonly entity: JsonObject;
  readonly prefill: JsonObject;
}

/** What a person submitted at a node in an earlier run, and when: UTC, ISO 8601 with milliseconds. */
export interface Answer {
  readonly input: Json;
  readonly at: string;
}

/** By the node that takes it. */
export type Answers = { readonly [node: string]: Answer };

/** One pass of a session through one version. A plain JSON value: `replay` gives the same bytes. */
export interface Run {
  /** 1 for the session's first run. */
  readonly number: number;
  readonly state: SessionState;
  /** Where the run stands: null before it is opened and after its end. */
  readonly node: string | null;
  /** Whose turn it is at the node: the person's, a check's, or an outside event's. */
  readonly phase: 'input' | 'evaluation' | 'waiting' | null;
  /** The attempt under way at `node`, from 1; 0 when there is none. */
  readonly attempt: number;
  /** Attempts started so far, by node. */
  readonly attempts: { readonly [node: string]: number };
  /**
   * What the attempt under way has brought so far (a document's submitted sides while it is read), or `{ dueAt }` while a
   * timer runs.
   */
  readonly pending: JsonObject | null;
  /** Why the person is asked again at `node`. */
  readonly notices: readonly Reason[];
  readonly results: { readonly [node: string]: NodeResult };
  readonly given: Given;
  /** Of a run after the first: what is submitted for the person where the run comes to a node, and not yet has been. */
  readonly answers?: Answers;
  /**
   * By a node that leads back where the run came from (see `returnsBy` of its type): which node that was. Only of runs that
   * came to such a node.
   */
  readonly cameFrom?: { readonly [node: string]: string };
  readonly decision: Decision | null;
  /** The node at which the run came to its end or into review; null until then, and where it was cancelled or expired. */
  readonly endedAt: string | null;
  /** Why the run ended, or is in review. */
  readonly reasons: readonly Reason[];
}
