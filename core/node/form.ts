import { parseCalendarDate } from '../document/calendar-date.ts';
import { isObject, type Json, type JsonObject, own } from '../json.ts';
import { pickText } from '../localized.ts';
import { fail, ok, type Result } from '../result.ts';
import { pointerToken } from '../workflow/canonical.ts';
import type { InputError } from '../workflow/event.ts';
import { resolveReference } from '../workflow/reference.ts';
import { resolveDateRule } from './date-rule.ts';
import { defineNodeType } from './define-node-type.ts';
import { actionLabels, designHtmlTexts, designView, textOrNull } from './design.ts';
import {
  type AnsweredField,
  answeredFields,
  CAMERA,
  type FormConfig,
  type FormField,
  formConfig,
  MAX_MORE_MEMBERS,
  MAX_MORE_TEXT,
} from './form-config.ts';
import { fieldProblemSentence } from './form-problem.ts';
import {
  type Answer,
  checkField,
  type FieldRules,
  MAX_EMAIL_LENGTH,
  MAX_TEXT_LENGTH,
  normalizeAnswer,
} from './form-rules.ts';
import type { FieldDeclaration, NodeContext, NodeStep } from './node-type.ts';
import { isBelow, lowResolution, resolution, resolutionOutcomes } from './resolution.ts';
import type { FieldView, FormView } from './view.ts';

/** Asks the person questions. Its input is an object with a member for each field that was answered. */
export const form = defineNodeType<FormConfig>({
  type: 'form',
  mode: 'interactive',
  category: 'capture',
  label: { en: 'Form', de: 'Formular' },
  description: {
    en: 'Asks the person questions; each answer becomes a field of the result.',
    de: 'Stellt der Person Fragen; jede Antwort wird ein Feld des Ergebnisses.',
  },
  config: formConfig,
  example: {
    title: { en: 'About you', de: 'Über Sie' },
    fields: [
      { name: 'name', type: 'text', label: { en: 'Full name', de: 'Vollständiger Name' }, required: true },
      { name: 'birthDate', type: 'date', label: { en: 'Date of birth', de: 'Geburtsdatum' }, latest: 'today' },
    ],
  },
  maxAttempts: 100,
  isCheck: false,
  outcomes: ({ requiresCamera }) => [
    { name: 'next', required: true, description: 'The person filled in the form.' },
    { name: 'back', required: false, description: 'The person went back.' },
    { name: 'unresolved', required: false, description: 'The form was shown as often as allowed.' },
    { name: 'error', required: false, description: 'The node was reached in an endless loop.' },
    ...resolutionOutcomes(requiresCamera, 'The device has no camera, or one with less than `requiresCamera`.'),
  ],
  fields: (config) => [...answeredFields(config).map(declareField), ...(config.requiresCamera ? [cameraField] : [])],
  references: ({ fields }) =>
    fields.flatMap((field, index) =>
      'prefill' in field && field.prefill !== undefined
        ? [{ path: field.prefill, pointer: `/fields/${index}/prefill`, isShown: true }]
        : [],
    ),
  htmlTexts: ({ fields, design }) => [
    ...fields.flatMap((field, index) =>
      field.type === 'html'
        ? Object.entries(field.html).map(([language, html]) => ({ html, pointer: `/fields/${index}/html/${language}` }))
        : [],
    ),
    ...designHtmlTexts(design),
  ],
  render,
  submit,
});

const cameraField: FieldDeclaration = {
  name: CAMERA,
  type: 'object',
  description: 'The best resolution of the camera, { width, height } in pixels; empty where there is none.',
};

function declareField({ name, type, label }: AnsweredField): FieldDeclaration {
  const types = { date: 'date', checkbox: 'boolean', number: 'number' } as const;
  return {
    name,
    type: type === 'date' || type === 'checkbox' || type === 'number' ? types[type] : 'string',
    description: pickText(label, 'en'),
    ...(type === 'ssn' && { isSecret: true }),
  };
}

function render(config: FormConfig, context: NodeContext, language: string): FormView {
  const { title, intro, fields, requiresCamera, design } = config;
  return {
    kind: 'form',
    title: pickText(title, language),
    intro: textOrNull(intro, language),
    fields: fields.map((field) => fieldView(field, context, language)),
    requiresCamera: requiresCamera ?? null,
    canGoBack: context.canGoBack,
    ...actionLabels(config, language),
    design: designView(design),
  };
}

function fieldView(field: FormField, context: NodeContext, language: string): FieldView {
  const rules = rulesOf(field, context.at);
  if (field.type === 'html') {
    const html = pickText(field.html, language);
    return { ...rules, name: field.name, label: '', help: null, value: null, options: [], html, autocomplete: null };
  }
  const options = field.type === 'select' ? field.options : [];
  return {
    ...rules,
    name: field.name,
    label: pickText(field.label, language),
    help: textOrNull(field.help, language),
    value: startValue(field, context),
    options: options.map(({ value, label }) => ({ value, label: pickText(label, language) })),
    html: null,
    autocomplete: field.type === 'ssn' ? 'off' : (field.autocomplete ?? autocompleteTokens[field.type] ?? null),
  };
}

/** Tokens of the HTML standard that fit whatever the field is called; `bday` does not fit every date. */
const autocompleteTokens: Readonly<Partial<Record<FormField['type'], string>>> = {
  email: 'email',
  phone: 'tel',
  country: 'country',
};

/** What the person answered at an earlier visit, else what the prefill finds, where it fits the kind of field. A social security number never. */
function startValue(field: AnsweredField, { run, nodeId }: NodeContext): Answer {
  if (field.type === 'ssn') return null;
  const earlier = own(run.results, nodeId);
  const answer = earlier && own(earlier.fields, field.name);
  const found = answer ?? (field.prefill === undefined ? null : resolveReference(run, field.prefill));
  const value = found === null || found === undefined ? null : (normalizeAnswer(field, found) ?? null);
  // A page cannot show a date that is none.
  return field.type === 'date' && parseCalendarDate(String(value)) === undefined ? null : value;
}

/** The rules of a field with its date rules resolved on the day of the event, by UTC. */
function rulesOf(field: FormField, at: string): FieldRules {
  const today = at.slice(0, 10);
  const resolve = (rule: string | undefined) => (rule === undefined ? null : resolveDateRule(rule, today));
  return {
    type: field.type,
    required: field.type !== 'html' && field.required,
    minLength: field.type === 'text' ? (field.minLength ?? null) : null,
    maxLength: maxLengthOf(field),
    mask: field.type === 'text' ? (field.mask ?? null) : null,
    minimum: field.type === 'number' ? (field.minimum ?? null) : null,
    maximum: field.type === 'number' ? (field.maximum ?? null) : null,
    earliest: field.type === 'date' ? resolve(field.earliest) : null,
    latest: field.type === 'date' ? resolve(field.latest) : null,
    options: field.type === 'select' ? field.options : [],
  };
}

function maxLengthOf(field: FormField): number | null {
  if (field.type === 'text') return field.maxLength ?? MAX_TEXT_LENGTH;
  return field.type === 'email' ? MAX_EMAIL_LENGTH : null;
}

function submit(config: FormConfig, { at }: NodeContext, input: Json): Result<NodeStep, readonly InputError[]> {
  if (!isObject(input)) {
    return fail([{ pointer: '', code: 'not_an_object', sentence: 'Send an object with a member for each field.' }]);
  }
  const camera = cameraOf(config, input);
  if (!camera.ok) return camera;
  const fields = answeredFields(config);
  const wrong = fields.flatMap((field) => fieldErrors(field, at, input));
  const more = moreMembers(config, input);
  const errors = [
    ...(config.keepsMore === true ? tooMuch(more) : more.map(unknownMember)),
    ...(camera.value.isLow ? [] : wrong),
  ];
  if (errors.length > 0) return fail(errors);
  const answers: JsonObject = Object.fromEntries(
    fields.map(({ name, type }) => [
      name,
      isWrong(wrong, name) ? null : (normalizeAnswer({ type }, own(input, name)) ?? null),
    ]),
  );
  const { isLow, told } = camera.value;
  return ok({
    kind: 'conclude',
    outcome: isLow ? lowResolution : 'next',
    fields: { ...Object.fromEntries(more), ...answers, ...told },
    verdict: null,
  });
}

const isWrong = (errors: readonly InputError[], name: string): boolean =>
  errors.some(({ pointer }) => pointer === `/${name}`);

const cameraInput = resolution.nullable();

/** What the page tells of the camera. A person whose camera will not do is led on before the answers are asked for: they may come from another device. */
function cameraOf(
  { requiresCamera }: FormConfig,
  input: JsonObject,
): Result<{ readonly isLow: boolean; readonly told: JsonObject }, readonly InputError[]> {
  const given = own(input, CAMERA);
  if (requiresCamera === undefined) return ok({ isLow: false, told: {} });
  // Clients without a page know of no camera.
  if (given === undefined) return ok({ isLow: false, told: { [CAMERA]: null } });
  const parsed = cameraInput.safeParse(given);
  if (!parsed.success) {
    const sentence = 'Write the resolution of the camera as { width, height } in pixels, or null where there is none.';
    return fail([{ pointer: `/${CAMERA}`, code: 'not_a_resolution', sentence }]);
  }
  const camera = parsed.data;
  return ok({ isLow: camera === null || isBelow(camera, requiresCamera), told: { [CAMERA]: camera } });
}

/** Members of the input that no field asks for. */
function moreMembers(config: FormConfig, input: JsonObject): [name: string, value: Json][] {
  const names = new Set(answeredFields(config).map(({ name }) => name));
  if (config.requiresCamera !== undefined) names.add(CAMERA);
  return Object.entries(input).filter(([name]) => !names.has(name));
}

const unknownMember = ([name]: readonly [string, Json]): InputError => ({
  pointer: `/${pointerToken(name)}`,
  code: 'unknown_field',
  sentence: 'The form has no such field.',
});

function tooMuch(more: readonly (readonly [name: string, value: Json])[]): InputError[] {
  if (more.length > MAX_MORE_MEMBERS) {
    const sentence = `Send at most ${MAX_MORE_MEMBERS} members that the form does not ask for.`;
    return [{ pointer: '', code: 'too_big', sentence }];
  }
  return more
    .filter(([name, value]) => name.length > MAX_MORE_TEXT || !isKept(value))
    .map(([name]) => ({
      pointer: `/${pointerToken(name)}`,
      code: 'invalid_value',
      sentence: `What the form does not ask for may be a text of ${MAX_MORE_TEXT} characters, a number or a switch.`,
    }));
}

/** Whether a form that keeps more keeps this. */
export const isKept = (value: Json): boolean =>
  typeof value === 'string' ? value.length <= MAX_MORE_TEXT : typeof value === 'number' || typeof value === 'boolean';

function fieldErrors(field: AnsweredField, at: string, input: JsonObject): InputError[] {
  const problem = checkField(rulesOf(field, at), own(input, field.name));
  if (problem === null) return [];
  return [{ pointer: `/${field.name}`, code: problem.code, sentence: fieldProblemSentence(problem) }];
}
