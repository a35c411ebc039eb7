import { own } from '../json.ts';
import { findNodeType } from '../node/catalogue.ts';
import type { BoundNode } from '../node/define-node-type.ts';
import { pointerToken } from './canonical.ts';
import { type Finding, finding } from './finding.ts';
import type { Graph, GraphNode } from './graph.ts';

/** Each node for itself: its id, its type, its config, and where its edges lead. */
export function lintShape(graph: Graph): Finding[] {
  const ids = new Set(graph.nodes.map(({ id }) => id));
  return [
    ...lintEntry(graph, ids),
    ...lintIds(graph),
    ...graph.nodes.flatMap((node, index) => [
      ...lintTargets(node, `/nodes/${index}`, ids),
      ...lintNode(node, `/nodes/${index}`),
    ]),
  ];
}

function lintEntry({ entry }: Graph, ids: ReadonlySet<string>): Finding[] {
  if (entry === '')
    return [finding('entry_missing', null, '/entry', 'The workflow has no entry: name its first node.')];
  if (ids.has(entry)) return [];
  return [finding('entry_unknown', null, '/entry', `The entry leads to "${entry}", which is not a node.`)];
}

function lintIds({ nodes }: Graph): Finding[] {
  const seen = new Set<string>();
  return nodes.flatMap(({ id }, index) => {
    if (!seen.has(id)) {
      seen.add(id);
      return [];
    }
    const sentence = `Two nodes have the id "${id}": give this one another.`;
    return [finding('node_id_duplicate', id, `/nodes/${index}/id`, sentence)];
  });
}

function lintTargets({ id, on }: GraphNode, pointer: string, ids: ReadonlySet<string>): Finding[] {
  return Object.entries(on)
    .filter(([, target]) => !ids.has(target))
    .map(([outcome, target]) =>
      finding(
        'edge_to_missing_node',
        id,
        `${pointer}/on/${pointerToken(outcome)}`,
        `The outcome ${outcome} of "${id}" leads to "${target}", which is not a node.`,
      ),
    );
}

function lintNode(node: GraphNode, pointer: string): Finding[] {
  const bound = findNodeType(node.type)?.bind(node.config);
  if (bound === undefined) {
    return [finding('node_type_unknown', node.id, `${pointer}/type`, `There is no node type "${node.type}".`)];
  }
  if (bound.ok) return lintOutcomes(node, pointer, bound.value);
  return bound.error.map((error) =>
    finding(
      'config_invalid',
      node.id,
      `${pointer}/config${error.pointer}`,
      `The configuration of "${node.id}" does not fit its type ${node.type}: ${error.sentence}`,
    ),
  );
}

function lintOutcomes({ id, type, on }: GraphNode, pointer: string, { outcomes }: BoundNode): Finding[] {
  const known = new Set(outcomes.map(({ name }) => name));
  const strangers = Object.keys(on).filter((outcome) => !known.has(outcome));
  const missing = outcomes.filter(({ name, required }) => required && own(on, name) === undefined);
  return [
    ...strangers.map((outcome) =>
      finding(
        'edge_of_unknown_outcome',
        id,
        `${pointer}/on/${pointerToken(outcome)}`,
        `"${id}" has an edge for the outcome ${outcome}, which a node of the type ${type} does not have.`,
      ),
    ),
    ...missing.map(({ name }) =>
      finding('outcome_without_edge', id, `${pointer}/on`, `"${id}" needs an edge for its outcome ${name}.`),
    ),
  ];
}
