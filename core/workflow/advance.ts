import { type JsonObject, own } from '../json.ts';
import { fail, ok, type Result } from '../result.ts';
import { canonicalize, findCanonicalProblem } from './canonical.ts';
import { engineReasons } from './ending.ts';
import { type Conclusion, type Effect, type EventError, type InputError, MAX_NOTE, type RunEvent } from './event.ts';
import type { Graph } from './graph.ts';
import { type Decision, finalStates, type Reason, type Run, type SessionState } from './run.ts';
import { contextOf, findPlace } from './step.ts';
import { takesEvent } from './transition.ts';
import { atNoNode, engineStep, enter, leaveBack, startWalk, takeStep, type Walk } from './walk.ts';

/** What one event does. */
export interface Advance {
  readonly run: Run;
  /**
   * What the shell has to do, in this order: `evaluate` or `set_timer` where the run now waits; else, where it came to
   * an end, `open_case`, or `close_case` and then `finish`.
   */
  readonly effects: readonly Effect[];
  /** The nodes that the event concluded, in the order in which the run left them. */
  readonly conclusions: readonly Conclusion[];
}

/** An event that speaks of one attempt at one node. */
type NodeEvent = Extract<RunEvent, { readonly attempt: number }>;

/**
 * Moves a run on by one event. A pure function: the same graph, run and event always give the same answer, and the run
 * that was handed in is never changed. `run` is null only for `created`, which makes it.
 *
 * Errors are values, and leave everything as it was: `event_does_not_fit` where the run's state has no place for the
 * event (see `transitions`), `step_moved_on` where it speaks of a node or attempt that the run has left, and
 * `input_invalid` where the person's input was refused, or the event holds what canonical JSON cannot write.
 */
export function advance(graph: Graph, run: Run | null, event: RunEvent): Result<Advance, EventError> {
  const unwritable = findCanonicalProblem(event);
  if (unwritable !== undefined) return fail(inputInvalid([unwritable]));
  if (run === null)
    return event.type === 'created' ? ok(create(graph, event)) : fail(doesNotFit('before the run is created', event));
  if (!takesEvent(run.state, event.type)) return fail(misplaced(run, event));
  switch (event.type) {
    case 'created':
      return fail(misplaced(run, event));
    case 'opened':
      return ok(open(graph, run, event.at));
    case 'decided':
      return ok(decide(run, event.decision, event.reason));
    case 'cancelled':
      return ok(stop(run, 'cancelled', event.reason === null ? [] : [{ code: 'cancelled', sentence: event.reason }]));
    case 'expired':
      return ok(stop(run, 'expired', []));
    case 'consent_withdrawn':
      return withdraw(graph, run, event);
    case 'noted':
      return note(run, event.data);
    default:
      return advanceNode(graph, run, event);
  }
}

function create(graph: Graph, { run: number, given, rerun, at }: Extract<RunEvent, { type: 'created' }>): Advance {
  const run: Run = {
    ...atNoNode,
    number,
    state: 'created',
    attempts: {},
    results: {},
    given,
    decision: null,
    endedAt: null,
    reasons: [],
  };
  return rerun === undefined
    ? { run, effects: [], conclusions: [] }
    : open(graph, { ...run, answers: rerun.answers }, at);
}

function open(graph: Graph, run: Run, at: string): Advance {
  const walk = startWalk(graph, run, at);
  enter(walk, graph.entry);
  return advanceOf(walk);
}

function decide(run: Run, decision: Decision, reason: string): Advance {
  const reasons = reason === '' ? run.reasons : [{ code: 'decided_in_review', sentence: reason }];
  return {
    run: { ...run, state: 'completed', decision, reasons },
    effects: [
      { type: 'close_case', decision },
      { type: 'finish', state: 'completed', decision },
    ],
    conclusions: [],
  };
}

/** Ends a run from outside, wherever it stands. */
function stop(run: Run, state: SessionState, reasons: readonly Reason[]): Advance {
  const finish: Effect = { type: 'finish', state, decision: null };
  return {
    run: { ...run, ...atNoNode, state, reasons },
    effects: run.state === 'in_review' ? [{ type: 'close_case', decision: null }, finish] : [finish],
    conclusions: [],
  };
}

/** Takes back a consent: its result says so from now on, and the run ends where it is not over and the node wants that. */
function withdraw(
  graph: Graph,
  run: Run,
  event: Extract<RunEvent, { type: 'consent_withdrawn' }>,
): Result<Advance, EventError> {
  const result = own(run.results, event.node);
  const withdrawn = result && findPlace(graph, event.node)?.step?.bound.withdraw?.(result, event.at);
  if (result === undefined || withdrawn === undefined || withdrawn === null) {
    return fail(doesNotFit(`for node ${event.node}, which holds no consent that could be withdrawn`, event));
  }
  const fields = withdrawn.fields;
  const changed: Run = { ...run, results: { ...run.results, [event.node]: { ...result, fields } } };
  if (!withdrawn.endsRun || finalStates.includes(run.state)) return ok({ run: changed, effects: [], conclusions: [] });
  const { code, sentence } = engineReasons.consentWithdrawn;
  return ok(stop(changed, 'cancelled', [{ code, sentence: event.reason ?? sentence }]));
}

function note(run: Run, data: JsonObject): Result<Advance, EventError> {
  if (canonicalize(data).length <= MAX_NOTE) return ok({ run, effects: [], conclusions: [] });
  const sentence = `The data take more than ${MAX_NOTE} characters of JSON.`;
  return fail(inputInvalid([{ pointer: '/data', code: 'too_big', sentence }]));
}

function advanceNode(graph: Graph, run: Run, event: NodeEvent): Result<Advance, EventError> {
  const place = findPlace(graph, event.node);
  if (event.node !== run.node || event.attempt !== run.attempt || !place) return fail(movedOn(event));
  const { step } = place;
  if (step === null) return fail(doesNotFit(`at node ${event.node}, which cannot be used`, event));
  if (!isTurnOf(event, run)) return fail(doesNotFit(`at node ${event.node}, which does not wait for it`, event));
  const context = contextOf(step, run, event.at);
  const walk = startWalk(graph, run, event.at);
  switch (event.type) {
    case 'submitted': {
      const made = step.bound.submit?.(context, event.input);
      if (made === undefined) return fail(doesNotFit(`at node ${event.node}, which takes no input`, event));
      if (!made.ok) return fail(inputInvalid(made.error));
      takeStep(walk, place, made.value);
      break;
    }
    case 'went_back':
      if (!context.canGoBack) return fail(doesNotFit(`at node ${event.node}, which has no way back`, event));
      leaveBack(walk, place);
      break;
    case 'evaluated': {
      const made = step.bound.conclude?.(context, event.evaluation);
      if (made === undefined) return fail(doesNotFit(`at node ${event.node}, which has no check`, event));
      takeStep(walk, place, made);
      break;
    }
    case 'evaluation_failed':
      takeStep(walk, place, engineStep('error', event.reason));
      break;
    case 'timer_fired':
      if (run.pending === null) return fail(doesNotFit(`at node ${event.node}, which set no timer`, event));
      takeStep(walk, place, engineStep('timeout', engineReasons.timedOut));
      break;
    case 'outcome_given': {
      const made = step.bound.receive?.(context, event);
      if (made === undefined) return fail(doesNotFit(`at node ${event.node}, which waits for nothing outside`, event));
      if (!made.ok) return fail(inputInvalid(made.error));
      takeStep(walk, place, made.value);
      break;
    }
  }
  return ok(advanceOf(walk));
}

/** In the state `waiting` either a check or something outside has the turn; the states alone do not tell them apart. */
const turns: Readonly<Record<NodeEvent['type'], Run['phase']>> = {
  submitted: 'input',
  went_back: 'input',
  evaluated: 'evaluation',
  evaluation_failed: 'evaluation',
  timer_fired: 'waiting',
  outcome_given: 'waiting',
};

const isTurnOf = (event: NodeEvent, run: Run): boolean => turns[event.type] === run.phase;

const advanceOf = ({ run, effects, conclusions }: Walk): Advance => ({ run, effects, conclusions });

/** A submission that comes twice finds its own step under evaluation: the page is to ask where the run stands now. */
function misplaced(run: Run, event: RunEvent): EventError {
  return 'attempt' in event && run.node !== null ? movedOn(event) : doesNotFit(`in the state ${run.state}`, event);
}

const doesNotFit = (place: string, event: RunEvent): EventError => ({
  code: 'event_does_not_fit',
  sentence: `The event ${event.type} has no place ${place}.`,
});

const movedOn = (event: NodeEvent): EventError => ({
  code: 'step_moved_on',
  sentence: `The event ${event.type} speaks of attempt ${event.attempt} at node ${event.node}, which is over. Read the session's current step.`,
});

const inputInvalid = (errors: readonly InputError[]): EventError => ({
  code: 'input_invalid',
  sentence: 'The input was not accepted; each error says which part of it and why.',
  errors,
});
