import { own } from '../json.ts';
import { isConsentWithdrawn } from '../node/consent.ts';
import type { RunEvent } from './event.ts';
import type { Graph, GraphNode } from './graph.ts';
import type { Answer, Answers, Run } from './run.ts';
import { findStep } from './step.ts';

/** A run that is over: the graph it went through, its log from `created` on, and how it stands. */
export interface EarlierRun {
  readonly graph: Graph;
  readonly events: readonly RunEvent[];
  readonly run: Run;
}

/**
 * What a run on `graph` need not ask the person again: for each node that a person answers, the last input at the node of
 * the same id and type in the run before, or at the only node of that type where both graphs have just one. Answers that
 * the run before had taken over itself count as given in it; a consent that was withdrawn does not.
 */
export function carryOver(before: EarlierRun, graph: Graph): Answers {
  const answers = answersOf(before);
  const carried: [string, Answer][] = [];
  for (const node of graph.nodes) {
    if (findStep(graph, node.id)?.type.mode !== 'interactive') continue;
    const source = sourceOf(before.graph, graph, node);
    const answer = source === undefined ? undefined : answers.get(source);
    if (answer !== undefined) carried.push([node.id, answer]);
  }
  return Object.fromEntries(carried);
}

const answersOf = ({ events, run }: EarlierRun): ReadonlyMap<string, Answer> => {
  const answers = new Map<string, Answer>();
  for (const event of events) {
    if (event.type === 'created')
      for (const [node, answer] of Object.entries(event.rerun?.answers ?? {})) answers.set(node, answer);
    if (event.type === 'submitted') answers.set(event.node, { input: event.input, at: event.at });
  }
  for (const node of answers.keys()) {
    const result = own(run.results, node);
    if (result !== undefined && isConsentWithdrawn(result)) answers.delete(node);
  }
  return answers;
};

/** The node of the earlier graph that asked for the same. */
const sourceOf = (earlier: Graph, later: Graph, { id, type }: GraphNode): string | undefined => {
  if (earlier.nodes.some((node) => node.id === id && node.type === type)) return id;
  const [only, ...others] = earlier.nodes.filter((node) => node.type === type);
  const isOnlyOne = others.length === 0 && later.nodes.filter((node) => node.type === type).length === 1;
  return isOnlyOne ? only?.id : undefined;
};
