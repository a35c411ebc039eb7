import { z } from 'zod';
import type { Json, JsonObject } from '../json.ts';
import { canonicalize } from '../workflow/canonical.ts';
import { outcomeName } from '../workflow/graph.ts';
import { resolveReference } from '../workflow/reference.ts';
import { holds, rule, ruleReferences } from './condition-rule.ts';
import { defineNodeType } from './define-node-type.ts';
import type { NodeContext, NodeStep } from './node-type.ts';

/** Outcomes that a case may not take for itself: the engine and the last resort own them. */
const reservedOutcomes: readonly string[] = ['default', 'error', 'back'];

const config = z.strictObject({
  cases: z
    .array(
      z.strictObject({
        outcome: outcomeName.refine(
          (name) => !reservedOutcomes.includes(name),
          `A case may not be called ${reservedOutcomes.join(', ')}.`,
        ),
        when: rule,
      }),
    )
    .max(50)
    .describe('Asked in order; the first whose rule holds gives the outcome, and `default` where none does.'),
});

type Config = z.infer<typeof config>;

/** Decides by rules over what earlier nodes brought, see `holds` for what a rule means. */
export const condition = defineNodeType<Config>({
  type: 'condition',
  mode: 'automatic',
  category: 'decision',
  label: { en: 'Condition', de: 'Bedingung' },
  description: {
    en: 'Goes one of several ways, by rules over earlier answers and results.',
    de: 'Wählt einen von mehreren Wegen nach Regeln über frühere Angaben und Ergebnisse.',
  },
  config,
  example: {
    cases: [{ outcome: 'matches', when: { field: 'nodes.document.nameMatches', is: '==', value: true } }],
  },
  maxAttempts: 1000,
  isCheck: false,
  outcomes: ({ cases }) => [
    ...[...new Set(cases.map(({ outcome }) => outcome))].map((name) => ({
      name,
      required: true,
      description: 'A case of this outcome was the first to hold.',
    })),
    { name: 'default', required: true, description: 'No case held.' },
    { name: 'error', required: false, description: 'The node was reached in an endless loop.' },
  ],
  fields: () => [
    { name: 'case', type: 'number', description: 'The position of the case that held, from 0; empty where none did.' },
    { name: 'evidence', type: 'array', description: 'The values that were looked at: { name, value }.' },
  ],
  references: ({ cases }) => cases.flatMap(({ when }, index) => ruleReferences(when, `/cases/${index}/when`)),
  decide,
});

function decide({ cases }: Config, { run }: NodeContext): NodeStep {
  const seen = new Map<string, Json | undefined>();
  const read = (path: string) => {
    const value = resolveReference(run, path);
    seen.set(path, value);
    return value;
  };
  const index = cases.findIndex(({ when }) => holds(when, read));
  const outcome = cases[index]?.outcome ?? 'default';
  const evidence = [...seen].map(([name, value]) => ({ name, value: evidenceValue(value) }));
  const fields: JsonObject = { case: index < 0 ? null : index, evidence };
  return { kind: 'conclude', outcome, fields, verdict: { outcome, score: null, reasons: [], evidence } };
}

/** Beyond this, in UTF-16 units, a text or list is cut off in the evidence; the rule itself looked at all of it. */
const MAX_EVIDENCE_LENGTH = 1000;

/**
 * Evidence holds single values; a list is shown as its JSON, canonical because members come in any order from storage. It is
 * cut off, because a condition may look at another one's evidence: quoted whole, it would double with each of a chain.
 */
function evidenceValue(value: Json | undefined): string | number | boolean | null {
  if (value === undefined || value === null) return null;
  const shown = typeof value === 'object' ? canonicalize(value) : value;
  if (typeof shown !== 'string' || shown.length <= MAX_EVIDENCE_LENGTH) return shown;
  return `${shown.slice(0, MAX_EVIDENCE_LENGTH).toWellFormed()}…`;
}
