import { z } from 'zod';
import type { Json } from '../json.ts';
import { localized, pickText } from '../localized.ts';
import { fail, ok, type Result } from '../result.ts';
import type { InputError } from '../workflow/event.ts';
import { defineNodeType } from './define-node-type.ts';
import { actionLabels, designHtmlTexts, designMember, designView, labelMembers, textOrNull } from './design.ts';
import { evaluationMalformed } from './error-step.ts';
import { inputErrors } from './input-error.ts';
import type { NodeContext, NodeStep } from './node-type.ts';
import { isBelow, lowResolution, resolution, resolutionOutcomes } from './resolution.ts';
import { judgeSelfie, type MeasuredPicture, measuredPicture, selfieEvidence } from './selfie-quality.ts';
import { type SelfieView, selfiePurposes } from './view.ts';

const config = z.strictObject({
  title: localized.optional().describe('The heading of the step.'),
  intro: localized.optional().describe('A sentence below the heading.'),
  purpose: z
    .enum(selfiePurposes)
    .default('enroll')
    .describe('Whether the face is taken for the first time, or to be compared with one that is known.'),
  minResolution: resolution
    .optional()
    .describe('The least size of the picture in pixels, however it is held: a smaller one ends in `low_resolution`.'),
  ...labelMembers,
  ...designMember,
});

type Config = z.infer<typeof config>;

/** What the page submits: the id of an upload. */
const input = z.strictObject({ picture: z.uuid() });

/** What the check `selfie` answers. */
const evaluation = z.object({ picture: measuredPicture });

/** Takes a picture of the person's face. Whose face it is, a person judges: there is no comparison by the machine. */
export const selfie = defineNodeType<Config>({
  type: 'selfie',
  mode: 'interactive',
  category: 'capture',
  label: { en: 'Selfie', de: 'Selfie' },
  description: {
    en: 'Takes a picture of the person’s face and measures its size, light and sharpness. A person compares the face: the outcome is `unresolved`.',
    de: 'Nimmt ein Bild vom Gesicht der Person auf und misst Größe, Licht und Schärfe. Das Gesicht vergleicht ein Mensch: Das Ergebnis ist `unresolved`.',
  },
  config,
  example: { title: { en: 'A picture of you', de: 'Ein Bild von Ihnen' }, purpose: 'enroll' },
  maxAttempts: 5,
  isCheck: true,
  outcomes: ({ minResolution }) => [
    { name: 'success', required: true, description: 'The face was compared and is the expected one; not yet built.' },
    { name: 'fail', required: false, description: 'The face was compared and is another one; not yet built.' },
    {
      name: 'unresolved',
      required: false,
      description: 'The picture is there and a person has to compare the face, or no usable picture came.',
    },
    { name: 'error', required: false, description: 'The picture could not be looked at.' },
    { name: 'back', required: false, description: 'The person went back.' },
    ...resolutionOutcomes(minResolution, 'The picture was smaller than `minResolution`.'),
  ],
  fields: () => [
    { name: 'picture', type: 'string', description: 'The file of the picture; empty where no usable one came.' },
    { name: 'widthPx', type: 'number', description: 'The width of the picture.' },
    { name: 'heightPx', type: 'number', description: 'The height of the picture.' },
  ],
  references: () => [],
  htmlTexts: ({ design }) => designHtmlTexts(design),
  render,
  submit,
  conclude,
});

const defaultTitle = { en: 'A picture of you', de: 'Ein Bild von Ihnen' };

function render(source: Config, context: NodeContext, language: string): SelfieView {
  const { title, intro, purpose, minResolution, design } = source;
  return {
    kind: 'selfie',
    title: pickText(title ?? defaultTitle, language),
    intro: textOrNull(intro, language),
    purpose,
    notices: [...context.run.notices],
    attempt: context.attempt,
    maxAttempts: context.maxAttempts,
    minResolution: minResolution ?? null,
    canGoBack: context.canGoBack,
    ...actionLabels(source, language),
    design: designView(design),
  };
}

function submit(_: Config, __: NodeContext, given: Json): Result<NodeStep, readonly InputError[]> {
  const parsed = input.safeParse(given);
  if (!parsed.success) return fail(inputErrors(parsed.error.issues));
  return ok({ kind: 'evaluate', check: 'selfie', pending: { picture: parsed.data.picture } });
}

function conclude({ minResolution }: Config, { run }: NodeContext, source: Json): NodeStep {
  const parsed = evaluation.safeParse(source);
  const id = run.pending?.picture;
  if (!parsed.success || typeof id !== 'string') return evaluationMalformed;
  const { picture } = parsed.data;
  const { widthPx, heightPx } = picture;
  if (minResolution !== undefined && isBelow({ width: widthPx, height: heightPx }, minResolution)) {
    return stepWith(lowResolution, picture, [tooFewPixels], {});
  }
  const reasons = judgeSelfie(picture);
  if (reasons.length === 0)
    return stepWith('unresolved', picture, [faceNotCompared], { picture: id, widthPx, heightPx });
  const verdict = { outcome: 'unresolved', score: null, reasons, evidence: selfieEvidence(picture) };
  return { kind: 'retry', reasons, exhausted: { outcome: 'unresolved', fields: {}, verdict } };
}

const stepWith = (
  outcome: string,
  picture: MeasuredPicture,
  reasons: readonly { readonly code: string; readonly sentence: string }[],
  fields: Extract<NodeStep, { kind: 'conclude' }>['fields'],
): NodeStep => ({
  kind: 'conclude',
  outcome,
  fields,
  verdict: { outcome, score: null, reasons: [...reasons], evidence: selfieEvidence(picture) },
});

const tooFewPixels = {
  code: 'selfie_resolution',
  sentence: 'The picture has fewer pixels than the workflow asks for.',
};

const faceNotCompared = {
  code: 'face_not_compared',
  sentence: 'The picture is good enough, and nothing has compared the face: a person has to look at it.',
};
