import { MANY_VISITS } from './compile-form.ts';
import { codeOf, type DocumentNode } from './document.ts';
import { fieldNamesOf } from './node-ids.ts';
import { type CompileContext, type CompiledNode, edges, targetOf } from './step-members.ts';

/** An outcome's name has 64 characters at most. */
const MAX_ID_IN_OUTCOME = 58;

/**
 * The body of a function. Where `on_success` is not connected, the variable or member `next` names the node that follows:
 * any of the document, so each of them is a branch.
 */
export const compileScript = (context: CompileContext, node: DocumentNode): CompiledNode => {
  const branches = targetOf(node, 'on_success') === null ? branchesOf(context) : [];
  const aliases = renamedNodes(context);
  const fieldAliases = renamedFields(context);
  return {
    type: 'script',
    maxAttempts: MANY_VISITS,
    config: {
      source: codeOf(node) ?? '',
      style: 'body',
      branches: branches.map(({ value, outcome }) => ({ value, outcome })),
      ...(Object.keys(aliases).length > 0 && { aliases }),
      ...(Object.keys(fieldAliases).length > 0 && { fieldAliases }),
    },
    on: {
      ...edges(context, node, { next: ['on_success'], fail: ['on_fail'], error: ['on_error'] }),
      ...Object.fromEntries(branches.map(({ outcome, target }) => [outcome, target])),
    },
  };
};

const branchesOf = ({ document, ids }: CompileContext) => {
  const named = new Set((document.nodes ?? []).flatMap(({ id }) => id ?? []));
  return [...named].map((value, index) => {
    const target = ids.toNode(value);
    const outcome = target.length <= MAX_ID_IN_OUTCOME ? `to-${target}` : `branch-${index}`;
    return { value, outcome, target };
  });
};

/** The names that the code uses for answers whose names the core does not take. */
const renamedFields = ({ document, ids }: CompileContext): Record<string, Record<string, string>> =>
  Object.fromEntries(
    (document.nodes ?? []).flatMap((node) => {
      const { list, toVendor } = fieldNamesOf(node);
      const renamed = list.flatMap((name) =>
        name === null || toVendor(name) === name ? [] : [[toVendor(name), name]],
      );
      return renamed.length === 0 || !node.id ? [] : [[ids.toNode(node.id), Object.fromEntries(renamed)]];
    }),
  );

/** The names that the code uses for nodes whose ids the core does not take. */
const renamedNodes = ({ document, ids }: CompileContext): Record<string, string> =>
  Object.fromEntries(
    (document.nodes ?? []).flatMap(({ id }) => (id && ids.toNode(id) !== id ? [[id, ids.toNode(id)]] : [])),
  );
