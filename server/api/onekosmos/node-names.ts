import type { Graph, GraphNode } from '@gatehouse/core/workflow/graph.ts';
import type { LoadedSession } from '../../domain/session/session.ts';
import { type DocumentNode, handlerKeys, workflowDocument } from './document/document.ts';
import { type FieldNames, fieldNamesOf, nodeIdsOf } from './document/node-ids.ts';
import { vendorTypeOf } from './document/node-type.ts';

/** A node by its names in both worlds. */
export interface NamedNode {
  readonly node: GraphNode;
  readonly vendorId: string;
  readonly vendorType: string;
  readonly fields: FieldNames;
  /** Neither leads it anywhere nor does anything lead to it. */
  readonly isOrphan: boolean;
}

/** The nodes of a version as the vendor's API names them. */
export interface NodeNames {
  /** In the order of the graph. */
  readonly nodes: readonly NamedNode[];
  findByVendorId(vendorId: string): NamedNode | undefined;
  find(nodeId: string): NamedNode | undefined;
}

/** Of this type nothing is ever shown. */
export const hiddenType = 'system';

/** Versions never change, so each is looked through once. */
const known = new WeakMap<Graph, NodeNames>();

/** Of the version that a session goes through: from the vendor's document, or else from our own graph. */
export const nodeNamesOf = ({ graph, source }: Pick<LoadedSession, 'graph' | 'source'>): NodeNames => {
  const before = known.get(graph);
  if (before !== undefined) return before;
  const nodes = source === null ? nativeNames(graph) : documentNames(graph, source);
  const byVendorId = new Map(nodes.map((named) => [named.vendorId, named]));
  const byId = new Map(nodes.map((named) => [named.node.id, named]));
  const names: NodeNames = {
    nodes,
    findByVendorId: (vendorId) => byVendorId.get(vendorId),
    find: (nodeId) => byId.get(nodeId),
  };
  known.set(graph, names);
  return names;
};

const documentNames = (graph: Graph, source: string): NamedNode[] => {
  const parsed = workflowDocument.safeParse(JSON.parse(source));
  if (!parsed.success) return nativeNames(graph);
  const ids = nodeIdsOf(parsed.data);
  const documentNodes = parsed.data.nodes ?? [];
  const byId = new Map(documentNodes.map((documentNode) => [ids.toNode(documentNode.id ?? ''), documentNode]));
  const targets = new Set(documentNodes.flatMap(targetsOf));
  return graph.nodes.map((node) => {
    const documentNode = byId.get(node.id);
    const vendorId = ids.toVendor(node.id);
    return {
      node,
      vendorId,
      vendorType: documentNode === undefined ? nativeTypeOf(node) : vendorTypeOf(documentNode),
      fields: fieldNamesOf(documentNode ?? {}),
      isOrphan: documentNode !== undefined && targetsOf(documentNode).length === 0 && !targets.has(vendorId),
    };
  });
};

const targetsOf = (node: DocumentNode): string[] => handlerKeys.flatMap((key) => node[key] || []);

const nativeNames = (graph: Graph): NamedNode[] => {
  const targets = new Set(graph.nodes.flatMap(({ on }) => Object.values(on)));
  return graph.nodes.map((node) => ({
    node,
    vendorId: node.id,
    vendorType: nativeTypeOf(node),
    fields: fieldNamesOf({}),
    isOrphan: Object.keys(node.on).length === 0 && !targets.has(node.id),
  }));
};

/** What a page of the vendor's would make of our own node types; what has no face there is hidden. */
const nativeTypes: Readonly<Record<string, string>> = {
  form: 'form',
  consent: 'form',
  end: 'form',
  document: 'photo_id_capture',
  selfie: 'selfie_capture',
  handoff: 'qr_for_device_handoff',
  script: 'js',
  http: 'js',
};

const nativeTypeOf = ({ type }: GraphNode): string =>
  (Object.hasOwn(nativeTypes, type) ? nativeTypes[type] : undefined) ?? hiddenType;
