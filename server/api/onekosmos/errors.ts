import type { InputError } from '@gatehouse/core/workflow/event.ts';
import type { FastifyReply } from 'fastify';
import type { DomainError, ErrorCode } from '../../errors.ts';

/** The vendor's words for a status: its document's first, those of HTTP (RFC 9110) for what it does not speak of. */
const words = {
  400: 'Bad Request',
  401: 'Unauthorized',
  403: 'Forbidden',
  404: 'Not Found',
  405: 'Method Not Allowed',
  413: 'Payload Too Large',
  415: 'Unsupported Media Type',
  429: 'Too Many Requests',
  500: 'Server Error',
  503: 'Service Unavailable',
} as const;

type Status = keyof typeof words;

/**
 * The vendor's document knows 400, 401, 403, 404 and 500. What concerns the meaning of a request gets one of these; what
 * concerns HTTP itself, and what a client should try again, keeps its own.
 */
const statuses: Readonly<Record<ErrorCode, Status>> = {
  request_invalid: 400,
  json_malformed: 400,
  cursor_invalid: 400,
  unauthorized: 401,
  link_invalid: 401,
  forbidden: 403,
  file_link_invalid: 403,
  address_not_allowed: 403,
  not_found: 404,
  method_not_allowed: 405,
  idempotency_in_flight: 400,
  key_not_active: 400,
  conflict: 400,
  event_does_not_fit: 400,
  step_moved_on: 400,
  endpoint_disabled: 400,
  delivery_over: 400,
  session_over: 400,
  upload_too_large: 413,
  body_too_large: 413,
  media_type_unsupported: 415,
  image_unknown_format: 400,
  image_heic: 400,
  image_pdf: 400,
  image_broken: 400,
  image_too_large: 400,
  idempotency_key_reused: 400,
  input_invalid: 400,
  graph_invalid: 400,
  workflow_not_published: 400,
  workflow_archived: 404,
  redirect_url_not_allowed: 400,
  webhook_url_refused: 400,
  limit_reached: 400,
  rate_limited: 429,
  file_link_expired: 404,
  erased: 404,
  internal: 500,
  unavailable: 503,
};

export const statusOf = ({ code }: DomainError): Status => statuses[code];

/** Members that one message names; the rest show when these are mended. */
const NAMED_MEMBERS = 5;

/** `workflowId: This member is required.`, for each member at fault, `data` for the whole; otherwise what happened. */
export const messageOf = ({ code, detail, errors = [] }: DomainError): string => {
  const named = errors.slice(0, NAMED_MEMBERS).map(toSentence).join(' ');
  if (named === '') return detail;
  return code === 'request_invalid' || code === 'input_invalid' ? named : `${detail} ${named}`;
};

const toSentence = ({ pointer, sentence }: InputError): string => {
  const member = pointer.split('/').slice(1).map(unescapePointer).join('.');
  return `${member === '' ? 'data' : member}: ${sentence}`;
};

const unescapePointer = (token: string): string => token.replaceAll('~1', '/').replaceAll('~0', '~');

/** The general envelope of a refusal, in clear whatever the request was. */
export const sendError = (reply: FastifyReply, error: DomainError): FastifyReply => {
  const statusCode = statusOf(error);
  return sendClear(reply, statusCode, { statusCode, error: words[statusCode], message: messageOf(error) });
};

/** The envelope of `execute_node`; the script's own complaint is the sentence of the refusal's first error. */
export const sendExecutionError = (reply: FastifyReply, error: DomainError): FastifyReply => {
  const message = error.errors?.[0]?.sentence;
  return sendClear(reply, statusOf(error), {
    success: false,
    error: error.detail,
    ...(message !== undefined && { details: { message } }),
  });
};

/** JSON that is not encrypted. */
export const sendClear = (reply: FastifyReply, status: number, body: unknown): FastifyReply => {
  // RFC 9110, 15.5.2: a 401 names a way in.
  if (status === 401) reply.header('www-authenticate', 'Bearer realm="gatehouse"');
  return reply
    .code(status)
    .type('application/json; charset=utf-8')
    .serializer((value: unknown) => JSON.stringify(value))
    .send(body);
};
