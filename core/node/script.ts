import { z } from 'zod';
import { isObject, type Json, type JsonObject } from '../json.ts';
import { canonicalize } from '../workflow/canonical.ts';
import { declaredFields, declaredOutcomes, declareFields, declareOutcome, withEngineOutcomes } from './declared.ts';
import { defineNodeType } from './define-node-type.ts';
import { errorStep, evaluationMalformed } from './error-step.ts';
import type { NodeContext, NodeStep } from './node-type.ts';
import { reason } from './view.ts';

/** In UTF-16 units. */
export const MAX_SCRIPT_SOURCE = 65_536;

/** In characters of canonical JSON: the run carries the result along with every step. */
export const MAX_SCRIPT_RESULT = 16_384;

const config = z.strictObject({
  source: z
    .string()
    .min(1)
    .max(MAX_SCRIPT_SOURCE)
    .describe('A JavaScript function of `params`, or the body of one; what it returns becomes the fields of the node.'),
  outcomes: declaredOutcomes.default([]).describe('Branches that the script may choose besides `next`.'),
  fields: declaredFields
    .default([])
    .describe('Members of the result that later nodes may refer to. Further members are kept too.'),
  countsAsCheck: z
    .boolean()
    .default(false)
    .describe('Counts as a check for the rule that no approved end is reachable without one.'),
});

type Config = z.infer<typeof config>;

/**
 * What the run of a script brings, or why it failed. `fetches`, `at` and `seed` beside them are for the log: with them the
 * script could be run again and would do the same. The engine never runs it again, it reads the result.
 */
const evaluation = z.discriminatedUnion('ok', [
  z.object({
    ok: z.literal(true),
    result: z.custom<JsonObject>((value) => isObject(value as Json | undefined)),
    next: z.string().nullable(),
  }),
  z.object({ ok: z.literal(false), reason }),
]);

/** Runs a script of the organization over what earlier nodes brought. */
export const script = defineNodeType<Config>({
  type: 'script',
  mode: 'automatic',
  category: 'decision',
  label: { en: 'Script', de: 'Skript' },
  description: {
    en: 'Runs JavaScript of yours over earlier results, apart from the server and within narrow limits; it may choose the way.',
    de: 'Führt Ihr JavaScript über frühere Ergebnisse aus, abseits des Servers und in engen Grenzen; es kann den Weg wählen.',
  },
  config,
  example: {
    source:
      "const { name } = params.nodes.form;\nreturn { initials: name.split(' ').map((part) => part[0]).join('') };",
    fields: [{ name: 'initials', type: 'string', description: 'The first letters of the name.' }],
  },
  maxAttempts: 100,
  isCheck: false,
  countsAsCheck: ({ countsAsCheck }) => countsAsCheck,
  outcomes: ({ outcomes }) =>
    withEngineOutcomes(
      outcomes.map((name) => declareOutcome(name, 'The script chose this branch.')),
      [
        { name: 'next', required: true, description: 'The script chose no branch.' },
        { name: 'error', required: false, description: 'The script failed, was stopped, or chose an unknown branch.' },
      ],
    ),
  fields: ({ fields }) => declareFields(fields),
  references: () => [],
  decide: () => ({ kind: 'evaluate', check: 'script', pending: {} }),
  conclude,
});

function conclude({ outcomes }: Config, _: NodeContext, source: Json): NodeStep {
  const parsed = evaluation.safeParse(source);
  if (!parsed.success) return evaluationMalformed;
  if (!parsed.data.ok) return errorStep(parsed.data.reason);
  const { result, next } = parsed.data;
  const outcome = next ?? 'next';
  if (outcome !== 'next' && !outcomes.includes(outcome)) return errorStep(unknownBranch(outcome, outcomes));
  if (canonicalize(result).length > MAX_SCRIPT_RESULT) return errorStep(resultTooLarge);
  return { kind: 'conclude', outcome, fields: result, verdict: null };
}

const resultTooLarge = {
  code: 'script_result_too_large',
  sentence: `The result of the script takes more than ${MAX_SCRIPT_RESULT} characters of JSON. Return less.`,
};

/** Names are cut, because a script may name anything. */
const unknownBranch = (outcome: string, outcomes: readonly string[]) => ({
  code: 'script_unknown_branch',
  sentence: `The script chose the branch "${outcome.slice(0, 64).toWellFormed()}"; the node declares ${['next', ...outcomes].join(', ')}.`,
});
