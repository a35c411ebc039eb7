import { parseCalendarDate } from '../document/calendar-date.ts';
import type { Contradiction } from '../document/contradiction.ts';
import { type DocumentVerdict, type ExpectedFields, judgeDocument } from '../document/verdict.ts';
import type { Zone } from '../document/zone.ts';
import { type Json, own } from '../json.ts';
import { pickText } from '../localized.ts';
import { fail, ok, type Result } from '../result.ts';
import type { InputError } from '../workflow/event.ts';
import { resolveReference } from '../workflow/reference.ts';
import type { Verdict } from '../workflow/run.ts';
import { defineNodeType } from './define-node-type.ts';
import { actionLabels, designHtmlTexts, designView, textOrNull } from './design.ts';
import { type DocumentConfig, documentConfig, documentInput, sidesOf } from './document-config.ts';
import { documentFields, fieldsOf } from './document-fields.ts';
import { documentEvaluation, type ReadDocument, readDocument } from './document-reading.ts';
import { inputErrors } from './input-error.ts';
import type { NodeContext, NodeStep } from './node-type.ts';
import { isBelow, lowResolution, type Resolution, resolutionOutcomes } from './resolution.ts';
import type { DocumentView } from './view.ts';

/** Asks for photos of a document, has its machine-readable zone read, and compares it with what is expected. */
export const document = defineNodeType<DocumentConfig>({
  type: 'document',
  mode: 'interactive',
  category: 'check',
  label: { en: 'Document', de: 'Ausweisdokument' },
  description: {
    en: 'Takes a passport or identity card by photo and reads its machine-readable zone.',
    de: 'Nimmt Reisepass oder Personalausweis als Foto auf und liest die maschinenlesbare Zone.',
  },
  config: documentConfig,
  example: {
    documentKinds: ['passport', 'identity_card'],
    expected: { name: 'nodes.form.name', birthDate: 'nodes.form.birthDate' },
  },
  maxAttempts: 5,
  isCheck: true,
  outcomes: ({ minResolution }) => [
    { name: 'success', required: true, description: 'An accepted kind of document was read surely.' },
    { name: 'fail', required: false, description: 'Another kind of document was shown, as often as allowed.' },
    {
      name: 'unresolved',
      required: false,
      description: 'The document could not be read surely, contradicts itself, or its sides contradict each other.',
    },
    { name: 'error', required: false, description: 'The reader failed.' },
    { name: 'back', required: false, description: 'The person went back.' },
    ...resolutionOutcomes(minResolution, 'A photo was smaller than `minResolution`.'),
  ],
  fields: () => documentFields,
  references: ({ expected }) =>
    Object.entries(expected).flatMap(([name, path]) =>
      path === undefined ? [] : [{ path, pointer: `/expected/${name}` }],
    ),
  htmlTexts: ({ design }) => designHtmlTexts(design),
  render,
  submit,
  conclude,
});

const defaultTitle = { en: 'Your identity document', de: 'Ihr Ausweisdokument' };

function render(config: DocumentConfig, context: NodeContext, language: string): DocumentView {
  const { title, intro, allowsFile, minResolution, design } = config;
  return {
    kind: 'document',
    title: pickText(title ?? defaultTitle, language),
    intro: textOrNull(intro, language),
    choices: config.documentKinds.map((documentKind) => ({ documentKind, sides: [...sidesOf[documentKind]] })),
    notices: [...context.run.notices],
    attempt: context.attempt,
    maxAttempts: context.maxAttempts,
    allowsFile,
    minResolution: minResolution ?? null,
    canGoBack: context.canGoBack,
    ...actionLabels(config, language),
    design: designView(design),
  };
}

function submit(config: DocumentConfig, _: NodeContext, input: Json): Result<NodeStep, readonly InputError[]> {
  const parsed = documentInput.safeParse(input);
  if (!parsed.success) return fail(inputErrors(parsed.error.issues));
  const { documentKind, front } = parsed.data;
  if (!config.documentKinds.includes(documentKind)) {
    const sentence = 'This kind of document is not asked for.';
    return fail([{ pointer: '/documentKind', code: 'not_an_option', sentence }]);
  }
  const back = 'back' in parsed.data ? parsed.data.back : undefined;
  const pending = { documentKind, front, ...(back !== undefined && { back }) };
  return ok({ kind: 'evaluate', check: 'document', pending });
}

function conclude(config: DocumentConfig, context: NodeContext, evaluation: Json): NodeStep {
  const parsed = documentEvaluation.safeParse(evaluation);
  const today = parseCalendarDate(context.at.slice(0, 10));
  if (!parsed.success || today === undefined) return malformed;
  const tooSmall = tooSmallSides(config, parsed.data.sizes ?? {});
  if (tooSmall.length > 0) return lowResolutionStep(tooSmall);
  const read = readDocument(parsed.data, today);
  if (!read.ok) {
    const reasons = isBackMissing(context) ? [backNeeded, ...read.error] : read.error;
    return askAgain('unresolved', { reasons, fields: {}, evidence: [] });
  }
  const { zone, contradictions } = read.value;
  if (contradictions.length > 0) return contradicted(contradictions);
  const judged = judgeDocument({
    zone,
    expected: expectedOf(config, context),
    accepts: config.documentKinds,
    today,
  });
  return stepOf(judged, read.value, zone);
}

interface SizedSide {
  readonly side: string;
  readonly size: Resolution;
}

function tooSmallSides(
  { minResolution }: DocumentConfig,
  sizes: Readonly<Partial<Record<string, Resolution>>>,
): SizedSide[] {
  if (minResolution === undefined) return [];
  return Object.entries(sizes).flatMap(([side, size]) =>
    size !== undefined && isBelow(size, minResolution) ? [{ side, size }] : [],
  );
}

function lowResolutionStep(sides: readonly SizedSide[]): NodeStep {
  const evidence = sides.flatMap(({ side, size }) => [
    { name: `widthPx.${side}`, value: size.width },
    { name: `heightPx.${side}`, value: size.height },
  ]);
  const reasons = [{ code: 'document_resolution', sentence: 'A photo has fewer pixels than the workflow asks for.' }];
  return {
    kind: 'conclude',
    outcome: lowResolution,
    fields: {},
    verdict: { outcome: lowResolution, score: null, reasons, evidence },
  };
}

const backNeeded = {
  code: 'back_needed',
  sentence: 'The lines of < signs were not found on the front: take a photo of the back too.',
};

function isBackMissing({ run }: NodeContext): boolean {
  const { pending } = run;
  return pending !== null && pending.documentKind === 'identity_card' && own(pending, 'back') === undefined;
}

/** Neither side can be relied on, so nothing is published; a reviewer sees in the evidence what each of them says. */
function contradicted(contradictions: readonly Contradiction[]): NodeStep {
  const outcome = 'unresolved';
  const labels = contradictions.map(({ label }) => label).join(', ');
  const sentence = `Front and back of the document contradict each other: ${labels}.`;
  const evidence = contradictions.flatMap(({ name, values: [front, back] }) => [
    { name: `${name}.front`, value: front },
    { name: `${name}.back`, value: back },
  ]);
  const reasons = [{ code: 'sides_contradict', sentence }];
  return { kind: 'conclude', outcome, fields: {}, verdict: { outcome, score: null, reasons, evidence } };
}

/** A document of another kind is most likely a mistake: the person may show the right one while attempts are left. */
function stepOf(judged: DocumentVerdict, read: ReadDocument, zone: Zone): NodeStep {
  const fields = fieldsOf(zone, judged, read);
  const evidence = judged.evidence.flatMap(({ name, values }) =>
    Object.entries(values).map(([side, value]) => ({ name: `${name}.${side}`, value })),
  );
  const { outcome, reasons } = judged;
  if (outcome === 'fail') return askAgain('fail', { reasons, fields, evidence });
  return { kind: 'conclude', outcome, fields, verdict: { outcome, score: null, reasons, evidence } };
}

function askAgain(
  outcome: string,
  { reasons, fields, evidence }: Pick<Verdict, 'reasons' | 'evidence'> & { fields: ReturnType<typeof fieldsOf> },
): NodeStep {
  const verdict = { outcome, score: null, reasons, evidence };
  return { kind: 'retry', reasons, exhausted: { outcome, fields, verdict } };
}

const malformed: NodeStep = {
  kind: 'conclude',
  outcome: 'error',
  fields: {},
  verdict: {
    outcome: 'error',
    score: null,
    reasons: [{ code: 'evaluation_malformed', sentence: 'The reader of documents answered in an unknown form.' }],
    evidence: [],
  },
};

function expectedOf({ expected }: DocumentConfig, { run }: NodeContext): ExpectedFields {
  const read = (name: keyof typeof expected): string | null => {
    const path = own(expected, name);
    const value = path === undefined ? undefined : resolveReference(run, path);
    return typeof value === 'string' && value !== '' ? value : null;
  };
  const name = read('name');
  const familyName = read('familyName');
  return {
    name: name !== null ? { name } : familyName !== null ? { familyName, givenNames: read('givenNames') ?? '' } : null,
    birthDate: read('birthDate'),
    documentNumber: read('documentNumber'),
  };
}
