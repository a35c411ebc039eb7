import type { JsonObject } from '@gatehouse/core/json.ts';
import type { InputError } from '@gatehouse/core/workflow/event.ts';
import { type Graph, graph } from '@gatehouse/core/workflow/graph.ts';
import { asksNothing, compileEnd, compileForm, MANY_VISITS } from './compile-form.ts';
import { compileScript } from './compile-script.ts';
import { bodyOf, designOf } from './design.ts';
import { type DocumentNode, isOn, type WorkflowDocument } from './document.ts';
import { findProblems } from './find-problems.ts';
import { nodeIdList, nodeIdsOf } from './node-ids.ts';
import { findVendorType, type VendorNodeType } from './node-type.ts';
import {
  type CompileContext,
  type CompiledNode,
  edges,
  labelsOf,
  leastResolution,
  targetOf,
  textMember,
  titleOf,
} from './step-members.ts';

export interface CompiledDocument {
  readonly graph: Graph;
  /** What keeps the document from being published, with pointers into it. */
  readonly problems: readonly InputError[];
}

/**
 * The graph that a document means. Always gives one, also of a document that cannot be published yet: what no run could
 * pass is a node of an unknown type then, so that nobody publishes it by another way.
 */
export const compileDocument = (document: WorkflowDocument): CompiledDocument => {
  const context = { document, ids: nodeIdsOf(document) };
  const ids = nodeIdList(document);
  const nodes = (document.nodes ?? []).map((node, index) => {
    const label = textMember('label', node.name ?? null);
    return { id: ids[index] ?? '', ...label, ...compileNode(context, node) };
  });
  return { graph: graph.parse({ entry: ids[0] ?? '', nodes }), problems: findProblems(document) };
};

type Compiler = (context: CompileContext, node: DocumentNode) => CompiledNode;

const compileNode: Compiler = (context, node) => {
  const type = findVendorType(node.type);
  if (type === undefined) return { type: 'unfinished', config: {}, on: {} };
  if (!isOn(node.is_terminal_node)) return compilers[type](context, node);
  if ((type === 'form' || type === 'ssn_capture') && asksNothing(node)) return compileEnd(context, node);
  // A step that has something to do does it, and the run is over then.
  return compilers[type](context, { ...node, on_next: null, on_success: null });
};

/** Photos may be asked for again in loops of the flow; beyond this a person looks at what came. */
const MANY_PHOTOS = 20;

const compileSelfie: Compiler = (context, node) => {
  const least = leastResolution(node);
  return {
    type: 'selfie',
    maxAttempts: MANY_PHOTOS,
    config: {
      ...titleOf(node),
      purpose: node.purpose === 'auth' ? 'authenticate' : 'enroll',
      ...(least !== null && { minResolution: least }),
      ...labelsOf(node),
      ...designMember(context, node),
    },
    on: captureEdges(context, node, least !== null),
  };
};

const compilePhotoId: Compiler = (context, node) => {
  const least = leastResolution(node);
  return {
    type: 'document',
    maxAttempts: MANY_PHOTOS,
    config: {
      ...titleOf(node),
      ...(least !== null && { minResolution: least }),
      ...labelsOf(node),
      ...designMember(context, node),
    },
    on: captureEdges(context, node, least !== null),
  };
};

/** What no machine could settle has no handler of the vendor: it goes to a person's review. */
const captureEdges = (context: CompileContext, node: DocumentNode, asksResolution: boolean): Record<string, string> =>
  edges(context, node, {
    success: ['on_success', 'on_next'],
    fail: ['on_fail'],
    error: ['on_error'],
    back: ['on_back'],
    ...(asksResolution && { low_resolution: ['on_check_resolution_fail', 'on_fail', 'on_error'] }),
  });

/** Without a way on of its own the run returns to where it came from, on the other device. */
const compileHandoff: Compiler = (context, node) => {
  const goesOn = targetOf(node, 'on_next') !== null || targetOf(node, 'on_success') !== null;
  return {
    type: 'handoff',
    maxAttempts: MANY_VISITS,
    config: { ...titleOf(node), allowsHere: goesOn, ...labelsOf(node), ...designMember(context, node) },
    on: edges(context, node, { next: ['on_next', 'on_success'], back: ['on_back'], error: ['on_error'] }),
  };
};

const compileSystem: Compiler = (context, node) => ({
  type: 'condition',
  config: { cases: [] },
  on: edges(context, node, { default: ['on_success', 'on_next'], error: ['on_error', 'on_fail'] }),
});

const designMember = ({ document }: CompileContext, node: DocumentNode): JsonObject => {
  const design = designOf(document, node, bodyOf(node.fields ?? [], []));
  return design === null ? {} : { design };
};

const compilers: Readonly<Record<VendorNodeType, Compiler>> = {
  form: compileForm,
  ssn_capture: compileForm,
  js: compileScript,
  selfie_capture: compileSelfie,
  liveid_capture: compileSelfie,
  photo_id_capture: compilePhotoId,
  qr_for_device_handoff: compileHandoff,
  system: compileSystem,
};
