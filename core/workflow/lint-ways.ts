import { type Finding, finding } from './finding.ts';
import type { Graph } from './graph.ts';
import { findStep, placesOf } from './step.ts';
import { type Edge, edgesOf, followers, leaders, reachableFrom } from './way.ts';

/** Where a run can go: every node is reached, every node leads to an end, and no circle turns by itself. */
export function lintWays(graph: Graph): Finding[] {
  return [...lintReach(graph), ...lintEnds(graph), ...lintLoops(graph)];
}

function lintReach(graph: Graph): Finding[] {
  // With no entry every node would be reported for the one fault.
  if (!graph.nodes.some(({ id }) => id === graph.entry)) return [];
  const reached = reachableFrom([graph.entry], followers(edgesOf(graph)));
  return placesOf(graph).flatMap(({ node: { id }, index }) =>
    reached.has(id)
      ? []
      : [finding('node_unreachable', id, `/nodes/${index}`, `No way leads from the entry to "${id}".`)],
  );
}

function lintEnds(graph: Graph): Finding[] {
  const ends = graph.nodes.filter(({ id }) => modeOf(graph, id) === 'terminal').map(({ id }) => id);
  const leading = reachableFrom(ends, leaders(edgesOf(graph)));
  return placesOf(graph).flatMap(({ node: { id }, index }) =>
    leading.has(id)
      ? []
      : [finding('node_without_way_to_end', id, `/nodes/${index}/on`, `No way leads from "${id}" to an end.`)],
  );
}

/**
 * A circle that turns without anybody acting only ends at the engine's cap: nothing changes from one turn to the next. It
 * is made of nodes that decide at once, and of other nodes by their `unresolved` edge, which such a node takes at
 * once when its attempts are used up. Each circle is reported once, at its first node.
 */
function lintLoops(graph: Graph): Finding[] {
  const turnsAtOnce = ({ from, outcome }: Edge) =>
    ['automatic', 'internal'].includes(modeOf(graph, from) ?? '') || outcome === 'unresolved';
  const edges = edgesOf(graph).filter(turnsAtOnce);
  const forward = followers(edges);
  const backward = leaders(edges);
  const reported = new Set<string>();
  return placesOf(graph).flatMap(({ node: { id }, index }) => {
    const after = reachableFrom(forward.get(id) ?? [], forward);
    if (reported.has(id) || !after.has(id)) return [];
    const before = reachableFrom([id], backward);
    const circle = [...after].filter((node) => before.has(node));
    for (const node of circle) reported.add(node);
    const names = circle.map((node) => `"${node}"`).join(', ');
    const sentence = `A run can go round in the circle of ${names} without anybody acting, until it is stopped.`;
    return [finding('loop_without_pause', id, `/nodes/${index}/on`, sentence)];
  });
}

const modeOf = (graph: Graph, id: string) => findStep(graph, id)?.type.mode;
