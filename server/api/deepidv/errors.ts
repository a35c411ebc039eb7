import type { FastifyReply } from 'fastify';
import type { DomainError, ErrorCode } from '../../errors.ts';

/** The vendor's sentences, full stops included; 404, 405, 413, 415 and 503 are HTTP's, of which its document does not speak. */
export const sentences = {
  400: 'Invalid Input.',
  401: 'Invalid API key.',
  402: 'Insufficient funds or subscription.',
  403: 'API key is missing.',
  404: 'Not found.',
  405: 'Method not allowed.',
  413: 'Payload too large.',
  415: 'Unsupported media type.',
  429: 'Rate limit exceeded.',
  500: 'Something went wrong.',
  503: 'Service unavailable.',
} as const;

export type Status = keyof typeof sentences;

/** 403 is said of a missing key alone, so that whatever a key may not do is said with 401. */
const statuses: Readonly<Record<ErrorCode, Status>> = {
  request_invalid: 400,
  json_malformed: 400,
  cursor_invalid: 400,
  unauthorized: 401,
  link_invalid: 401,
  forbidden: 403,
  file_link_invalid: 400,
  address_not_allowed: 401,
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
  workflow_archived: 400,
  redirect_url_not_allowed: 400,
  webhook_url_refused: 400,
  limit_reached: 400,
  rate_limited: 429,
  file_link_expired: 400,
  erased: 400,
  internal: 500,
  unavailable: 503,
};

/** A refusal: one member, `error`, with the vendor's sentence for the status. */
export const sendError = (reply: FastifyReply, { code }: Pick<DomainError, 'code'>): FastifyReply =>
  sendStatus(reply, statuses[code]);

export const sendStatus = (reply: FastifyReply, status: Status): FastifyReply =>
  reply.code(status).type('application/json; charset=utf-8').send({ error: sentences[status] });
