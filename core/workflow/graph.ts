import { z } from 'zod';
import { jsonValue } from '../json-value.ts';
import { localized } from '../localized.ts';

/** Names a node inside its graph. Also the first part of a reference, so it holds no dot. */
export const nodeId = z
  .string()
  .regex(
    /^[A-Za-z0-9][A-Za-z0-9_-]{0,63}$/,
    'A node id has 1 to 64 letters, digits, - or _ and starts with a letter or digit.',
  );

/** `next`, `back`, `success`, `fail`, `error`, `unresolved`, or the name of a branch of a deciding node. */
export const outcomeName = z
  .string()
  .regex(/^[A-Za-z][A-Za-z0-9_-]{0,63}$/, 'An outcome has 1 to 64 letters, digits, - or _ and starts with a letter.');

/** More than any node type has but a script, which may have 500 branches. */
const MAX_EDGES = 64;
const MAX_SCRIPT_EDGES = 520;

/** Of all nodes together: without an end, a graph of the size of a request would take lint seconds. */
const MAX_GRAPH_EDGES = 32_000;

const edgeCount = ({ on }: { readonly on: object }): number => Object.keys(on).length;

const maxEdges = (type: string): number => (type === 'script' ? MAX_SCRIPT_EDGES : MAX_EDGES);

export const graphNode = z
  .strictObject({
    id: nodeId,
    type: z.string().min(1).max(64),
    label: localized.optional(),
    /** Checked against the schema of the node type by `lint`, so that a draft may be unfinished. */
    config: z.record(z.string(), jsonValue).default({}),
    /** How often the node may be attempted in one run; the node type has the default. */
    maxAttempts: z.int().min(1).max(1000).optional(),
    /** The node that follows each outcome. */
    on: z.record(outcomeName, z.string()).default({}),
  })
  .refine((node) => edgeCount(node) <= maxEdges(node.type), {
    path: ['on'],
    message: `A node has ${MAX_EDGES} edges at most, a script ${MAX_SCRIPT_EDGES}.`,
  });

/** A workflow's graph: where a run enters, and the nodes. */
export const graph = z.strictObject({
  entry: z.string(),
  nodes: z
    .array(graphNode)
    .max(500)
    .refine(
      (nodes) => nodes.reduce((sum, node) => sum + edgeCount(node), 0) <= MAX_GRAPH_EDGES,
      `A graph has ${MAX_GRAPH_EDGES} edges at most.`,
    ),
});

export type GraphNode = z.infer<typeof graphNode>;
export type Graph = z.infer<typeof graph>;

export const findNode = (source: Graph, id: string): GraphNode | undefined =>
  source.nodes.find((node) => node.id === id);

/** The nodes by id, in the graph's order. Of two with one id the first counts, as in `findNode`. */
export function nodesById({ nodes }: Graph): ReadonlyMap<string, GraphNode> {
  const byId = new Map<string, GraphNode>();
  for (const node of nodes) if (!byId.has(node.id)) byId.set(node.id, node);
  return byId;
}
