import { z } from 'zod';
import type { Json } from '../json.ts';
import { JSON_POINTER } from '../json-pointer.ts';
import { jsonValue } from '../json-value.ts';
import { pointerToken } from '../workflow/canonical.ts';
import { outcomeName } from '../workflow/graph.ts';
import { fieldName } from './declared.ts';
import type { Reference } from './node-type.ts';
import { templateProblem, templateReferences, templateSecrets, templateText } from './template.ts';

const MAX_URL = 2000;
const MAX_HEADER = 1000;
const MAX_HEADERS = 20;
/** In characters of JSON. */
const MAX_BODY_TEMPLATE = 16_384;
const MAX_MAPPED_FIELDS = 50;
export const MAX_HTTP_TIMEOUT_MS = 15_000;

/** `token` of RFC 9110, section 5.6.2. */
const HEADER_NAME = /^[!#$%&'*+.^_`|~0-9A-Za-z-]{1,64}$/;

/** Headers of the connection or the message: the client that makes the call sets them. */
const ownHeaders: ReadonlySet<string> = new Set(
  [
    ['host', 'content-length', 'connection', 'keep-alive', 'transfer-encoding', 'te', 'trailer', 'upgrade', 'expect'],
    ['proxy-authorization', 'proxy-connection', 'accept-encoding'],
  ].flat(),
);

/** Scheme and host are literal, so that they can be held against the list of allowed hosts beforehand. */
const URL_TEMPLATE = /^https?:\/\/(?:[A-Za-z0-9][A-Za-z0-9.-]*|\[[0-9A-Fa-f:.]+\])(?::\d{1,5})?(?:[/?][^\s\\#]*)?$/;

/** A URL is written into the logs of whoever it passes, so it takes none. */
const withSecrets = { takesSecrets: true };

const isUrlTemplate = (text: string): boolean => URL_TEMPLATE.test(text.replace(/\{\{[^{}]*\}\}/g, '%7B'));

const header = z
  .string()
  .regex(HEADER_NAME, 'A header has a name of letters, digits and hyphens.')
  .refine((name) => !ownHeaders.has(name.toLowerCase()), 'This header is set by the client that makes the call.');

const byStatus = z
  .strictObject({
    from: z.int().min(100).max(599),
    to: z.int().min(100).max(599),
    outcome: outcomeName.refine((name) => name !== 'back' && name !== 'timeout', 'An outcome may not be called so.'),
  })
  .refine(({ from, to }) => from <= to, 'from may not be above to.');

export const httpConfig = z
  .strictObject({
    method: z.enum(['GET', 'POST', 'PUT', 'PATCH', 'DELETE']).default('POST').describe('The method of the call.'),
    url: templateText(MAX_URL)
      .refine(
        isUrlTemplate,
        'A URL is written https://host/path?query; scheme and host hold no values, and it has no # part.',
      )
      .describe('A template. Its values are encoded for a URL; one that is missing is an error.'),
    headers: z
      .record(header, templateText(MAX_HEADER, withSecrets))
      .refine((headers) => Object.keys(headers).length <= MAX_HEADERS, `A call has ${MAX_HEADERS} headers at most.`)
      .default({})
      .describe(
        'Templates. In a value what is not printable ASCII is percent-encoded. `{{secret.NAME}}` is a secret of the organization, and only here and in the body.',
      ),
    body: jsonValue
      .optional()
      .describe(
        'JSON whose texts are templates, with secrets too. A text that is one place becomes the value itself, of whatever kind it is.',
      ),
    fields: z
      .record(
        fieldName.refine((name) => name !== 'status', 'The field status is there already: the status of the answer.'),
        z.string().max(500).regex(JSON_POINTER, 'A JSON pointer is written /member/0/member.'),
      )
      .refine((fields) => Object.keys(fields).length <= MAX_MAPPED_FIELDS, `${MAX_MAPPED_FIELDS} fields at most.`)
      .default({})
      .describe('Names of fields, and where in the answer they are: JSON pointers (RFC 6901).'),
    outcomesByStatus: z
      .array(byStatus)
      .max(20)
      .default([])
      .describe('The first that fits decides; else 200 to 299 is success, 400 to 499 fail and anything else error.'),
    timeoutMs: z
      .int()
      .min(100)
      .max(MAX_HTTP_TIMEOUT_MS)
      .default(10_000)
      .describe('For the whole call, in milliseconds.'),
    countsAsCheck: z
      .boolean()
      .default(false)
      .describe('Counts as a check for the rule that no approved end is reachable without one.'),
  })
  .superRefine(({ method, body }, context) => {
    const problem = body === undefined ? null : (bodyProblem(body) ?? (method === 'GET' ? getHasBody : null));
    if (problem !== null) context.addIssue({ code: 'custom', path: ['body'], message: problem });
  });

export type HttpConfig = z.infer<typeof httpConfig>;

const getHasBody = 'A GET has no body.';

function bodyProblem(body: Json): string | null {
  if (JSON.stringify(body).length > MAX_BODY_TEMPLATE) return `A body takes ${MAX_BODY_TEMPLATE} characters at most.`;
  return (
    textsOf(body, '')
      .map(({ text }) => templateProblem(text, withSecrets))
      .find((problem) => problem !== null) ?? null
  );
}

/** The texts of a JSON value with their pointers; names of members are no templates. */
function textsOf(value: Json, pointer: string): { readonly text: string; readonly pointer: string }[] {
  if (typeof value === 'string') return [{ text: value, pointer }];
  if (value === null || typeof value !== 'object') return [];
  return Object.entries(value).flatMap(([name, member]) => textsOf(member, `${pointer}/${pointerToken(name)}`));
}

export const httpReferences = ({ url, headers, body }: HttpConfig): Reference[] => [
  ...templateReferences(url, '/url'),
  ...Object.entries(headers).flatMap(([name, text]) => templateReferences(text, `/headers/${pointerToken(name)}`)),
  ...(body === undefined ? [] : textsOf(body, '/body')).flatMap(({ text, pointer }) =>
    templateReferences(text, pointer),
  ),
];

export interface SecretPlace {
  readonly name: string;
  /** Of the text that asks for it, in the config. */
  readonly pointer: string;
}

/** The secrets that a call's headers and body ask for, with a place for each text; none where the config cannot be read. */
export function httpSecrets(config: object): { readonly headers: SecretPlace[]; readonly body: SecretPlace[] } {
  const parsed = httpConfig.safeParse(config);
  if (!parsed.success) return { headers: [], body: [] };
  const { headers, body } = parsed.data;
  const secretsOf = (text: string, pointer: string): SecretPlace[] =>
    templateSecrets(text).map((name) => ({ name, pointer }));
  return {
    headers: Object.entries(headers).flatMap(([name, text]) => secretsOf(text, `/headers/${pointerToken(name)}`)),
    body: (body === undefined ? [] : textsOf(body, '/body')).flatMap(({ text, pointer }) => secretsOf(text, pointer)),
  };
}

/** The outcome of an answer with this status. */
export function outcomeOfStatus({ outcomesByStatus }: HttpConfig, status: number): string {
  const named = outcomesByStatus.find(({ from, to }) => from <= status && status <= to)?.outcome;
  if (named !== undefined) return named;
  if (status >= 200 && status <= 299) return 'success';
  return status >= 400 && status <= 499 ? 'fail' : 'error';
}

/** The outcomes that some status leads to. */
export function reachableOutcomes(config: HttpConfig): string[] {
  const outcomes = new Set<string>();
  for (let status = 100; status <= 599; status += 1) outcomes.add(outcomeOfStatus(config, status));
  return [...outcomes];
}
