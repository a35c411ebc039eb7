import { MAX_SCRIPT_SOURCE } from '@gatehouse/core/node/script.ts';
import type { InputError } from '@gatehouse/core/workflow/event.ts';
import { codeOf, type DocumentNode, handlerKeys, textOf, type WorkflowDocument } from './document.ts';
import { findVendorType, vendorNodeTypes } from './node-type.ts';
import { targetOf } from './step-members.ts';

/** What keeps a document from being published, with pointers into it, in the document's order. */
export const findProblems = (document: WorkflowDocument): readonly InputError[] => {
  const nodes = document.nodes ?? [];
  if (nodes.length === 0) return [at('/nodes', 'required', 'A published workflow needs a node to begin with.')];
  const ids = new Set(nodes.flatMap(({ id }) => id ?? []));
  const seen = new Set<string>();
  return nodes.flatMap((node, index) => {
    const place = `/nodes/${index}`;
    const isSecond = typeof node.id === 'string' && seen.has(node.id);
    if (node.id) seen.add(node.id);
    return [
      ...idProblems(node, place, isSecond),
      ...typeProblems(node, place),
      ...codeProblems(node, place),
      ...handlerProblems(node, place, ids),
    ];
  });
};

const idProblems = ({ id }: DocumentNode, place: string, isSecond: boolean): InputError[] => {
  if (!id) return [at(`${place}/id`, 'required', 'Each node needs an id to be published.')];
  return isSecond ? [at(`${place}/id`, 'duplicate', `Two nodes have the id "${shortened(id)}".`)] : [];
};

const typeProblems = ({ type }: DocumentNode, place: string): InputError[] => {
  if (findVendorType(type) !== undefined) return [];
  const known = vendorNodeTypes.filter((name) => name !== 'system').join(', ');
  if (textOf(type) === null)
    return [at(`${place}/type`, 'required', `Each node needs a type to be published: ${known}.`)];
  return [at(`${place}/type`, 'unknown_type', `There is no node type "${shortened(type ?? '')}"; there are ${known}.`)];
};

const codeProblems = (node: DocumentNode, place: string): InputError[] => {
  if (node.type !== 'js') return [];
  const code = codeOf(node);
  if (code === null) return [at(`${place}/config/js_code`, 'required', 'A js node needs its code to be published.')];
  if (code.length <= MAX_SCRIPT_SOURCE) return [];
  return [at(`${place}/config/js_code`, 'too_big', `Code may have ${MAX_SCRIPT_SOURCE} characters at most.`)];
};

const handlerProblems = (node: DocumentNode, place: string, ids: ReadonlySet<string>): InputError[] =>
  handlerKeys.flatMap((key) => {
    const target = targetOf(node, key);
    if (target === null || ids.has(target)) return [];
    return [at(`${place}/${key}`, 'unknown_node', `It leads to "${shortened(target)}", which is not a node.`)];
  });

const at = (pointer: string, code: string, sentence: string): InputError => ({ pointer, code, sentence });

/** Enough to recognize a name by. */
const shortened = (name: string): string => (name.length <= 64 ? name : `${name.slice(0, 64).toWellFormed()}…`);
