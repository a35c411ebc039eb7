import type { InputError } from '@gatehouse/core/workflow/event.ts';
import { bodyOf, designOf } from './design.ts';
import type { DocumentNode, WorkflowDocument } from './document.ts';
import { fieldNamesOf } from './node-ids.ts';
import { targetOf } from './step-members.ts';

/** Of a header, a body or a footer, and of a style sheet, in UTF-16 units. */
const MAX_PART = 200_000;

/** Of all pages together, each with its style sheet. */
const MAX_PAGES = 12_000_000;

/** A js node whose `on_success` is not connected may lead anywhere: these times the nodes. */
const MAX_WAYS = 25_000;

/** What makes a document too large to be kept, be it published or not. */
export const findExcess = (document: WorkflowDocument): readonly InputError[] => {
  const nodes = document.nodes ?? [];
  const designs = nodes.map((node) => designOf(document, node, bodyOf(node.fields ?? [], fieldNamesOf(node).list)));
  const tooLong = designs.flatMap((design, index) =>
    Object.entries(design ?? {}).flatMap(([part, text]) =>
      typeof text === 'string' && text.length > MAX_PART
        ? [error(`/nodes/${index}`, `The html or the style sheet has more than ${MAX_PART} characters (${part}).`)]
        : [],
    ),
  );
  const size = designs.reduce((sum, design) => sum + JSON.stringify(design).length, 0);
  const ways = nodes.filter(isOpen).length * nodes.length;
  return [
    ...tooLong,
    ...(size > MAX_PAGES
      ? [error('/nodes', `All pages have more than ${MAX_PAGES} characters of html and style.`)]
      : []),
    ...(ways > MAX_WAYS
      ? [error('/nodes', 'There are too many js nodes that may lead anywhere. Connect on_success where it is known.')]
      : []),
  ];
};

const isOpen = (node: DocumentNode): boolean => node.type === 'js' && targetOf(node, 'on_success') === null;

const error = (pointer: string, sentence: string): InputError => ({ pointer, code: 'too_big', sentence });
