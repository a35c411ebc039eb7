import type { Json, JsonObject } from '@gatehouse/core/json.ts';
import type { Result } from '@gatehouse/core/result.ts';

/** A request that a script makes. */
export interface ScriptRequest {
  readonly url: string;
  readonly method: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | null;
}

export interface ScriptAnswer {
  readonly status: number;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** What stands behind a script's `fetch`. A failure's sentence becomes the message of the error that the script may catch. */
export type ScriptFetch = (request: ScriptRequest, signal: AbortSignal) => Promise<Result<ScriptAnswer, string>>;

export interface ScriptRun {
  /** A function, `(async function (params) { ... })`, or the body of one with `return`. */
  readonly source: string;
  readonly params: JsonObject;
  /** What the script's clock says: UTC, ISO 8601 with milliseconds. It stands still. */
  readonly now: string;
  /** Any text; the same seed gives the same `Math.random`. */
  readonly seed: string;
  /** Null for scripts without `fetch`. */
  readonly fetch: ScriptFetch | null;
  /**
   * The source is always the body of a function, and what it returns is the result as it is. It names a branch by a member
   * `next` of its result, or by setting an undeclared variable `next`; an empty name is none.
   */
  readonly isBody?: boolean;
}

export interface ScriptOutcome {
  readonly result: Json;
  /** The branch that the script named. */
  readonly next: string | null;
  /** The first lines written with `console.log`. */
  readonly lines: readonly string[];
  /** Time spent computing, without the time that fetches took. */
  readonly computeMs: number;
}

export type ScriptFailureCode =
  /** It is not JavaScript, or not the JavaScript that runs here. */
  | 'script_invalid'
  | 'script_threw'
  | 'script_took_too_long'
  | 'script_out_of_memory'
  | 'script_too_deep'
  /** It waits for a promise that nothing will settle. */
  | 'script_never_settled'
  /** What it returned is no JSON, or too large. */
  | 'script_result_invalid'
  /** What it was given is too large. */
  | 'script_params_too_large'
  | 'script_crashed';

export interface ScriptFailure {
  readonly code: ScriptFailureCode;
  /** For the script's author: the reason, with the line where there is one. May quote what the script threw. */
  readonly sentence: string;
}

/** Runs JavaScript of organizations apart from the server: nothing of the machine is in its reach but what is given here. */
export interface ScriptRunner {
  run(script: ScriptRun): Promise<Result<ScriptOutcome, ScriptFailure>>;
  close(): Promise<void>;
}
