import type { Json, JsonObject } from '../json.ts';
import type { Answers, Decision, Given, Reason } from './run.ts';

/**
 * Everything that is not a pure function of the run. `at` is the only clock that the engine reads: UTC, ISO 8601 with
 * milliseconds.
 */
export type RunEvent = { readonly at: string } & (
  | {
      readonly type: 'created';
      readonly run: number;
      readonly given: Given;
      /** Of a run after the first. */
      readonly rerun?: Rerun;
    }
  | { readonly type: 'opened' }
  | { readonly type: 'submitted'; readonly node: string; readonly attempt: number; readonly input: Json }
  | { readonly type: 'went_back'; readonly node: string; readonly attempt: number }
  | { readonly type: 'evaluated'; readonly node: string; readonly attempt: number; readonly evaluation: Json }
  | { readonly type: 'evaluation_failed'; readonly node: string; readonly attempt: number; readonly reason: Reason }
  | { readonly type: 'timer_fired'; readonly node: string; readonly attempt: number }
  /** Something outside has decided what a waiting node waits for. */
  | {
      readonly type: 'outcome_given';
      readonly node: string;
      readonly attempt: number;
      readonly outcome: string;
      readonly fields: JsonObject;
      readonly reason: string | null;
    }
  /** The person takes back a consent, at whatever node the run stands, and after its end too. */
  | { readonly type: 'consent_withdrawn'; readonly node: string; readonly reason: string | null }
  /** Something told of the session that changes nothing of its run, such as what the person's device is. At most `MAX_NOTE`. */
  | { readonly type: 'noted'; readonly data: JsonObject }
  | { readonly type: 'decided'; readonly decision: Decision; readonly reason: string }
  | { readonly type: 'cancelled'; readonly reason: string | null }
  | { readonly type: 'expired' }
);

/** In characters of canonical JSON. */
export const MAX_NOTE = 8192;

/** How a run after the first begins: it enters its graph at once, and asks for nothing that was answered before. */
export interface Rerun {
  /** What this run goes through. */
  readonly on: VersionName;
  /** What the run before went through: the session itself names only the last. */
  readonly before: VersionName;
  readonly answers: Answers;
}

export interface VersionName {
  readonly workflowId: string;
  readonly version: number;
}

export type RunEventType = RunEvent['type'];

/** What the shell has to do after an event. Data only; the outcome of an effect comes back as the next event. */
export type Effect =
  /** Run the node type's check in a job; `evaluated` or `evaluation_failed` answers it. */
  | { readonly type: 'evaluate'; readonly node: string; readonly attempt: number; readonly check: string }
  | { readonly type: 'set_timer'; readonly node: string; readonly attempt: number; readonly dueAt: string }
  | { readonly type: 'open_case'; readonly reasons: readonly Reason[] }
  | { readonly type: 'close_case'; readonly decision: Decision | null }
  | { readonly type: 'finish'; readonly state: string; readonly decision: Decision | null };

/** Why an input was refused, at a JSON pointer into the input (RFC 6901). */
export interface InputError {
  readonly pointer: string;
  readonly code: string;
  readonly sentence: string;
}

/** Why an event was refused; the run is as it was. */
export type EventError =
  /** The run's state has no place for this event. */
  | { readonly code: 'event_does_not_fit'; readonly sentence: string }
  /** The event speaks of a node or an attempt that the run has left. */
  | { readonly code: 'step_moved_on'; readonly sentence: string }
  | { readonly code: 'input_invalid'; readonly sentence: string; readonly errors: readonly InputError[] };

/** One node that an event concluded, in order: the clear part of the log names them. */
export interface Conclusion {
  readonly node: string;
  readonly attempt: number;
  readonly outcome: string;
}
