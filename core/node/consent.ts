import { z } from 'zod';
import type { Json } from '../json.ts';
import { languageTag, localized, pickLanguage, pickText } from '../localized.ts';
import { fail, ok, type Result } from '../result.ts';
import type { InputError } from '../workflow/event.ts';
import type { NodeResult } from '../workflow/run.ts';
import { defineNodeType } from './define-node-type.ts';
import { backLabelMember, designHtmlTexts, designMember, designView, textOrNull } from './design.ts';
import { inputErrors } from './input-error.ts';
import type { FieldDeclaration, NodeContext, NodeStep, Withdrawal } from './node-type.ts';
import type { ConsentView } from './view.ts';

const label = z
  .record(languageTag, z.string().min(1).max(100))
  .refine((texts) => Object.keys(texts).length > 0, 'Give the text in at least one language.');

const config = z
  .strictObject({
    title: localized.describe('The heading of the step.'),
    text: localized.describe('What is agreed to: html of words, emphasis, headings, lists and links.'),
    textVersion: z
      .string()
      .min(1)
      .max(64)
      .describe(
        'Names the wording; another wording gets another version, so that the log says which one was agreed to.',
      ),
    acceptLabel: label.optional().describe('Words of the button, in place of the page’s own.'),
    allowsDecline: z
      .boolean()
      .default(false)
      .describe('Whether the person may go another way: the outcome `declined`.'),
    declineLabel: label.optional().describe('Words of the other way’s button, in place of the page’s own.'),
    withdrawalEnds: z
      .boolean()
      .default(true)
      .describe('Whether a withdrawal ends a session that is not over: its state is then `cancelled`.'),
    ...backLabelMember,
    ...designMember,
  })
  .refine(({ allowsDecline, declineLabel }) => allowsDecline || declineLabel === undefined, {
    path: ['declineLabel'],
    message: 'declineLabel is of use only where allowsDecline is true.',
  });

type Config = z.infer<typeof config>;

/** What the page submits: `language` and `textVersion` are those of the text that the person saw. */
const input = z.strictObject({ accepted: z.boolean(), language: languageTag, textVersion: z.string() });

const fields: readonly FieldDeclaration[] = [
  { name: 'consented', type: 'boolean', description: 'Whether the person agreed and has not withdrawn it.' },
  { name: 'textVersion', type: 'string', description: 'The version of the text that was shown.' },
  { name: 'language', type: 'string', description: 'The language of the text that was shown.' },
  { name: 'at', type: 'string', description: 'When the person chose: UTC, ISO 8601.' },
  { name: 'withdrawnAt', type: 'string', description: 'When the consent was withdrawn; empty where it was not.' },
];

/** Asks the person to agree to a text. The consent may be withdrawn at any time, after the end too. */
export const consent = defineNodeType<Config>({
  type: 'consent',
  mode: 'interactive',
  category: 'capture',
  label: { en: 'Consent', de: 'Einwilligung' },
  description: {
    en: 'Asks the person to agree to a text, and records its version and language. The person may withdraw it later.',
    de: 'Bittet die Person, einem Text zuzustimmen, und hält dessen Version und Sprache fest. Sie kann sie später widerrufen.',
  },
  config,
  example: {
    title: { en: 'Your consent', de: 'Ihre Einwilligung' },
    text: {
      en: '<p>We check your identity document.</p>',
      de: '<p>Wir prüfen Ihr Ausweisdokument.</p>',
    },
    textVersion: '1',
    allowsDecline: true,
    declineLabel: { en: 'Come to our office instead', de: 'Lieber in die Filiale kommen' },
  },
  maxAttempts: 100,
  isCheck: false,
  outcomes: ({ allowsDecline }) => [
    { name: 'next', required: true, description: 'The person agreed.' },
    ...(allowsDecline ? [{ name: 'declined', required: true, description: 'The person chose the other way.' }] : []),
    { name: 'back', required: false, description: 'The person went back.' },
    { name: 'unresolved', required: false, description: 'The text was shown as often as allowed.' },
    { name: 'error', required: false, description: 'The node was reached in an endless loop.' },
  ],
  fields: () => fields,
  references: () => [],
  htmlTexts: ({ text, design }) => [
    ...Object.entries(text).map(([language, html]) => ({ html, pointer: `/text/${language}` })),
    ...designHtmlTexts(design),
  ],
  render,
  submit,
  withdraw,
});

function render(source: Config, { canGoBack }: NodeContext, language: string): ConsentView {
  const { title, text, textVersion, acceptLabel, allowsDecline, declineLabel } = source;
  return {
    kind: 'consent',
    title: pickText(title, language),
    html: pickText(text, language),
    language: pickLanguage(text, language),
    textVersion,
    acceptLabel: textOrNull(acceptLabel, language),
    allowsDecline,
    declineLabel: textOrNull(declineLabel, language),
    canGoBack,
    backLabel: textOrNull(source.backLabel, language),
    design: designView(source.design),
  };
}

function submit(source: Config, { at }: NodeContext, given: Json): Result<NodeStep, readonly InputError[]> {
  const parsed = input.safeParse(given);
  if (!parsed.success) return fail(inputErrors(parsed.error.issues));
  const errors = choiceErrors(source, parsed.data);
  if (errors.length > 0) return fail(errors);
  const { accepted, language, textVersion } = parsed.data;
  const chosen = { consented: accepted, textVersion, language, at, withdrawnAt: null };
  return ok({ kind: 'conclude', outcome: accepted ? 'next' : 'declined', fields: chosen, verdict: null });
}

/** Nobody agrees to a text that they did not see: another version, or a language that the text does not have. */
function choiceErrors(source: Config, { accepted, language, textVersion }: z.infer<typeof input>): InputError[] {
  const errors: InputError[] = [];
  if (!accepted && !source.allowsDecline) {
    const sentence = 'Without this consent the check cannot go on.';
    errors.push({ pointer: '/accepted', code: 'consent_required', sentence });
  }
  if (!Object.hasOwn(source.text, language)) {
    const sentence = `The text is there in ${Object.keys(source.text).join(', ')}.`;
    errors.push({ pointer: '/language', code: 'language_unknown', sentence });
  }
  if (textVersion !== source.textVersion) {
    const sentence = 'The text has another version: show it again.';
    errors.push({ pointer: '/textVersion', code: 'text_changed', sentence });
  }
  return errors;
}

function withdraw({ withdrawalEnds }: Config, result: NodeResult, at: string): Withdrawal | null {
  if (!isConsentHeld(result)) return null;
  return { fields: { ...result.fields, consented: false, withdrawnAt: at }, endsRun: withdrawalEnds };
}

/** Whether a result is a consent that was given and not withdrawn. */
export const isConsentHeld = ({ type, fields: known }: NodeResult): boolean =>
  type === 'consent' && known.consented === true;

/** Whether a result is a consent that was given and then withdrawn. */
export const isConsentWithdrawn = ({ type, fields: known }: NodeResult): boolean =>
  type === 'consent' && typeof known.withdrawnAt === 'string';
