import { z } from 'zod';
import type { Json } from '../json.ts';
import { referencePath } from '../workflow/reference.ts';

export const operators = ['==', '!=', '<', '<=', '>', '>=', 'in', 'not_in', 'contains', 'exists'] as const;
export type Operator = (typeof operators)[number];

const MAX_RULE_DEPTH = 10;

const literal = z.union([z.string().max(1000), z.number(), z.boolean()]);

const comparison = z
  .strictObject({
    field: referencePath,
    is: z.enum(operators),
    /** A literal, a list of literals for `in` and `not_in`, or `{ field }`; none for `exists`. */
    value: z.union([literal, z.array(literal).max(500), z.strictObject({ field: referencePath })]).optional(),
  })
  .superRefine(({ is, value }, context) => {
    const problem = operandProblem(is, value);
    if (problem !== null) context.addIssue({ code: 'custom', path: ['value'], message: problem });
  });

type Comparison = z.infer<typeof comparison>;

/** A rule: a comparison, or rules joined. `all` of none holds and `any` of none does not, so both need one at least. */
export type Rule = Comparison | { all: Rule[] } | { any: Rule[] } | { not: Rule };

const anyRule: z.ZodType<Rule> = z.lazy(() =>
  z.union([
    comparison,
    z.strictObject({ all: z.array(anyRule).min(1).max(50) }),
    z.strictObject({ any: z.array(anyRule).min(1).max(50) }),
    z.strictObject({ not: anyRule }),
  ]),
);

export const rule = anyRule.refine(
  (source) => depthOf(source) <= MAX_RULE_DEPTH,
  `A rule may be nested ${MAX_RULE_DEPTH} levels deep.`,
);

function operandProblem(is: Operator, value: Comparison['value']): string | null {
  if (is === 'exists') return value === undefined ? null : '"exists" takes no value.';
  if (value === undefined) return `"${is}" needs a value.`;
  const isListOperator = is === 'in' || is === 'not_in';
  if (isListOperator && typeof value !== 'object') return `"${is}" needs a list of values.`;
  if (!isListOperator && Array.isArray(value)) return `"${is}" needs one value, not a list.`;
  return null;
}

function depthOf(source: Rule): number {
  return 'field' in source ? 1 : 1 + Math.max(...partsOf(source).map(depthOf));
}

function partsOf(source: Exclude<Rule, Comparison>): Rule[] {
  if ('all' in source) return source.all;
  return 'any' in source ? source.any : [source.not];
}

/** Every reference of a rule with its pointer into the rule. */
export function ruleReferences(source: Rule, pointer: string): { path: string; pointer: string }[] {
  if ('not' in source) return ruleReferences(source.not, `${pointer}/not`);
  if ('all' in source) return source.all.flatMap((part, index) => ruleReferences(part, `${pointer}/all/${index}`));
  if ('any' in source) return source.any.flatMap((part, index) => ruleReferences(part, `${pointer}/any/${index}`));
  const left = { path: source.field, pointer: `${pointer}/field` };
  const right = referenceOf(source.value);
  return right === undefined ? [left] : [left, { path: right, pointer: `${pointer}/value/field` }];
}

function referenceOf(value: Comparison['value']): string | undefined {
  return typeof value === 'object' && 'field' in value ? value.field : undefined;
}

/**
 * Whether a rule holds. `read` finds the value of a reference.
 *
 * - A value is missing where nothing was recorded, and where null was.
 * - `==` holds where both sides are there, are of the same type (text, number or yes-no) and are the same. Lists and
 *   objects are never equal to anything.
 * - `<`, `<=`, `>`, `>=` hold between two numbers, and between two ISO 8601 dates (`2001-02-28`, with or without a time),
 *   which are compared as text. Between anything else they do not hold.
 * - `in` holds where the list on the right has an equal item. `contains` holds where the list on the left has an equal
 *   item, or the text on the left has the text on the right within it, capitals and all.
 * - `!=` and `not_in` hold exactly where `==` and `in` do not: so they hold where something is missing.
 * - `exists` holds where the value is not missing.
 */
export function holds(source: Rule, read: (path: string) => Json | undefined): boolean {
  if ('all' in source) return source.all.every((part) => holds(part, read));
  if ('any' in source) return source.any.some((part) => holds(part, read));
  if ('not' in source) return !holds(source.not, read);
  return comparisons[source.is](read(source.field) ?? null, operandOf(source.value, read));
}

function operandOf(value: Comparison['value'], read: (path: string) => Json | undefined): Json {
  if (value === undefined) return null;
  return typeof value === 'object' && 'field' in value ? (read(value.field) ?? null) : value;
}

const comparisons: Readonly<Record<Operator, (left: Json, right: Json) => boolean>> = {
  '==': isEqual,
  '!=': (left, right) => !isEqual(left, right),
  '<': (left, right) => order(left, right) < 0,
  '<=': (left, right) => order(left, right) <= 0,
  '>': (left, right) => order(left, right) > 0,
  '>=': (left, right) => order(left, right) >= 0,
  in: hasItem,
  not_in: (left, right) => !hasItem(left, right),
  contains: (left, right) =>
    typeof left === 'string' ? typeof right === 'string' && left.includes(right) : hasItem(right, left),
  exists: (left) => left !== null,
};

function isEqual(left: Json, right: Json): boolean {
  return left !== null && typeof left !== 'object' && left === right;
}

function hasItem(item: Json, list: Json): boolean {
  return Array.isArray(list) && list.some((candidate) => isEqual(item, candidate));
}

const ISO_DATE = /^\d{4}-\d{2}-\d{2}($|T)/;

/** Negative, 0 or positive as `left` comes before, with or after `right`; NaN where the two have no order. */
function order(left: Json, right: Json): number {
  if (typeof left === 'number' && typeof right === 'number') return left - right;
  if (typeof left !== 'string' || typeof right !== 'string') return Number.NaN;
  if (!ISO_DATE.test(left) || !ISO_DATE.test(right)) return Number.NaN;
  return left === right ? 0 : left < right ? -1 : 1;
}
