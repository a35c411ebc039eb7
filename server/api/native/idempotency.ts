import { ok, type Result } from '@gatehouse/core/result.ts';
import { canonicalize } from '@gatehouse/core/workflow/canonical.ts';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import type { DomainContext } from '../../domain/context.ts';
import {
  claimRequest,
  keepClaim,
  releaseRequest,
  type StoredAnswer,
  settleRequest,
} from '../../domain/idempotency/idempotency.ts';
import { type DomainError, domainError, type ErrorCode, errorCatalogue } from '../../errors.ts';
import { statusOf } from '../endpoint.ts';
import { sendProblem, sendResult } from '../problem.ts';
import type { Caller, Route } from './route.ts';

/** Visible ASCII: it goes into a header and comes back the same through every proxy. */
export const idempotencyKey = z
  .string()
  .regex(/^[\x21-\x7e]{1,255}$/)
  .describe(
    'A text of your own, 1 to 255 visible ASCII characters, that names this request; best a random UUID, and nothing personal. For 24 hours the same request with the same key and API key is given the same answer and not carried out again (but for one case: where the server was killed after the write and before the answer was kept, the key is free after a minute, so look whether the object is there before you repeat a request that never got an answer). Refusals with 400, 401, 403, 409, 429 and all of 5xx are not kept: such a request may be repeated with the same key.',
  );

const malformed = domainError(
  'request_invalid',
  'The header Idempotency-Key is not valid: it has 1 to 255 visible ASCII characters, without spaces.',
);

/** When to ask again whether a request that is under way has ended; most take milliseconds. */
const RETRY_AFTER_SECONDS = 1;

/** Refusals by which nothing was carried out or decided, so that the same request may do better the next time. */
const notKept: ReadonlySet<number> = new Set([400, 401, 403, 409, 429]);

/**
 * Answers a request to a route. A write with the header Idempotency-Key is carried out once, and a repetition is given
 * the same answer (IETF draft-ietf-httpapi-idempotency-key-header-07); without the header this costs nothing.
 */
export const answerOnce = async (
  context: DomainContext,
  route: Route,
  caller: Caller,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<FastifyReply> => {
  const header = route.method === 'GET' ? undefined : request.headers['idempotency-key'];
  if (header === undefined) return sendAnswer(reply, route, await route.answer(context, caller, request));
  const key = idempotencyKey.safeParse(header);
  if (!key.success || caller.actor.kind !== 'key') return sendProblem(reply, malformed);
  const claimed = await claimRequest(context, caller.scope, {
    keyId: caller.actor.id,
    idempotencyKey: key.data,
    content: contentOf(route, request),
    subjectId: subjectOf(route, request),
  });
  if (!claimed.ok) return refuse(reply, claimed.error);
  if (claimed.value.kind === 'answered') return repeat(reply, claimed.value.answer);
  const { claim } = claimed.value;
  const stopKeeping = keepClaim(context, caller.scope, claim);
  try {
    const result = await route.answer(context, caller, request);
    await settle(context, caller, route, request, claim, result);
    return sendAnswer(reply, route, result);
  } catch (error) {
    await releaseRequest(context, caller.scope, claim).catch(() => undefined);
    throw error;
  } finally {
    stopKeeping();
  }
};

const sendAnswer = (reply: FastifyReply, route: Route, result: Result<unknown, DomainError>): FastifyReply =>
  sendResult(reply, result.ok ? statusOf(route, result.value) : route.status, result);

type ClaimedRequest = Parameters<typeof settleRequest>[2];

/** The answer goes out also where it cannot be kept: what was done is done. */
const settle = async (
  context: DomainContext,
  { scope }: Caller,
  route: Route,
  request: FastifyRequest,
  claim: ClaimedRequest,
  result: Result<unknown, DomainError>,
): Promise<void> => {
  const status = result.ok ? statusOf(route, result.value) : errorCatalogue[result.error.code].status;
  try {
    if (!result.ok && (status >= 500 || notKept.has(status))) return await releaseRequest(context, scope, claim);
    const subjectId = subjectOf(route, request) ?? (result.ok && !erases(route) ? idOf(result.value) : null);
    await settleRequest(context, scope, claim, { status, body: result.ok ? result.value : result.error, subjectId });
  } catch (error) {
    request.log.error({ err: error }, 'The answer to a request with an Idempotency-Key could not be kept.');
  }
};

/** What tells one request from another. White space and the order of members in a body mean nothing. */
const contentOf = (route: Route, { params, query, body }: FastifyRequest): string =>
  [route.method, route.url, plainJson(params), plainJson(query), canonicalize(body ?? {})].join('\n');

/** Path and query come as objects without a prototype that hold texts and lists of texts. */
const plainJson = (part: unknown): string => canonicalize(JSON.parse(JSON.stringify(part)));

const withId = z.looseObject({ id: z.uuid() });

const idOf = (value: unknown): string | null => withId.safeParse(value).data?.id ?? null;

/** An erasure would take its own answer away, which holds nothing of the person and is what a caller asks for again. */
const erases = ({ scope }: Route): boolean => scope === 'entities:erase';

/** The object that the path leads to or lies below: an answer about it goes with its data. */
const subjectOf = (route: Route, { params }: FastifyRequest): string | null => (erases(route) ? null : idOf(params));

const refuse = (reply: FastifyReply, error: DomainError): FastifyReply => {
  if (error.code === 'idempotency_in_flight') reply.header('retry-after', RETRY_AFTER_SECONDS);
  return sendProblem(reply, error);
};

const repeat = (reply: FastifyReply, { status, body }: StoredAnswer): FastifyReply => {
  reply.header('idempotent-replayed', 'true');
  if (status < 400) return sendResult(reply, status, ok(body));
  const { code, detail, errors } = refusal.parse(body);
  return sendProblem(reply, domainError(code, detail, errors));
};

/** A refusal as it was kept: only this release's codes have a status. */
const refusal = z.object({
  code: z.custom<ErrorCode>((code) => typeof code === 'string' && Object.hasOwn(errorCatalogue, code)),
  detail: z.string(),
  errors: z.array(z.object({ pointer: z.string(), code: z.string(), sentence: z.string() })).optional(),
});
