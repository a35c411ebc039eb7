import { z } from 'zod';
import { outcomeName } from '../workflow/graph.ts';
import type { FieldDeclaration, OutcomeDeclaration } from './node-type.ts';

/*
 * What the config of a node declares of itself, where only its author knows: its outcomes and its fields.
 */

/** Outcomes that a config may not take for itself: the engine owns them. */
export const reservedOutcomes: readonly string[] = ['back', 'error', 'timeout'];

const MAX_OUTCOMES = 20;
const MAX_FIELDS = 100;

export const declaredOutcomes = z
  .array(
    outcomeName.refine(
      (name) => !reservedOutcomes.includes(name),
      `An outcome may not be called ${reservedOutcomes.join(', ')}.`,
    ),
  )
  .max(MAX_OUTCOMES)
  .refine((names) => new Set(names).size === names.length, 'An outcome is named twice.');

/** A name by which later nodes can refer to the field. */
export const fieldName = z
  .string()
  .regex(/^[A-Za-z][A-Za-z0-9_-]{0,63}$/, 'A field has 1 to 64 letters, digits, - or _ and starts with a letter.');

/** The fields that later nodes may refer to. */
export const declaredFields = z
  .array(
    z.strictObject({
      name: fieldName,
      type: z.enum(['string', 'number', 'boolean', 'date', 'object', 'array']).default('string'),
      description: z.string().max(500).default(''),
    }),
  )
  .max(MAX_FIELDS)
  .refine((fields) => new Set(fields.map(({ name }) => name)).size === fields.length, 'A field is named twice.');

export type DeclaredFields = z.infer<typeof declaredFields>;

/** Without an edge these end the run in a way of their own, see `endingOf`: an author may mean just that. */
const endByThemselves: readonly string[] = ['fail', 'unresolved'];

/** An outcome that the config names; it needs an edge unless the run ends properly without. */
export const declareOutcome = (name: string, description: string): OutcomeDeclaration => ({
  name,
  required: !endByThemselves.includes(name),
  description,
});

/** The outcomes of a config followed by those of the engine that it does not name itself. */
export const withEngineOutcomes = (
  declared: readonly OutcomeDeclaration[],
  engine: readonly OutcomeDeclaration[],
): OutcomeDeclaration[] => [
  ...declared,
  ...engine.filter(({ name }) => !declared.some((outcome) => outcome.name === name)),
];

export const declareFields = (fields: DeclaredFields): FieldDeclaration[] =>
  fields.map(({ name, type, description }) => ({ name, type, description }));
