import type { Result } from '@gatehouse/core/result.ts';
import type {
  ScriptAnswer,
  ScriptFailure,
  ScriptOutcome,
  ScriptRequest,
  ScriptRun,
} from '../../domain/check/script-port.ts';

/** What one run may use. */
export interface ScriptLimits {
  /** Of computing; waiting for a fetch does not count. */
  readonly computeMs: number;
  readonly memoryBytes: number;
  readonly stackBytes: number;
  /** In bytes of UTF-8. */
  readonly sourceBytes: number;
  readonly paramsBytes: number;
  readonly resultBytes: number;
  readonly fetches: number;
  readonly requestBytes: number;
  readonly logLines: number;
  readonly logLineLength: number;
}

/** What the thread is told; its limits were given to it at its start. */
export type ToThread =
  | {
      readonly type: 'run';
      /** Counts the runs of the thread, so that an answer which comes too late does not reach the next run. */
      readonly run: number;
      readonly script: Omit<ScriptRun, 'fetch'> & { readonly hasFetch: boolean };
    }
  | {
      readonly type: 'answer';
      readonly run: number;
      readonly call: number;
      readonly answer: Result<ScriptAnswer, string>;
    };

/** What the thread says. */
export type FromThread =
  | { readonly type: 'ready' }
  | { readonly type: 'fetch'; readonly call: number; readonly request: ScriptRequest }
  /** So many answers were taken in, and nothing is being computed until the next one comes. */
  | { readonly type: 'waiting'; readonly answers: number }
  | {
      readonly type: 'done';
      readonly outcome: Result<ScriptOutcome, ScriptFailure>;
      /** The run has misused its memory, stack or time: the thread is not to be used again. */
      readonly isSpent: boolean;
    };
