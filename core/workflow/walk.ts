import { own } from '../json.ts';
import type { NodeEnd, NodeStep } from '../node/node-type.ts';
import { type Ending, endingOf, engineReasons } from './ending.ts';
import type { Conclusion, Effect } from './event.ts';
import type { Graph } from './graph.ts';
import type { NodeResult, Reason, Run } from './run.ts';
import { contextOf, findPlace, isReturn, mayReturn, type Place, type Step } from './step.ts';

/** How many nodes may conclude by themselves in one event before the run counts as going round in a circle. */
export const MAX_HOPS = 100;

/** How many more may, once, behind the `error` edge of the node at the cap: enough to reach a proper end. */
export const RESERVE_HOPS = 10;

/** The way that a run takes within one event. Only `advance` makes one, and nobody keeps it. */
export interface Walk {
  readonly graph: Graph;
  /** The event's time. */
  readonly at: string;
  run: Run;
  readonly effects: Effect[];
  readonly conclusions: Conclusion[];
  /** The node to enter next, and what the person is told there. */
  next: { readonly node: string; readonly notices: readonly Reason[] } | null;
  hopsLeft: number;
  isOnReserve: boolean;
}

type Visit = Omit<Extract<NodeStep, { kind: 'conclude' }>, 'kind'>;

/** How a run stands when it stands at no node. */
export const atNoNode = { node: null, phase: null, attempt: 0, pending: null, notices: [] } as const;

export function startWalk(graph: Graph, run: Run, at: string): Walk {
  return { graph, at, run, effects: [], conclusions: [], next: null, hopsLeft: MAX_HOPS, isOnReserve: false };
}

/** Enters a node and goes on until somebody or something has to act, or the run ends. */
export function enter(walk: Walk, node: string): void {
  walk.next = { node, notices: [] };
  moveOn(walk);
}

/** Does what the node at hand made of an event, and goes on from there. */
export function takeStep(walk: Walk, place: Place, made: NodeStep): void {
  apply(walk, place, made);
  moveOn(walk);
}

/** Leaves the node at hand by its `back` edge. The visit brings nothing: what an earlier one brought stays. */
export function leaveBack(walk: Walk, place: Place): void {
  leave(walk, place, 'back', []);
  moveOn(walk);
}

/** A visit that the engine itself concludes. */
export function engineStep(outcome: string, reason: Reason): NodeStep {
  return {
    kind: 'conclude',
    outcome,
    fields: {},
    verdict: { outcome, score: null, reasons: [reason], evidence: [] },
  };
}

function moveOn(walk: Walk): void {
  while (walk.next !== null) {
    const { node, notices } = walk.next;
    walk.next = null;
    arrive(walk, node, notices);
  }
}

function arrive(walk: Walk, id: string, notices: readonly Reason[]): void {
  const place = findPlace(walk.graph, id);
  if (place === undefined) {
    endRun(walk, endingOf('error'), [engineReasons.nodeMissing]);
    return;
  }
  startAttempt(walk, id, notices);
  const { step } = place;
  if (step?.bound.end !== undefined) endAt(walk, step.bound.end);
  else if (step !== null && isPatient(step) && walk.run.attempt <= step.maxAttempts) submitAgain(walk, place, step);
  else if (walk.hopsLeft === 0) breakLoop(walk, place);
  else hop(walk, place);
}

function hop(walk: Walk, place: Place): void {
  walk.hopsLeft -= 1;
  apply(walk, place, decideAtOnce(walk, place.step));
}

/** An attempt that the limit forbids is counted too: each conclusion has a node and an attempt of its own. */
function startAttempt(walk: Walk, node: string, notices: readonly Reason[]): void {
  const { attempts } = walk.run;
  const attempt = (own(attempts, node) ?? 0) + 1;
  walk.run = {
    ...walk.run,
    state: 'active',
    node,
    phase: null,
    attempt,
    attempts: { ...attempts, [node]: attempt },
    pending: null,
    notices,
  };
}

const isPatient = ({ type }: Step): boolean => type.mode === 'interactive' || type.mode === 'waiting';

/**
 * What was answered in an earlier run is submitted once, as of the time when the person said it; what this version does
 * not take is asked anew.
 */
function submitAgain(walk: Walk, place: Place, step: Step): void {
  const { id } = step.node;
  const known = walk.run.answers ?? {};
  const answer = own(known, id);
  if (answer === undefined) {
    stay(walk, step);
    return;
  }
  const { [id]: _taken, ...answers } = known;
  walk.run = { ...walk.run, answers };
  const made = step.bound.submit?.(contextOf(step, walk.run, answer.at), answer.input);
  if (made?.ok) apply(walk, place, made.value);
  else stay(walk, step);
}

function stay(walk: Walk, { type, bound, node }: Step): void {
  if (type.mode !== 'waiting') {
    walk.run = { ...walk.run, phase: 'input' };
    return;
  }
  walk.run = { ...walk.run, state: 'waiting', phase: 'waiting', notices: [] };
  const seconds = bound.wait?.timeoutSeconds ?? null;
  if (seconds === null) return;
  const dueAt = new Date(Date.parse(walk.at) + seconds * 1000).toISOString();
  walk.run = { ...walk.run, pending: { dueAt } };
  walk.effects.push({ type: 'set_timer', node: node.id, attempt: walk.run.attempt, dueAt });
}

function decideAtOnce(walk: Walk, step: Step | null): NodeStep {
  if (step === null) return engineStep('error', engineReasons.nodeUnusable);
  if (walk.run.attempt > step.maxAttempts) {
    return engineStep(isPatient(step) ? 'unresolved' : 'error', engineReasons.attemptsUsedUp);
  }
  return step.bound.decide?.(contextOf(step, walk.run, walk.at)) ?? engineStep('error', engineReasons.nodeUnusable);
}

function breakLoop(walk: Walk, place: Place): void {
  if (walk.isOnReserve) {
    endRun(walk, endingOf('error'), [engineReasons.loop]);
    return;
  }
  walk.isOnReserve = true;
  walk.hopsLeft = RESERVE_HOPS;
  apply(walk, place, engineStep('error', engineReasons.loop));
}

function apply(walk: Walk, place: Place, made: NodeStep): void {
  const { node, step } = place;
  const { attempt } = walk.run;
  if (made.kind === 'conclude') conclude(walk, place, made);
  else if (made.kind === 'evaluate') {
    walk.run = { ...walk.run, state: 'waiting', phase: 'evaluation', pending: made.pending, notices: [] };
    walk.effects.push({ type: 'evaluate', node: node.id, attempt, check: made.check });
  } else if (step === null || attempt >= step.maxAttempts) conclude(walk, place, made.exhausted);
  else walk.next = { node: node.id, notices: made.reasons };
}

function conclude(walk: Walk, place: Place, { outcome, fields, verdict }: Visit): void {
  const { node } = place;
  const { attempt, results } = walk.run;
  const result: NodeResult = { type: node.type, attempt, outcome, fields, verdict, at: walk.at };
  walk.run = { ...walk.run, results: { ...results, [node.id]: result } };
  leave(walk, place, outcome, verdict?.reasons ?? []);
}

/** Follows the edge of an outcome, or goes back where the run came from; else the run ends as `endingOf` says. */
function leave(walk: Walk, place: Place, outcome: string, reasons: readonly Reason[]): void {
  const { id, on } = place.node;
  walk.conclusions.push({ node: id, attempt: walk.run.attempt, outcome });
  const target = own(on, outcome) ?? (isReturn(place, outcome) ? own(walk.run.cameFrom ?? {}, id) : undefined);
  if (target === undefined) {
    endRun(walk, endingOf(outcome), reasons);
    return;
  }
  rememberWay(walk, id, target);
  walk.next = { node: target, notices: [] };
}

function rememberWay(walk: Walk, from: string, to: string): void {
  const place = findPlace(walk.graph, to);
  if (place === undefined || from === to || !mayReturn(place)) return;
  walk.run = { ...walk.run, cameFrom: { ...walk.run.cameFrom, [to]: from } };
}

function endAt(walk: Walk, { decision, reasons }: NodeEnd): void {
  const ending: Ending =
    decision === 'needs_review' ? { state: 'in_review', decision: null } : { state: 'completed', decision };
  endRun(walk, ending, reasons);
}

function endRun(walk: Walk, { state, decision }: Ending, reasons: readonly Reason[]): void {
  const endedAt = walk.run.node;
  walk.run = { ...walk.run, ...atNoNode, state, decision, endedAt, reasons };
  walk.effects.push(state === 'in_review' ? { type: 'open_case', reasons } : { type: 'finish', state, decision });
}
