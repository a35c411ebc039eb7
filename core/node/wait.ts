import { z } from 'zod';
import { localized } from '../localized.ts';
import { fail, ok, type Result } from '../result.ts';
import { canonicalize } from '../workflow/canonical.ts';
import type { InputError } from '../workflow/event.ts';
import { declaredFields, declaredOutcomes, declareFields, declareOutcome, withEngineOutcomes } from './declared.ts';
import { defineNodeType } from './define-node-type.ts';
import type { GivenOutcome, NodeContext, NodeStep, OutcomeDeclaration } from './node-type.ts';

const MAX_TIMEOUT_SECONDS = 365 * 24 * 3600;

/** In characters of canonical JSON: the run carries the fields along with every step. */
export const MAX_GIVEN_FIELDS = 4096;

const config = z
  .strictObject({
    title: localized.optional().describe('What the person is shown meanwhile, in place of the page’s own words.'),
    outcomes: declaredOutcomes
      .default(['success', 'fail'])
      .describe('What may be decided outside; none for a node that only waits for its time.'),
    fields: declaredFields
      .default([])
      .describe('What the decision may bring along. Further fields are kept, but later nodes cannot refer to them.'),
    timeoutSeconds: z
      .int()
      .min(1)
      .max(MAX_TIMEOUT_SECONDS)
      .optional()
      .describe('After how long the node stops waiting. A session that expires before ends there.'),
  })
  .refine(
    ({ outcomes, timeoutSeconds }) => outcomes.length > 0 || timeoutSeconds !== undefined,
    'The node would wait for ever: give it an outcome that may be decided, or timeoutSeconds.',
  );

type Config = z.infer<typeof config>;

/** Waits for a decision of something outside, for a time, or for whichever comes first. */
export const wait = defineNodeType<Config>({
  type: 'wait',
  mode: 'waiting',
  category: 'decision',
  label: { en: 'Wait', de: 'Warten' },
  description: {
    en: 'Waits until your own system gives an outcome, or until a time is up.',
    de: 'Wartet, bis Ihr eigenes System ein Ergebnis meldet oder eine Zeit abgelaufen ist.',
  },
  config,
  example: {
    title: { en: 'We are looking at your details', de: 'Wir sehen uns Ihre Angaben an' },
    outcomes: ['success', 'fail'],
    fields: [{ name: 'caseNumber', type: 'string', description: 'The number of your own case.' }],
    timeoutSeconds: 3 * 24 * 3600,
  },
  maxAttempts: 100,
  isCheck: true,
  outcomes: ({ outcomes, timeoutSeconds }) =>
    withEngineOutcomes(
      outcomes.map((name) => declareOutcome(name, 'Something outside has decided so.')),
      [...(timeoutSeconds === undefined ? [] : [timeout]), ...engineOutcomes],
    ),
  fields: ({ fields }) => declareFields(fields),
  references: () => [],
  wait: ({ timeoutSeconds, title }) => ({ timeoutSeconds: timeoutSeconds ?? null, title: title ?? null }),
  receive,
});

const timeout: OutcomeDeclaration = { name: 'timeout', required: true, description: 'The time is up.' };

const engineOutcomes: readonly OutcomeDeclaration[] = [
  { name: 'unresolved', required: false, description: 'The node was entered as often as allowed.' },
  { name: 'error', required: false, description: 'The node was reached in an endless loop.' },
];

function receive(
  { outcomes }: Config,
  _: NodeContext,
  { outcome, fields, reason }: GivenOutcome,
): Result<NodeStep, readonly InputError[]> {
  const errors = [...outcomeErrors(outcomes, outcome), ...sizeErrors(fields)];
  if (errors.length > 0) return fail(errors);
  const reasons = reason === null ? [] : [{ code: 'outcome_given', sentence: reason }];
  return ok({ kind: 'conclude', outcome, fields, verdict: { outcome, score: null, reasons, evidence: [] } });
}

function outcomeErrors(known: readonly string[], outcome: string): InputError[] {
  if (known.includes(outcome)) return [];
  const sentence =
    known.length === 0
      ? 'This node waits for its time alone and takes no outcome.'
      : `This node knows the outcomes ${known.join(', ')}.`;
  return [{ pointer: '/outcome', code: 'outcome_unknown', sentence }];
}

function sizeErrors(fields: GivenOutcome['fields']): InputError[] {
  if (canonicalize(fields).length <= MAX_GIVEN_FIELDS) return [];
  const sentence = `The fields take more than ${MAX_GIVEN_FIELDS} characters of JSON.`;
  return [{ pointer: '/fields', code: 'too_big', sentence }];
}
