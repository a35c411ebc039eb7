import type { Reference } from '../node/node-type.ts';
import { type Finding, type FindingCode, finding } from './finding.ts';
import type { Graph } from './graph.ts';
import { parseReference } from './reference.ts';
import { findPlace, placesOf } from './step.ts';
import { edgesOf, followers, reachableFrom } from './way.ts';

/** Outcomes by which a visit never brings its fields, and those by which it may not. */
const barren: ReadonlySet<string> = new Set(['back', 'error']);
const doubtful: ReadonlySet<string> = new Set([...barren, 'unresolved', 'timeout', 'low_resolution']);

/** What a config reads from other nodes exists, and has been captured by then. */
export function lintReferences(graph: Graph): Finding[] {
  const supply = supplyOf(graph);
  return placesOf(graph).flatMap(({ node, step, index }) =>
    (step?.bound.references ?? []).flatMap((reference) => {
      const problem = problemOf(graph, supply, node.id, reference);
      if (problem === null) return [];
      return [finding(problem.code, node.id, `/nodes/${index}/config${reference.pointer}`, problem.sentence)];
    }),
  );
}

interface Problem {
  readonly code: FindingCode;
  readonly sentence: string;
}

function problemOf(graph: Graph, supply: Supply, user: string, { path, isShown = false }: Reference): Problem | null {
  const parsed = parseReference(path);
  if (parsed?.from !== 'node') return null;
  const { node: source, field } = parsed;
  const place = findPlace(graph, source);
  if (place === undefined) {
    return { code: 'reference_to_unknown_node', sentence: `"${path}" speaks of "${source}", which is not a node.` };
  }
  // Of a node that cannot be used, nobody can say which fields it has; it has a finding of its own.
  const fields = place.step?.bound.fields;
  const declared = fields?.find(({ name }) => name === field);
  if (fields !== undefined && declared === undefined) {
    return {
      code: 'reference_to_unknown_field',
      sentence: `"${path}" speaks of a field that "${source}" does not have.`,
    };
  }
  if (isShown && declared?.isSecret === true) {
    return { code: 'secret_shown', sentence: `"${path}" is a secret of the person, which no page may show again.` };
  }
  return supplyProblem(supply, user, source, path);
}

function supplyProblem(
  { reached, behind, around }: Supply,
  user: string,
  source: string,
  path: string,
): Problem | null {
  // A node that no run reaches has a finding of its own.
  if (!reached.has(user)) return null;
  if (!behind(source).has(user)) {
    return {
      code: 'data_never_captured',
      sentence: `No way leads through "${source}" before "${path}" is used here.`,
    };
  }
  if (!around(source).has(user)) return null;
  return {
    code: 'data_sometimes_missing',
    sentence: `Some ways lead here without "${source}", so that "${path}" is empty then.`,
  };
}

/** Which nodes a run reaches: at all, after a node has brought its fields, and without that node having brought them. */
interface Supply {
  readonly reached: ReadonlySet<string>;
  readonly behind: (source: string) => ReadonlySet<string>;
  readonly around: (source: string) => ReadonlySet<string>;
}

function supplyOf(graph: Graph): Supply {
  const edges = edgesOf(graph);
  const forward = followers(edges);
  const bringing = followers(edges.filter(({ outcome }) => !barren.has(outcome)));
  const empty = followers(edges.filter(({ outcome }) => doubtful.has(outcome)));
  const reached = reachableFrom([graph.entry], forward);
  return {
    reached,
    behind: once((source) => reachableFrom(reached.has(source) ? (bringing.get(source) ?? []) : [], forward)),
    around: once((source) => reachableFrom([graph.entry], new Map(forward).set(source, empty.get(source) ?? []))),
  };
}

/** A graph holds many references to few nodes: each node's ways are walked once. */
function once<Value>(find: (source: string) => Value): (source: string) => Value {
  const known = new Map<string, Value>();
  return (source) => {
    const value = known.get(source) ?? find(source);
    known.set(source, value);
    return value;
  };
}
