import { type Graph, nodesById } from './graph.ts';
import { findPlace, mayReturn } from './step.ts';

/** One edge of a graph whose target exists. */
export interface Edge {
  readonly from: string;
  readonly outcome: string;
  readonly to: string;
}

/**
 * The edges of a graph between nodes that it has, in the graph's order. Of two nodes with one id the first counts. Behind
 * them the ways of nodes that lead back where a run came from: to each node with an edge to them.
 */
export function edgesOf(graph: Graph): Edge[] {
  const nodes = nodesById(graph);
  const edges = [...nodes.values()].flatMap((node) =>
    Object.entries(node.on).flatMap(([outcome, to]) => (nodes.has(to) ? [{ from: node.id, outcome, to }] : [])),
  );
  return [...edges, ...returnsOf(graph, edges)];
}

function returnsOf(graph: Graph, edges: readonly Edge[]): Edge[] {
  return edges.flatMap(({ from, to }) => {
    const place = findPlace(graph, to);
    const outcome = place !== undefined && mayReturn(place) ? place.step?.type.returnsBy : undefined;
    return outcome === undefined || from === to ? [] : [{ from: to, outcome, to: from }];
  });
}

/** For each node the nodes that its edges lead to, each once. */
export function followers(edges: readonly Edge[]): ReadonlyMap<string, readonly string[]> {
  return groupBy(edges, ({ from, to }) => [from, to]);
}

/** For each node the nodes whose edges lead to it, each once. */
export function leaders(edges: readonly Edge[]): ReadonlyMap<string, readonly string[]> {
  return groupBy(edges, ({ from, to }) => [to, from]);
}

/** Every node that the ways from `starts` reach, the starts themselves included. */
export function reachableFrom(
  starts: Iterable<string>,
  neighbours: ReadonlyMap<string, readonly string[]>,
): ReadonlySet<string> {
  const reached = new Set(starts);
  // A set goes on to what is added while it is walked.
  for (const node of reached) for (const next of neighbours.get(node) ?? []) reached.add(next);
  return reached;
}

function groupBy(
  edges: readonly Edge[],
  pair: (edge: Edge) => readonly [key: string, value: string],
): ReadonlyMap<string, readonly string[]> {
  const groups = new Map<string, Set<string>>();
  for (const edge of edges) {
    const [key, value] = pair(edge);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, new Set([value]));
    else group.add(value);
  }
  return new Map([...groups].map(([key, values]) => [key, [...values]]));
}
