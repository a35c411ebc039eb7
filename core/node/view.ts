import { z } from 'zod';

/** A coded sentence, see `Reason` in `workflow/run.ts`. */
export const reason = z.object({ code: z.string(), sentence: z.string() });

const option = z.object({ value: z.string(), label: z.string() });

export const fieldTypes = [
  'text',
  'email',
  'phone',
  'date',
  'country',
  'select',
  'checkbox',
  'number',
  'ssn',
  'html',
] as const;

/** The customer's html around a step, sanitized; slots mark where the page puts its controls, see `designMember`. */
export const designView = z.object({
  header: z.string().nullable(),
  body: z.string().nullable(),
  footer: z.string().nullable(),
  styleSheet: z.string().nullable(),
});

const withDesign = {
  /** Null: the page's own look. */
  design: designView.nullable(),
};

const backLabel = {
  /** The customer's words; null: the page has its own. */
  backLabel: z.string().nullable(),
};

const actionLabels = {
  /** The customer's words; null: the page has its own. */
  nextLabel: z.string().nullable(),
  ...backLabel,
};

const resolution = z.object({ width: z.int(), height: z.int() });

/** One field of a form as a page shows it: texts in one language, rules as data, the value to start with. */
export const fieldView = z.object({
  name: z.string(),
  type: z.enum(fieldTypes),
  label: z.string(),
  help: z.string().nullable(),
  required: z.boolean(),
  /** A string, a number, a boolean, or null where nothing is known; always null for a social security number. */
  value: z.union([z.string(), z.number(), z.boolean(), z.null()]),
  minLength: z.int().nullable(),
  maxLength: z.int().nullable(),
  /** A letter stands for a letter (`A`), `9` for a digit, `*` for either; anything else for itself. */
  mask: z.string().nullable(),
  minimum: z.number().nullable(),
  maximum: z.number().nullable(),
  /** ISO 8601 calendar dates, resolved from rules such as `today`. */
  earliest: z.string().nullable(),
  latest: z.string().nullable(),
  options: z.array(option),
  /** Sanitized HTML of an `html` field; null for all others. */
  html: z.string().nullable(),
  /** The HTML autocomplete token (`name`, `bday`, `email`), where one fits. */
  autocomplete: z.string().nullable(),
});

export type FieldView = z.infer<typeof fieldView>;

export const formView = z.object({
  kind: z.literal('form'),
  title: z.string(),
  intro: z.string().nullable(),
  fields: z.array(fieldView),
  /**
   * The best resolution of the device's camera goes back with the answers, as the member `camera`: `{ width, height }` in
   * pixels, or null where there is no camera. Null where it is not asked for.
   */
  requiresCamera: resolution.nullable(),
  canGoBack: z.boolean(),
  ...actionLabels,
  ...withDesign,
});

export const documentKinds = ['passport', 'identity_card'] as const;
export type DocumentKind = (typeof documentKinds)[number];

export const documentView = z.object({
  kind: z.literal('document'),
  title: z.string(),
  intro: z.string().nullable(),
  /** What the person may show, and which sides are needed of each: the zone of a card is on its back as a rule. */
  choices: z.array(
    z.object({
      documentKind: z.enum(documentKinds),
      sides: z.array(z.object({ side: z.enum(['front', 'back']), required: z.boolean() })),
    }),
  ),
  /** Why another try is asked for; empty at the first. */
  notices: z.array(reason),
  attempt: z.int(),
  maxAttempts: z.int(),
  /** An uploaded photo may come from a file, not only from the camera. */
  allowsFile: z.boolean(),
  /** The least size of a photo in pixels, however it is held; null where any will do. */
  minResolution: resolution.nullable(),
  canGoBack: z.boolean(),
  ...actionLabels,
  ...withDesign,
});

export const selfiePurposes = ['enroll', 'authenticate'] as const;

export const selfieView = z.object({
  kind: z.literal('selfie'),
  title: z.string(),
  intro: z.string().nullable(),
  /** Whether the face is taken for the first time, or to be compared with one that is known. */
  purpose: z.enum(selfiePurposes),
  /** Why another try is asked for; empty at the first. */
  notices: z.array(reason),
  attempt: z.int(),
  maxAttempts: z.int(),
  /** The least size of the picture in pixels, however it is held; null where any will do. */
  minResolution: resolution.nullable(),
  canGoBack: z.boolean(),
  ...actionLabels,
  ...withDesign,
});

export const consentView = z.object({
  kind: z.literal('consent'),
  title: z.string(),
  /** Sanitized HTML. */
  html: z.string(),
  /** Of the text, which may lack the language asked for. Goes back with the submission, and so does `textVersion`. */
  language: z.string(),
  textVersion: z.string(),
  /** The customer's words of the buttons; null: the page has its own. */
  acceptLabel: z.string().nullable(),
  allowsDecline: z.boolean(),
  declineLabel: z.string().nullable(),
  canGoBack: z.boolean(),
  ...backLabel,
  ...withDesign,
});

export const handoffView = z.object({
  kind: z.literal('handoff'),
  title: z.string(),
  intro: z.string().nullable(),
  /** Whether the person may also go on where they are. */
  allowsHere: z.boolean(),
  canGoBack: z.boolean(),
  ...actionLabels,
  ...withDesign,
});

/** What a page must show at an interactive node. */
export const view = z.discriminatedUnion('kind', [formView, documentView, selfieView, consentView, handoffView]);

export type FormView = z.infer<typeof formView>;
export type DocumentView = z.infer<typeof documentView>;
export type SelfieView = z.infer<typeof selfieView>;
export type ConsentView = z.infer<typeof consentView>;
export type HandoffView = z.infer<typeof handoffView>;
export type DesignView = z.infer<typeof designView>;
export type ActionLabels = Pick<FormView, 'nextLabel' | 'backLabel'>;
export type View = z.infer<typeof view>;
