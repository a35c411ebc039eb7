import type { Json, JsonObject } from '@gatehouse/core/json.ts';
import { httpSecrets } from '@gatehouse/core/node/http-config.ts';
import { type HttpRequest, resolveHttpRequest } from '@gatehouse/core/node/http-request.ts';
import { type Redaction, redactSecrets } from '@gatehouse/core/node/redact-secrets.ts';
import { findCanonicalProblem } from '@gatehouse/core/workflow/canonical.ts';
import { findNode } from '@gatehouse/core/workflow/graph.ts';
import type { Reason } from '@gatehouse/core/workflow/run.ts';
import { getSettings } from '../organization/read-organization.ts';
import type { OutboundAnswer } from '../outbound/outbound-port.ts';
import { openSecrets } from '../secret/read-secrets.ts';
import type { LoadedSession } from '../session/session.ts';
import type { Check } from './check.ts';

/** The log keeps the answer. */
const MAX_ANSWER_BYTES = 256 * 1024;

const MAX_REDIRECTS = 3;

/**
 * Makes an http node's call: `{ ok: true, status, body, truncated, durationMs }` whatever the status, with the body as JSON
 * or null, or `{ ok: false, reason }` where there was no answer. It is not tried again: a call may have been heard even so.
 * Secrets are read for this one call, and taken out of what came of it before anybody keeps that.
 */
export const checkHttp: Check = async (context, session) => {
  const node = findNode(session.graph, session.run.node ?? '');
  const config = node?.config ?? {};
  const asked = httpSecrets(config);
  const names = new Set([...asked.headers, ...asked.body].map(({ name }) => name));
  const secrets = await openSecrets(context, session.scope, [...names]);
  const request = resolveHttpRequest(config, { run: session.run, sessionId: session.id, secrets });
  if (!request.ok) return refused(request.error);
  const { allowedHosts } = await getSettings(context, session.scope.organizationId);
  const { method, url, headers, body, timeoutMs, confidential } = request.value;
  const sent = await context.outbound.send({
    method,
    url,
    headers: withIdempotencyKey(headers, method, session),
    body: body === null ? null : Buffer.from(body),
    timeoutMs,
    maxAnswerBytes: MAX_ANSWER_BYTES,
    truncate: true,
    allowedHosts,
    redirects: MAX_REDIRECTS,
    confidential,
  });
  const redaction = redactSecrets(secrets);
  if (sent.ok) return evaluationOf(sent.value, redaction);
  // It may name the host that a redirect led to.
  return refused({ code: `http_${sent.error.code}`, sentence: redaction.text(sent.error.sentence) });
};

const refused = ({ code, sentence }: Reason): JsonObject => ({ ok: false, reason: { code, sentence } });

/** A process that dies after its call leaves the call to be made again: by this key the other side can tell. */
const withIdempotencyKey = (
  headers: HttpRequest['headers'],
  method: string,
  { id, run }: LoadedSession,
): HttpRequest['headers'] => {
  const isGiven = Object.keys(headers).some((name) => name.toLowerCase() === 'idempotency-key');
  if (method === 'GET' || isGiven) return headers;
  return { ...headers, 'idempotency-key': [id, run.number, run.node, run.attempt].join('-') };
};

const evaluationOf = (
  { status, body: bytes, truncated, durationMs }: OutboundAnswer,
  redaction: Redaction,
): JsonObject => {
  const body = truncated ? null : parseBody(bytes);
  const problem = findCanonicalProblem(body);
  if (problem === undefined) return { ok: true, status, body: redaction.json(body), truncated, durationMs };
  const sentence = `The service answered with the status ${status} and JSON that cannot be kept. ${problem.sentence}`;
  return refused({ code: 'http_answer_invalid', sentence });
};

/** Null for what is no JSON: a page of an error says nothing that a field could hold. */
const parseBody = (bytes: Uint8Array): Json => {
  try {
    return JSON.parse(new TextDecoder().decode(bytes));
  } catch {
    return null;
  }
};
