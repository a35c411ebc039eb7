import { fail, ok, type Result } from '../result.ts';
import { advance } from './advance.ts';
import type { EventError, RunEvent } from './event.ts';
import type { Graph } from './graph.ts';
import type { Run } from './run.ts';

/** Why a log does not replay: its event number `index`, from 0, is not one that the engine would have taken. */
export type ReplayError =
  | { readonly code: 'event_refused'; readonly index: number; readonly error: EventError }
  | { readonly code: 'no_events' };

/**
 * The run that a log of events leads to. The same graph and events always give the same run, byte for byte in its
 * canonical form; that run is the one that `advance` gave when the events happened.
 */
export function replay(graph: Graph, events: readonly RunEvent[]): Result<Run, ReplayError> {
  let run: Run | null = null;
  for (const [index, event] of events.entries()) {
    const step = advance(graph, run, event);
    if (!step.ok) return fail({ code: 'event_refused', index, error: step.error });
    run = step.value.run;
  }
  return run === null ? fail({ code: 'no_events' }) : ok(run);
}
