import { z } from 'zod';
import { languageTag, localized } from '../localized.ts';
import { referencePath } from '../workflow/reference.ts';
import { isDateRule } from './date-rule.ts';
import { designMember, labelMembers } from './design.ts';
import { resolution } from './resolution.ts';

/** Html text of an author, in UTF-16 units and for each language; the server sanitizes it before it shows it. */
const MAX_HTML_LENGTH = 20_000;

const fieldName = z
  .string()
  .regex(/^[A-Za-z][A-Za-z0-9_]{0,63}$/, 'A field name has 1 to 64 letters, digits or _ and starts with a letter.');

const dateRule = z
  .string()
  .max(20)
  .refine(isDateRule, 'A date rule is written like 2001-02-28, today, today-18y, today+6m or today-30d.');

const length = z.int().min(0).max(10_000);

/** What every field that takes an answer has. */
const asked = {
  name: fieldName,
  label: localized,
  help: localized.optional(),
  required: z.boolean().default(false),
};

/** And what most of them have besides. */
const answered = {
  ...asked,
  prefill: referencePath.optional().describe('Where the value to start with comes from.'),
  autocomplete: z
    .string()
    .regex(/^[a-z0-9 -]{1,64}$/, 'An autocomplete token is written like given-name or bday.')
    .optional()
    .describe('The HTML autocomplete token; the type’s own where one fits.'),
};

const html = z
  .record(languageTag, z.string().max(MAX_HTML_LENGTH))
  .refine((texts) => Object.keys(texts).length > 0, 'Give the text in at least one language.');

const option = z.strictObject({ value: z.string().min(1).max(200), label: localized });

const isUnique = (values: readonly string[]): boolean => new Set(values).size === values.length;

export const formField = z.discriminatedUnion('type', [
  z
    .strictObject({
      ...answered,
      type: z.literal('text'),
      minLength: length.optional(),
      maxLength: length.min(1).optional(),
      mask: z
        .string()
        .min(1)
        .max(100)
        .optional()
        .describe('`A` stands for a letter, `9` for a digit, `*` for either; anything else for itself.'),
    })
    .refine(
      ({ minLength, maxLength }) => (minLength ?? 0) <= (maxLength ?? Number.POSITIVE_INFINITY),
      'minLength is greater than maxLength.',
    ),
  z.strictObject({ ...answered, type: z.literal('email') }),
  z.strictObject({ ...answered, type: z.literal('phone') }),
  z.strictObject({
    ...answered,
    type: z.literal('date'),
    earliest: dateRule.optional(),
    latest: dateRule.optional(),
  }),
  z.strictObject({ ...answered, type: z.literal('country') }),
  z.strictObject({
    ...answered,
    type: z.literal('select'),
    options: z
      .array(option)
      .min(1)
      .max(500)
      .refine((options) => isUnique(options.map(({ value }) => value)), 'Two options have the same value.'),
  }),
  z.strictObject({ ...answered, type: z.literal('checkbox') }),
  z
    .strictObject({
      ...answered,
      type: z.literal('number'),
      minimum: z.number().optional(),
      maximum: z.number().optional(),
    })
    .refine(
      ({ minimum, maximum }) => (minimum ?? Number.NEGATIVE_INFINITY) <= (maximum ?? Number.POSITIVE_INFINITY),
      'minimum is greater than maximum.',
    ),
  // Nothing leads it back to a page, so it has no value to start with.
  z.strictObject({ ...asked, type: z.literal('ssn') }),
  z.strictObject({ name: fieldName, type: z.literal('html'), html }),
]);

export type FormField = z.infer<typeof formField>;
export type AnsweredField = Exclude<FormField, { type: 'html' }>;

/** The member of the input by which a page tells the camera's resolution. */
export const CAMERA = 'camera';

/** What a form that keeps more keeps: the run carries it along with every step. In UTF-16 units. */
export const MAX_MORE_TEXT = 1_000;
export const MAX_MORE_MEMBERS = 50;

export const formConfig = z
  .strictObject({
    title: localized.describe('The heading of the step.'),
    intro: localized.optional().describe('A sentence below the heading.'),
    fields: z
      .array(formField)
      .max(100)
      .refine((fields) => isUnique(fields.map(({ name }) => name)), 'Two fields have the same name.')
      .describe('What is asked, in its order; html texts stand between the questions.'),
    requiresCamera: resolution
      .optional()
      .describe(
        'The least resolution of the device’s camera in pixels: with less, or without a camera, the outcome is `low_resolution`.',
      ),
    keepsMore: z
      .boolean()
      .optional()
      .describe(
        `Whether the input may hold texts, numbers and switches that no field asks for: they are kept with the result. At most ${MAX_MORE_MEMBERS}, of ${MAX_MORE_TEXT} characters.`,
      ),
    ...labelMembers,
    ...designMember,
  })
  .refine(({ requiresCamera, fields }) => requiresCamera === undefined || fields.every(({ name }) => name !== CAMERA), {
    path: ['fields'],
    message: `With requiresCamera no field may be called ${CAMERA}.`,
  });

export type FormConfig = z.infer<typeof formConfig>;

/** The fields that the person answers. */
export const answeredFields = ({ fields }: FormConfig): AnsweredField[] =>
  fields.filter((field): field is AnsweredField => field.type !== 'html');
