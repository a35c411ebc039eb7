import { z } from 'zod';
import type { Json, JsonObject } from '../json.ts';
import { readPointer } from '../json-pointer.ts';
import { canonicalize } from '../workflow/canonical.ts';
import type { Verdict } from '../workflow/run.ts';
import { declareOutcome, withEngineOutcomes } from './declared.ts';
import { defineNodeType } from './define-node-type.ts';
import { errorStep, evaluationMalformed } from './error-step.ts';
import { type HttpConfig, httpConfig, httpReferences, outcomeOfStatus, reachableOutcomes } from './http-config.ts';
import type { NodeContext, NodeStep } from './node-type.ts';
import { reason } from './view.ts';

/** In characters of canonical JSON: the run carries the fields along with every step. */
export const MAX_HTTP_FIELDS = 16_384;

/** What the check brings: the answer with its body as JSON, null where it is none; or why there is no answer. */
const evaluation = z.discriminatedUnion('ok', [
  z.object({
    ok: z.literal(true),
    status: z.int().min(100).max(599),
    body: z.custom<Json>((value) => value !== undefined),
    /** The body was longer than is read, and is null for that. */
    truncated: z.boolean(),
    durationMs: z.number(),
  }),
  z.object({ ok: z.literal(false), reason }),
]);

type Answer = Extract<z.infer<typeof evaluation>, { ok: true }>;

/** Calls a service of the organization and goes on by the status of its answer. */
export const http = defineNodeType<HttpConfig>({
  type: 'http',
  mode: 'automatic',
  category: 'check',
  label: { en: 'HTTP call', de: 'HTTP-Aufruf' },
  description: {
    en: 'Calls a service of yours, at a host on your list of allowed hosts, and goes on by the status of its answer.',
    de: 'Ruft einen Ihrer Dienste auf, dessen Host auf Ihrer Liste erlaubter Hosts steht, und geht nach dem Status der Antwort weiter.',
  },
  config: httpConfig,
  example: {
    method: 'POST',
    url: 'https://api.example.com/customers/{{session.id}}/checks',
    headers: { 'x-request-source': 'gatehouse' },
    body: { name: '{{nodes.form.name}}', birthDate: '{{nodes.form.birthDate}}' },
    fields: { riskClass: '/risk/class' },
    outcomesByStatus: [{ from: 404, to: 404, outcome: 'unknown' }],
  },
  maxAttempts: 100,
  isCheck: false,
  countsAsCheck: ({ countsAsCheck }) => countsAsCheck,
  outcomes: (config) =>
    withEngineOutcomes(
      reachableOutcomes(config)
        .filter((name) => name !== 'error')
        .map((name) => declareOutcome(name, 'The status of the answer says so.')),
      [{ name: 'error', required: false, description: 'There was no answer, or none of use.' }],
    ),
  fields: ({ fields }) => [
    { name: 'status', type: 'number', description: 'The status of the answer.' },
    ...Object.entries(fields).map(([name, pointer]) => ({
      name,
      type: 'string' as const,
      description: `What the answer holds at ${pointer === '' ? 'its top' : pointer}; empty where it holds nothing.`,
    })),
  ],
  references: httpReferences,
  decide: () => ({ kind: 'evaluate', check: 'http', pending: {} }),
  conclude,
});

function conclude(config: HttpConfig, _: NodeContext, source: Json): NodeStep {
  const parsed = evaluation.safeParse(source);
  if (!parsed.success) return evaluationMalformed;
  const answer = parsed.data;
  if (!answer.ok) return errorStep(answer.reason);
  const fields = fieldsOf(config, answer);
  if (isCutOff(config, answer) || canonicalize(fields).length > MAX_HTTP_FIELDS) return errorStep(answerTooLarge);
  const outcome = outcomeOfStatus(config, answer.status);
  return { kind: 'conclude', outcome, fields, verdict: verdictOf(outcome, answer) };
}

const answerTooLarge = {
  code: 'http_answer_too_large',
  sentence: `The answer is larger than can be read, or its fields take more than ${MAX_HTTP_FIELDS} characters of JSON.`,
};

/** A success whose fields nobody can read is none. */
const isCutOff = ({ fields }: HttpConfig, { status, truncated }: Answer): boolean =>
  truncated && status >= 200 && status <= 299 && Object.keys(fields).length > 0;

const fieldsOf = ({ fields }: HttpConfig, { status, body }: Answer): JsonObject => ({
  ...Object.fromEntries(Object.entries(fields).map(([name, pointer]) => [name, readPointer(body, pointer) ?? null])),
  status,
});

function verdictOf(outcome: string, { status, durationMs }: Answer): Verdict {
  const isGood = status >= 200 && status <= 299;
  const reasons = isGood ? [] : [{ code: 'http_status', sentence: `The service answered with the status ${status}.` }];
  const evidence = [
    { name: 'status', value: status },
    { name: 'durationMs', value: durationMs },
  ];
  return { outcome, score: null, reasons, evidence };
}
