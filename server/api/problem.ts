import type { Problem } from '@gatehouse/core/contract/problem.ts';
import type { Result } from '@gatehouse/core/result.ts';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { type DomainError, domainError, errorCatalogue } from '../errors.ts';
import { RefusedBody } from './json-body.ts';

/** A refusal as a problem document (RFC 9457). */
export const toProblem = (error: DomainError, requestId: string): Problem => {
  const { status, title } = errorCatalogue[error.code];
  return {
    type: `/problems/${error.code}`,
    title,
    status,
    code: error.code,
    detail: error.detail,
    requestId,
    errors: (error.errors ?? []).map(({ pointer, code, sentence }) => ({ pointer, code, detail: sentence })),
  };
};

export const sendProblem = (reply: FastifyReply, error: DomainError): FastifyReply => {
  const problem = toProblem(error, reply.request.id);
  if (problem.status === 401) reply.header('www-authenticate', 'Bearer realm="gatehouse"');
  return reply
    .code(problem.status)
    .type('application/problem+json')
    .serializer((document: Problem) => JSON.stringify(document))
    .send(problem);
};

/** What Fastify refuses by itself, by its error codes. */
const frameworkErrors: Readonly<Record<string, DomainError>> = {
  FST_ERR_CTP_BODY_TOO_LARGE: domainError('body_too_large', 'The body is larger than this path takes. Send less.'),
  FST_ERR_CTP_INVALID_MEDIA_TYPE: domainError(
    'media_type_unsupported',
    'This path does not take a body of that content type. Send application/json.',
  ),
  FST_ERR_CTP_EMPTY_TYPE: domainError('media_type_unsupported', 'The body has no content type. Send application/json.'),
  FST_ERR_CTP_INVALID_CONTENT_LENGTH: domainError(
    'request_invalid',
    'The body is not as long as its Content-Length says.',
  ),
  FST_ERR_CTP_INVALID_JSON_BODY: domainError('json_malformed', 'The body could not be read as JSON.'),
  FST_ERR_CTP_EMPTY_JSON_BODY: domainError('json_malformed', 'The body is empty.'),
  FST_ERR_BAD_URL: domainError('not_found', 'The path is not a valid URL path.'),
  FST_ERR_MAX_PARAM_LENGTH: domainError('not_found', 'A part of the path is longer than any id.'),
};

/** A thrown error as a refusal: what the client caused is told to it, everything else is ours and is not. */
export const toDomainError = (thrown: unknown): DomainError => {
  if (thrown instanceof RefusedBody) return thrown.refusal;
  const code = thrown instanceof Error && 'code' in thrown ? thrown.code : undefined;
  const known = typeof code === 'string' && Object.hasOwn(frameworkErrors, code) ? frameworkErrors[code] : undefined;
  if (known !== undefined) return known;
  if (typeof code === 'string' && databaseAway.test(code)) return unavailable;
  if (isClientError(thrown)) return domainError('request_invalid', 'The request could not be read as HTTP says.');
  return domainError('internal', 'Something went wrong on our side. Tell the operator the request’s id.');
};

/** SQLSTATEs of a database that is away, is stopping or starting, or has no connection left: classes 08, 53 and 57P. */
const databaseAway = /^(08|53|57P)[0-9A-Z]{2,3}$/;

const unavailable = domainError(
  'unavailable',
  'The database does not answer. Look whether the request was carried out before you send it again.',
);

const isClientError = (thrown: unknown): boolean =>
  thrown instanceof Error &&
  'statusCode' in thrown &&
  typeof thrown.statusCode === 'number' &&
  thrown.statusCode >= 400 &&
  thrown.statusCode < 500;

/**
 * Makes every refusal of this plugin a problem document: thrown errors, unknown paths, and what Fastify refuses. A bug's
 * stack goes into the log under the request's id, never into an answer.
 */
export function answerWithProblems(fastify: FastifyInstance): void {
  fastify.setErrorHandler(answerThrown(sendProblem));
  fastify.setNotFoundHandler(answerUnknownPath);
}

/** An error handler that refuses in the words of one API; what is ours to mend goes into the log. */
export const answerThrown =
  (refuse: (reply: FastifyReply, error: DomainError) => FastifyReply) =>
  (thrown: unknown, request: FastifyRequest, reply: FastifyReply): FastifyReply => {
    const error = toDomainError(thrown);
    if (errorCatalogue[error.code].status >= 500)
      request.log.error({ failure: describeFailure(thrown) }, 'A request failed.');
    return refuse(reply, error);
  };

export const answerUnknownPath = (_request: FastifyRequest, reply: FastifyReply): FastifyReply =>
  sendProblem(reply, domainError('not_found', 'There is no such path. The paths stand in /api/openapi.json.'));

/** For Fastify's own `frameworkErrors`: refusals before any plugin is reached, such as a URL that cannot be decoded. */
export const answerFrameworkError = (thrown: unknown, _request: unknown, reply: FastifyReply): void => {
  sendProblem(reply, toDomainError(thrown));
};

/** The value of a result, or its refusal as a problem; the body of most handlers. */
export const sendResult = <Value>(
  reply: FastifyReply,
  status: number,
  result: Result<Value, DomainError>,
): FastifyReply => (result.ok ? reply.code(status).send(result.value) : sendProblem(reply, result.error));

/**
 * A bug for the log. The message of a failed statement is left out, because it may quote a value; SQLSTATE and stack
 * frames say enough.
 */
export const describeFailure = (thrown: unknown): Readonly<Record<string, unknown>> => {
  if (!(thrown instanceof Error)) return { type: typeof thrown };
  const code = 'code' in thrown && typeof thrown.code === 'string' ? thrown.code : null;
  const isStatement = code !== null && /^[0-9A-Z]{5}$/.test(code);
  const frames = (thrown.stack ?? '').split('\n').filter((line) => /^\s+at /.test(line));
  return {
    type: thrown.name,
    code,
    message: isStatement ? null : thrown.message,
    at: frames.map((frame) => frame.trim()),
  };
};
