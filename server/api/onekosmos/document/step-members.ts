import type { JsonObject } from '@gatehouse/core/json.ts';
import { type DocumentNode, type HandlerKey, isOn, textOf, type WorkflowDocument } from './document.ts';
import type { NodeIds } from './node-ids.ts';
import { plainText } from './plain-text.ts';

/** A node of the graph without its id. */
export interface CompiledNode {
  readonly type: string;
  readonly config: JsonObject;
  readonly on: Readonly<Record<string, string>>;
  readonly maxAttempts?: number;
}

export interface CompileContext {
  readonly document: WorkflowDocument;
  readonly ids: NodeIds;
}

/** For each outcome the first of its handlers that is connected; none where none is. */
export const edges = (
  { ids }: CompileContext,
  node: DocumentNode,
  handlers: Readonly<Record<string, readonly HandlerKey[]>>,
): Record<string, string> => {
  const connected = Object.entries(handlers).flatMap(([outcome, keys]) => {
    const key = keys.find((candidate) => targetOf(node, candidate) !== null);
    const target = key === undefined ? null : targetOf(node, key);
    return target === null ? [] : [[outcome, ids.toNode(target)] as const];
  });
  return Object.fromEntries(connected);
};

/** The id that a handler names; null where it is not connected. */
export const targetOf = (node: DocumentNode, key: HandlerKey): string | null => textOf(node[key]);

/** Longer labels would only ever be a mistake. */
const MAX_LABEL_LENGTH = 1000;

export const localizedOf = (label: string): JsonObject => ({ en: label.slice(0, MAX_LABEL_LENGTH).toWellFormed() });

/** The member with the text, where there is one. */
export const textMember = (name: string, text: string | null): JsonObject => {
  const plain = text === null ? '' : plainText(text);
  return plain === '' ? {} : { [name]: localizedOf(plain) };
};

export const labelsOf = (node: DocumentNode): JsonObject => ({
  ...textMember('nextLabel', textOf(node.on_next_button_label)),
  ...textMember('backLabel', textOf(node.on_back_button_label)),
});

export const titleOf = (node: DocumentNode): JsonObject => textMember('title', textOf(node.name));

/** What the vendor's builder writes where nobody changed it. */
const usual = { width: 1920, height: 1080 };

/** The resolution that a step asks for; null where it asks for none, or nothing would follow from it. */
export const leastResolution = (node: DocumentNode): { readonly width: number; readonly height: number } | null => {
  const follows = (['on_check_resolution_fail', 'on_fail', 'on_error'] as const).some((key) => targetOf(node, key));
  if (!isOn(node.check_resolution) || !follows) return null;
  const width = pixelsOf(node.min_resolution_width, usual.width);
  const height = pixelsOf(node.min_resolution_height, usual.height);
  return { width, height };
};

const MAX_PIXELS = 20_000;

const pixelsOf = (given: number | string | null | undefined, fallback: number): number => {
  const count = Math.round(Number(given ?? fallback));
  return count >= 1 ? Math.min(count, MAX_PIXELS) : fallback;
};
