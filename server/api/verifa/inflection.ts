import { z } from 'zod';

/** How the words of a key are joined: `session_id`, `sessionId`, `session-id`. */
export const inflections = ['snake', 'camel', 'kebab'] as const;

export type Inflection = (typeof inflections)[number];

/** Each from the snake form, in which every schema of this dialect is written. */
const writers: Readonly<Record<Inflection, (key: string) => string>> = {
  snake: (key) => key,
  camel: (key) => key.replaceAll(/_([a-z0-9])/g, (_whole, letter: string) => letter.toUpperCase()),
  kebab: (key) => key.replaceAll('_', '-'),
};

const toSnake = (key: string): string =>
  key.replaceAll('-', '_').replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);

/**
 * An answer with its keys in another form. The schema tells the keys that are ours from those of free-form maps (node ids,
 * a customer's configuration), which stay as they are.
 */
export const inflect = (schema: z.ZodType, value: unknown, inflection: Inflection): unknown =>
  rename(schema, value, (_shape, key) => writers[inflection](key));

/** A request as its schema writes it, whichever form its keys came in; of two forms of one key the schema's own counts. */
export const deflect = (schema: z.ZodType, value: unknown): unknown =>
  rename(schema, value, (shape, key, object) => {
    const known = toSnake(key);
    return !Object.hasOwn(shape, key) && Object.hasOwn(shape, known) && !Object.hasOwn(object, known) ? known : key;
  });

type Rename = (shape: object, key: string, object: object) => string;

const rename = (schema: z.ZodType, value: unknown, change: Rename): unknown => {
  if (schema instanceof z.ZodOptional || schema instanceof z.ZodNullable || schema instanceof z.ZodDefault) {
    return rename(innerOf(schema), value, change);
  }
  if (schema instanceof z.ZodArray && Array.isArray(value)) {
    const element = asSchema(schema.element);
    return value.map((member) => rename(element, member, change));
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  if (schema instanceof z.ZodRecord) {
    const member = asSchema(schema.valueType);
    return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, rename(member, each, change)]));
  }
  if (!(schema instanceof z.ZodObject)) return value;
  const shape: Readonly<Record<string, unknown>> = schema.shape;
  return Object.fromEntries(
    Object.entries(value).map(([key, each]) => {
      const renamed = change(shape, key, value);
      const member = Object.hasOwn(shape, key) ? shape[key] : Object.hasOwn(shape, renamed) ? shape[renamed] : null;
      return [renamed, member === null ? each : rename(asSchema(member), each, change)];
    }),
  );
};

const innerOf = (schema: z.ZodOptional | z.ZodNullable | z.ZodDefault): z.ZodType => asSchema(schema.unwrap());

/** What zod's classes give as a part of a schema is typed wider than the classes that this looks for. */
const asSchema = (part: unknown): z.ZodType => (part instanceof z.ZodType ? part : z.unknown());
