import { isList, type Json } from '../json.ts';
import { fail, ok, type Result } from '../result.ts';
import { canonicalize } from '../workflow/canonical.ts';
import { engineReasons } from '../workflow/ending.ts';
import type { Reason } from '../workflow/run.ts';
import { type HttpConfig, httpConfig, httpSecrets } from './http-config.ts';
import { fillTemplate, readOnlyPlace, type TemplateValues, templateSecrets, textOf } from './template.ts';

/** A call as it goes out, with nothing left to fill in. */
export interface HttpRequest {
  readonly method: HttpConfig['method'];
  readonly url: string;
  /** Printable ASCII alone. Has a content type where there is a body. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | null;
  readonly timeoutMs: number;
  /** Where a secret stands: not to be sent to another server than the URL's. */
  readonly confidential: { readonly headers: readonly string[]; readonly body: boolean };
}

/** In characters. */
const MAX_FILLED_URL = 8000;
const MAX_FILLED_HEADER = 4000;
const MAX_FILLED_BODY = 65_536;

/**
 * The call that an http node makes, from its config as the graph has it. Each value is written for its place: percent-
 * encoded in the URL, as JSON in the body, in printable ASCII in a header. A reason where there is no call to make: a secret
 * or a value of the URL is missing, a value would change the URL's path, or the whole is too large.
 */
export function resolveHttpRequest(config: object, values: TemplateValues): Result<HttpRequest, Reason> {
  const parsed = httpConfig.safeParse(config);
  if (!parsed.success) return fail(engineReasons.nodeUnusable);
  const { method, headers, body, timeoutMs } = parsed.data;
  const secrets = httpSecrets(parsed.data);
  const unknown = [...secrets.headers, ...secrets.body].find(({ name }) => values.secrets?.has(name) !== true);
  if (unknown !== undefined) return fail(secretMissing(unknown.name));
  const url = fillUrl(parsed.data.url, values);
  if (!url.ok) return url;
  const filled = body === undefined ? null : canonicalize(fillBody(body, values));
  const filledHeaders = fillHeaders(headers, values);
  const isTooLarge =
    url.value.length > MAX_FILLED_URL ||
    (filled ?? '').length > MAX_FILLED_BODY ||
    Object.values(filledHeaders).some((text) => text.length > MAX_FILLED_HEADER);
  if (isTooLarge) return fail(tooLarge);
  return ok({
    method,
    url: url.value,
    headers: withContentType(filledHeaders, filled),
    body: filled,
    timeoutMs,
    confidential: { headers: secretHeaders(headers), body: secrets.body.length > 0 },
  });
}

const secretHeaders = (headers: HttpConfig['headers']): string[] =>
  Object.entries(headers).flatMap(([name, text]) => (templateSecrets(text).length > 0 ? [name] : []));

const secretMissing = (name: string): Reason => ({
  code: 'http_secret_missing',
  sentence: `The call needs the secret ${name}, which this environment does not have.`,
});

const tooLarge: Reason = {
  code: 'http_request_too_large',
  sentence: `With its values the call is too large: the URL takes ${MAX_FILLED_URL} characters, a header ${MAX_FILLED_HEADER} and the body ${MAX_FILLED_BODY}.`,
};

/** A value fills one part of a path or query, and no value may lead to another path than the template's. */
function fillUrl(template: string, values: TemplateValues): Result<string, Reason> {
  const missing: string[] = [];
  const url = fillTemplate(template, values, (value, path) => {
    const text = textOf(value);
    if (text === '') missing.push(path);
    return encodeURIComponent(text.toWellFormed());
  });
  const [path] = missing;
  if (path !== undefined)
    return fail({ code: 'http_value_missing', sentence: `The URL needs ${path}, which is empty.` });
  const segments = url.split('?')[0]?.split('/').slice(3) ?? [];
  if (segments.some((segment) => /^(?:\.|%2e){1,2}$/i.test(segment))) return fail(unsafePath);
  return ok(url);
}

const unsafePath: Reason = {
  code: 'http_value_unsafe',
  sentence: 'A value would be read as a step in the path of the URL (. or ..).',
};

const fillHeaders = (headers: HttpConfig['headers'], values: TemplateValues): Record<string, string> =>
  Object.fromEntries(
    Object.entries(headers).map(([name, text]) => [
      name,
      headerText(fillTemplate(text, values, (value) => textOf(value))),
    ]),
  );

/** No line break ends a header, and what is not ASCII is percent-encoded (RFC 9110, section 5.5). */
export const headerText = (text: string): string =>
  text
    .toWellFormed()
    .replace(/[^\x20-\x7e]/gu, (character) => encodeURIComponent(character))
    .trim();

function withContentType(headers: Record<string, string>, body: string | null): Record<string, string> {
  const isGiven = Object.keys(headers).some((name) => name.toLowerCase() === 'content-type');
  return body === null || isGiven ? headers : { ...headers, 'content-type': 'application/json' };
}

function fillBody(template: Json, values: TemplateValues): Json {
  if (typeof template === 'string') {
    const only = readOnlyPlace(template, values);
    return only === null ? fillTemplate(template, values, textOf) : (only.value ?? null);
  }
  if (isList(template)) return template.map((item) => fillBody(item, values));
  if (template === null || typeof template !== 'object') return template;
  return Object.fromEntries(Object.entries(template).map(([name, member]) => [name, fillBody(member, values)]));
}
