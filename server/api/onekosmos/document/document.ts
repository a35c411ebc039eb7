import type { JsonObject } from '@gatehouse/core/json.ts';
import { z } from 'zod';

/*
 * A workflow as the vendor's builder exports it. Only what is read here has a shape; whatever else a document holds is
 * kept and given back.
 */

/** More than the core takes of a graph would be of no use. */
const MAX_NODES = 500;
const MAX_FIELDS = 100;

const text = z.string().nullish();

/** Exports write some switches as text, and some as numbers. */
const flag = z.union([z.boolean(), z.enum(['true', 'false', '']), z.literal([0, 1])]).nullish();

const pixels = z.union([z.number(), z.string().regex(/^\d{0,5}$/, 'Give a number of pixels.')]).nullish();

/** `{ "type": "html", "html": "..." }`, or the html alone. */
const part = z.union([z.string(), z.looseObject({ type: text, html: text })]).nullish();

/** What does nothing here refuses no document, whatever it is. */
const kept = z.json().optional();

const documentField = z.looseObject({
  type: text,
  name: text,
  label: text,
  html: text,
  placeholder: text,
  required: flag,
  tooltip: kept,
  replaceWithInHtml: kept,
});

const handlers = {
  on_next: text,
  on_back: text,
  on_success: text,
  on_fail: text,
  on_error: text,
  on_check_resolution_fail: text,
};

/** The members of a node that name another one; `""` is not connected. */
export const handlerKeys = [
  'on_next',
  'on_back',
  'on_success',
  'on_fail',
  'on_error',
  'on_check_resolution_fail',
] as const satisfies readonly (keyof typeof handlers)[];

export type HandlerKey = (typeof handlerKeys)[number];

const documentNode = z.looseObject({
  id: z.string().min(1).max(200).nullish(),
  type: text,
  name: text,
  fields: z.array(documentField).max(MAX_FIELDS).nullish(),
  config: z.union([z.looseObject({ js_code: text }), z.literal('')]).nullish(),
  header: part,
  footer: part,
  styleSheet: text,
  purpose: text,
  ...handlers,
  on_next_button_label: text,
  on_back_button_label: text,
  is_terminal_node: flag,
  return_summary: flag,
  check_resolution: flag,
  min_resolution_width: pixels,
  min_resolution_height: pixels,
});

export const workflowDocument = z.looseObject({
  version: kept,
  name: z.string().max(200).nullish(),
  type: kept,
  dvcId: kept,
  poiOn: kept,
  piiOn: kept,
  isPublished: flag,
  styleSheet: text,
  nodes: z.array(documentNode).max(MAX_NODES).nullish(),
  canvasData: kept,
  header: part,
  footer: part,
});

export type DocumentField = z.infer<typeof documentField>;
export type DocumentNode = z.infer<typeof documentNode>;
export type WorkflowDocument = z.infer<typeof workflowDocument>;

const { $schema: _, ...shape } = z.toJSONSchema(workflowDocument, { io: 'input' });

/** A request's document: checked like `workflowDocument`, and handed on member by member in the order that it came in. */
export const documentBody = z
  .unknown()
  .superRefine((value, context) => {
    for (const issue of workflowDocument.safeParse(value).error?.issues ?? []) context.addIssue({ ...issue });
    if (isEmpty(value)) context.addIssue({ code: 'custom', message: 'Send the members of the workflow.' });
  })
  .transform((value) => value as JsonObject)
  .meta({ ...shape, type: 'object', minProperties: 1 });

/** A request without a body comes as an empty one; a workflow without a single member is an accident. */
const isEmpty = (value: unknown): boolean =>
  typeof value === 'object' && value !== null && Object.keys(value).length === 0;

export const isOn = (value: z.infer<typeof flag>): boolean => value === true || value === 'true' || value === 1;

/** Null also for a text that holds nothing to be seen, and for what is no text. */
export const textOf = (value: unknown): string | null =>
  typeof value === 'string' && value.trim() !== '' ? value : null;

/** The code of a js node. */
export const codeOf = ({ config }: DocumentNode): string | null =>
  typeof config === 'object' && config !== null ? textOf(config.js_code) : null;

/** The html of a header or footer. */
export const htmlOf = (part: DocumentNode['header']): string | null =>
  textOf(typeof part === 'object' && part !== null ? part.html : part);

/** Html between the questions of a form, as opposed to a question. */
export const isHtml = ({ type, html }: DocumentField): boolean => type === 'html' || (!type && textOf(html) !== null);
