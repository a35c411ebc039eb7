import { z } from 'zod';
import { isObject, type Json, type JsonObject } from '../json.ts';
import { canonicalize } from '../workflow/canonical.ts';
import { nodeId, outcomeName } from '../workflow/graph.ts';
import {
  declaredFields,
  declaredOutcomes,
  declareFields,
  declareOutcome,
  reservedOutcomes,
  withEngineOutcomes,
} from './declared.ts';
import { defineNodeType } from './define-node-type.ts';
import { errorStep, evaluationMalformed } from './error-step.ts';
import type { NodeContext, NodeStep, OutcomeDeclaration } from './node-type.ts';
import { reason } from './view.ts';

/** In UTF-16 units. */
export const MAX_SCRIPT_SOURCE = 65_536;

/** In characters of canonical JSON: the run carries the result along with every step. */
export const MAX_SCRIPT_RESULT = 16_384;

const MAX_BRANCHES = 500;

const branch = z.strictObject({
  value: z.string().min(1).max(200).describe('What the script names as `next`.'),
  outcome: outcomeName.refine(
    (name) => !reservedOutcomes.includes(name),
    `A branch may not be called ${reservedOutcomes.join(', ')}.`,
  ),
});

const branches = z
  .array(branch)
  .max(MAX_BRANCHES)
  .refine((list) => new Set(list.map(({ value }) => value)).size === list.length, 'A value is named twice.');

const aliases = z
  .record(z.string().min(1).max(200), nodeId)
  .refine((names) => Object.keys(names).length <= MAX_BRANCHES, `There are ${MAX_BRANCHES} aliases at most.`);

const fieldAliases = z
  .record(nodeId, z.record(z.string().min(1).max(200), z.string().min(1).max(64)))
  .refine((names) => Object.keys(names).length <= MAX_BRANCHES, `Fields of ${MAX_BRANCHES} nodes may have aliases.`);

const config = z.strictObject({
  source: z
    .string()
    .min(1)
    .max(MAX_SCRIPT_SOURCE)
    .describe('A JavaScript function of `params`, or the body of one; what it returns becomes the fields of the node.'),
  style: z
    .enum(['module', 'body'])
    .default('module')
    .describe(
      'How the source is taken. `body`: always as the body of a function, `next` may be set without being declared, what it returns is kept whole, and where that is `false` or has `success: false` the outcome is `fail`, if the node has an edge for it.',
    ),
  outcomes: declaredOutcomes.default([]).describe('Branches that the script may choose besides `next`.'),
  branches: branches
    .default([])
    .describe('Outcomes by the value that the script names as `next`, where the names are not those of outcomes.'),
  aliases: aliases.default({}).describe('Further names of nodes in `params.nodes`: `{ "name": "node id" }`.'),
  fieldAliases: fieldAliases
    .default({})
    .describe('Further names of fields in `params.nodes.<id>`, by node id: `{ "node id": { "name": "field" } }`.'),
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
    /** In the style `body`: it returned `false`, or an object that says so. */
    failed: z.boolean().optional(),
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
  outcomes: (source) =>
    withEngineOutcomes(
      branchNames(source).map((name) => declareOutcome(name, 'The script chose this branch.')),
      engineOutcomes(source),
    ),
  fields: ({ fields }) => declareFields(fields),
  references: () => [],
  decide: () => ({ kind: 'evaluate', check: 'script', pending: {} }),
  conclude,
});

const branchNames = ({ outcomes, branches }: Config): string[] => [
  ...new Set([...outcomes, ...branches.map(({ outcome }) => outcome)]),
];

/** A script whose every way is one of its branches has none for `next`. */
const engineOutcomes = ({ style, branches }: Config): OutcomeDeclaration[] => [
  { name: 'next', required: branches.length === 0, description: 'The script chose no branch.' },
  ...(style === 'body' ? [{ name: 'fail', required: false, description: 'The script says that it failed.' }] : []),
  { name: 'error', required: false, description: 'The script failed, was stopped, or chose an unknown branch.' },
];

function conclude(config: Config, context: NodeContext, source: Json): NodeStep {
  const parsed = evaluation.safeParse(source);
  if (!parsed.success) return evaluationMalformed;
  if (!parsed.data.ok) return errorStep(parsed.data.reason);
  const { result, next, failed = false } = parsed.data;
  const chosen = branchOf(config, next);
  if (chosen !== null && chosen !== 'next' && !branchNames(config).includes(chosen))
    return errorStep(unknownBranch(chosen, config));
  const outcome = chosen ?? (failed && context.hasEdge('fail') ? 'fail' : 'next');
  if (canonicalize(result).length > MAX_SCRIPT_RESULT) return errorStep(resultTooLarge);
  return { kind: 'conclude', outcome, fields: result, verdict: null };
}

/** Null where the script chose no branch. What a body sets where its node has no branches is of no meaning. */
function branchOf({ style, outcomes, branches }: Config, next: string | null): string | null {
  const found = branches.find(({ value }) => value === next);
  if (found !== undefined) return found.outcome;
  return style === 'body' && branches.length + outcomes.length === 0 ? null : next;
}

const resultTooLarge = {
  code: 'script_result_too_large',
  sentence: `The result of the script takes more than ${MAX_SCRIPT_RESULT} characters of JSON. Return less.`,
};

/** Names are cut, because a script may name anything. */
const unknownBranch = (outcome: string, { outcomes, branches }: Config) => ({
  code: 'script_unknown_branch',
  sentence: `The script chose the branch "${outcome.slice(0, 64).toWellFormed()}"; the node declares ${['next', ...outcomes, ...branches.map(({ value }) => value)].slice(0, 20).join(', ')}.`,
});
