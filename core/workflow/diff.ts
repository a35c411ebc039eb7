import { isList, isObject, type Json, type JsonObject, own } from '../json.ts';
import { pointerToken } from './canonical.ts';
import { type Graph, type GraphNode, nodesById } from './graph.ts';

/** One difference between two graphs. Values are null where there is none on that side. */
export type Change = { readonly sentence: string } & (
  | { readonly kind: 'entry_changed'; readonly from: string; readonly to: string }
  | { readonly kind: 'node_added' | 'node_removed'; readonly node: string }
  | {
      readonly kind: 'node_changed';
      readonly node: string;
      /** JSON pointer into the node (RFC 6901): `/config/fields/0/required`. */
      readonly pointer: string;
      readonly from: Json;
      readonly to: Json;
    }
  | {
      readonly kind: 'edge_changed';
      readonly node: string;
      readonly outcome: string;
      readonly from: string | null;
      readonly to: string | null;
    }
);

/**
 * What has to be done to `before` to get `after`: the entry, nodes removed and added, then for each node that stayed its
 * type, label, limit, config and edges. Nodes are the same by their id, list items by their position; the order of
 * nodes and members means nothing. Equal graphs have no difference.
 */
export function diff(before: Graph, after: Graph): Change[] {
  const old = nodesById(before);
  const young = nodesById(after);
  return [
    ...diffEntry(before.entry, after.entry),
    ...[...old.values()].filter(({ id }) => !young.has(id)).map(removed),
    ...[...young.values()].filter(({ id }) => !old.has(id)).map(added),
    ...[...young.values()].flatMap((node) => {
      const same = old.get(node.id);
      return same === undefined ? [] : [...diffNode(same, node), ...diffEdges(same, node)];
    }),
  ];
}

function diffEntry(from: string, to: string): Change[] {
  if (from === to) return [];
  return [
    { kind: 'entry_changed', from, to, sentence: `The workflow now begins at "${to}" and no longer at "${from}".` },
  ];
}

const removed = ({ id, type }: GraphNode): Change => ({
  kind: 'node_removed',
  node: id,
  sentence: `The node "${id}" (${type}) was removed.`,
});

const added = ({ id, type }: GraphNode): Change => ({
  kind: 'node_added',
  node: id,
  sentence: `The node "${id}" (${type}) was added.`,
});

function diffNode(before: GraphNode, after: GraphNode): Change[] {
  return diffValue(ownPart(before), ownPart(after), '').map(({ pointer, from, to }) => ({
    kind: 'node_changed',
    node: after.id,
    pointer,
    from: from ?? null,
    to: to ?? null,
    sentence: `In the node "${after.id}", ${pointer} ${wordFor(from, to)}.`,
  }));
}

/** What a node says of itself, where it leads aside. */
function ownPart({ type, label, config, maxAttempts }: GraphNode): JsonObject {
  return { type, config, ...(label && { label }), ...(maxAttempts !== undefined && { maxAttempts }) };
}

function wordFor(from: Json | undefined, to: Json | undefined): string {
  if (from === undefined) return 'was added';
  return to === undefined ? 'was removed' : 'was changed';
}

interface Difference {
  readonly pointer: string;
  readonly from: Json | undefined;
  readonly to: Json | undefined;
}

function diffValue(from: Json | undefined, to: Json | undefined, pointer: string): Difference[] {
  if (from === to) return [];
  const members = memberNames(from, to);
  if (members === null) return [{ pointer, from, to }];
  return members.flatMap((name) =>
    diffValue(memberOf(from, name), memberOf(to, name), `${pointer}/${pointerToken(name)}`),
  );
}

/** The members to compare one by one; null where the values are not two objects or two lists. */
function memberNames(from: Json | undefined, to: Json | undefined): string[] | null {
  const areAlike = (isObject(from) && isObject(to)) || (isList(from) && isList(to));
  return areAlike ? [...new Set([...Object.keys(from ?? {}), ...Object.keys(to ?? {})])] : null;
}

function memberOf(value: Json | undefined, name: string): Json | undefined {
  if (isList(value)) return value[Number(name)];
  return isObject(value) ? own(value, name) : undefined;
}

function diffEdges(before: GraphNode, after: GraphNode): Change[] {
  const outcomes = new Set([...Object.keys(before.on), ...Object.keys(after.on)]);
  return [...outcomes].flatMap((outcome) => {
    const from = own(before.on, outcome) ?? null;
    const to = own(after.on, outcome) ?? null;
    if (from === to) return [];
    const sentence = `The outcome ${outcome} of "${after.id}" ${edgeWords(from, to)}.`;
    return [{ kind: 'edge_changed' as const, node: after.id, outcome, from, to, sentence }];
  });
}

function edgeWords(from: string | null, to: string | null): string {
  if (to === null) return `no longer leads to "${from}"`;
  return from === null ? `now leads to "${to}"` : `now leads to "${to}" and no longer to "${from}"`;
}
