import type { JsonObject } from '@gatehouse/core/json.ts';
import { bodyOf, designOf } from './design.ts';
import { type DocumentField, type DocumentNode, isHtml, isOn, textOf } from './document.ts';
import { fieldNamesOf } from './node-ids.ts';
import { plainText } from './plain-text.ts';
import {
  type CompileContext,
  type CompiledNode,
  edges,
  labelsOf,
  leastResolution,
  localizedOf,
  textMember,
} from './step-members.ts';

/** What every visit may be repeated: flows of this vendor go round as often as the person likes. */
export const MANY_VISITS = 1000;

/** A form. What it asks stands in `fields`; the customer's html around it is its design. */
export const compileForm = (context: CompileContext, node: DocumentNode): CompiledNode => {
  const fields = fieldsOf(node);
  const { list } = fieldNamesOf({ fields: [...fields] });
  const least = leastResolution(node);
  const design = designOf(context.document, node, bodyOf(fields, list));
  return {
    type: 'form',
    maxAttempts: MANY_VISITS,
    config: {
      title: localizedOf(plainText(textOf(node.name) ?? textOf(context.document.name) ?? 'Form') || 'Form'),
      fields: fields.flatMap((field, index) => questionOf(field, list[index] ?? null)),
      ...(least !== null && { requiresCamera: least }),
      // Pages of customers send what their own html asks for, and their scripts read it.
      keepsMore: true,
      ...labelsOf(node),
      ...(design !== null && { design }),
    },
    on: edges(context, node, {
      next: ['on_next', 'on_success'],
      back: ['on_back'],
      unresolved: ['on_fail'],
      error: ['on_error'],
      ...(least !== null && { low_resolution: ['on_check_resolution_fail', 'on_fail', 'on_error'] }),
    }),
  };
};

/** An end: the page of the form, and nothing after it. A page that asks something cannot be one. */
export const compileEnd = (context: CompileContext, node: DocumentNode): CompiledNode => {
  const fields = fieldsOf(node);
  const design = designOf(context.document, node, bodyOf(fields, []));
  return {
    type: 'end',
    config: { decision: 'none', showsSummary: isOn(node.return_summary), ...(design !== null && { design }) },
    on: {},
  };
};

export const asksNothing = (node: DocumentNode): boolean => fieldsOf(node).every(isHtml);

/** `ssn_capture` asks for the number whether or not its fields say so. */
const fieldsOf = ({ type, fields }: DocumentNode): readonly DocumentField[] => {
  const given = fields ?? [];
  if (type !== 'ssn_capture' || given.some((field) => field.type === 'ssn')) return given;
  return [...given, { type: 'ssn', name: 'ssn', label: 'Social security number', required: true }];
};

const kinds: Readonly<Record<string, string>> = {
  email: 'email',
  date: 'date',
  checkbox: 'checkbox',
  ssn: 'ssn',
};

/** A field of a kind that the vendor's document does not name is asked as a text. */
const questionOf = (field: DocumentField, name: string | null): JsonObject[] => {
  if (name === null) return [];
  const type = (field.type && Object.hasOwn(kinds, field.type) ? kinds[field.type] : undefined) ?? 'text';
  const label = plainText(textOf(field.label) ?? textOf(field.name) ?? name) || name;
  return [
    {
      type,
      name,
      label: localizedOf(label),
      required: isOn(field.required),
      ...textMember('help', textOf(field.tooltip) ?? textOf(field.placeholder)),
      // What is known of the person beforehand goes by the names of the metadata.
      ...(type !== 'ssn' && { prefill: `prefill.${name}` }),
    },
  ];
};
