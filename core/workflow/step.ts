import { own } from '../json.ts';
import { findNodeType } from '../node/catalogue.ts';
import type { AnyNodeType, BoundNode } from '../node/define-node-type.ts';
import type { NodeContext } from '../node/node-type.ts';
import { type Graph, type GraphNode, nodesById } from './graph.ts';
import type { Run } from './run.ts';

/** A node of a graph together with what its type makes of its config. */
export interface Step {
  readonly node: GraphNode;
  readonly type: AnyNodeType;
  readonly bound: BoundNode;
  readonly maxAttempts: number;
}

/** A node of a graph; `step` is null where its type is unknown or its config does not fit the type. */
export interface Place {
  readonly node: GraphNode;
  readonly step: Step | null;
}

/** Graphs never change, so each is looked through once. */
const indexes = new WeakMap<Graph, ReadonlyMap<string, Place>>();

/** The place of a node id in a graph; undefined where the graph has no such node. */
export function findPlace(graph: Graph, id: string): Place | undefined {
  let index = indexes.get(graph);
  if (index === undefined) {
    index = new Map([...nodesById(graph)].map(([known, node]) => [known, { node, step: stepOf(node) }]));
    indexes.set(graph, index);
  }
  return index.get(id);
}

/** The step with this id, where the graph has one that can be used. */
export const findStep = (graph: Graph, id: string): Step | undefined => findPlace(graph, id)?.step ?? undefined;

/** The places of a graph with their position in `nodes`, each id once. */
export const placesOf = (graph: Graph): (Place & { readonly index: number })[] =>
  graph.nodes.flatMap((node, index) => {
    const place = findPlace(graph, node.id);
    return place !== undefined && place.node === node ? [{ ...place, index }] : [];
  });

function stepOf(node: GraphNode): Step | null {
  const type = findNodeType(node.type);
  const bound = type?.bind(node.config);
  if (type === undefined || bound === undefined || !bound.ok) return null;
  return { node, type, bound: bound.value, maxAttempts: node.maxAttempts ?? type.maxAttempts };
}

/** Whether the node leads back where the run came from when it is left by this outcome. */
export const isReturn = ({ node, step }: Place, outcome: string): boolean =>
  step?.type.returnsBy === outcome && own(node.on, outcome) === undefined;

/** Whether a run that comes to the node has to know where it came from. */
export const mayReturn = (place: Place): boolean =>
  place.step?.type.returnsBy !== undefined && isReturn(place, place.step.type.returnsBy);

/** What a node type is told about the visit under way. */
export function contextOf(step: Step, run: Run, at: string): NodeContext {
  return {
    run,
    nodeId: step.node.id,
    attempt: run.attempt,
    maxAttempts: step.maxAttempts,
    canGoBack: own(step.node.on, 'back') !== undefined,
    hasEdge: (outcome) => own(step.node.on, outcome) !== undefined,
    at,
  };
}
