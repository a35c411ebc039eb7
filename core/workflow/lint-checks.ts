import { type Finding, finding } from './finding.ts';
import type { Graph } from './graph.ts';
import { findStep, placesOf } from './step.ts';
import { edgesOf, followers, reachableFrom } from './way.ts';

/** Outcomes by which a check is left without a verdict. */
const withoutVerdict: ReadonlySet<string> = new Set(['back', 'error', 'unresolved', 'timeout', 'low_resolution']);

/**
 * Nobody is approved unchecked: an `approved` end is an error where a way leads to it on which no check came to a verdict.
 * A way through a check counts only by the outcomes that are a verdict: one that goes on by `error`, `unresolved` or
 * `back` has checked nothing. What the verdict was, and what it is worth, is the author's to decide.
 */
export function lintChecks(graph: Graph): Finding[] {
  const unchecked = edgesOf(graph).filter(
    ({ from, outcome }) => findStep(graph, from)?.bound.isCheck !== true || withoutVerdict.has(outcome),
  );
  const reached = reachableFrom([graph.entry], followers(unchecked));
  return placesOf(graph).flatMap(({ node, step, index }) => {
    const { id } = node;
    if (step?.bound.end?.decision !== 'approved' || !reached.has(id)) return [];
    const sentence = `A way leads to "${id}" and approves although no check has come to a verdict on it.`;
    return [finding('approved_without_check', id, `/nodes/${index}`, sentence)];
  });
}
