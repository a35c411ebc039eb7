import type { FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { type DomainError, domainError, type ErrorCode } from '../../errors.ts';
import { type Inflection, inflect, inflections } from './inflection.ts';

/** The envelope: exactly these three, and `errors` where single members of a request are at fault. */
export const refusal = z.object({
  error: z.string(),
  detail: z.string(),
  status_code: z.int(),
  errors: z.array(z.object({ field: z.string(), message: z.string() })).optional(),
});

const validation = { status: 422, error: 'validation_error' } as const;
const conflict = { status: 409, error: 'conflict' } as const;
const notFound = { status: 404, error: 'not_found' } as const;
const unauthorized = { status: 401, error: 'unauthorized' } as const;
const unsupported = { status: 415, error: 'unsupported_media_type' } as const;
const tooLarge = { status: 413, error: 'payload_too_large' } as const;

/** `not_found`, `rate_limited` and `idempotency_mismatch` are the vendor's words; the others are in its manner. */
const answers: Readonly<Record<ErrorCode, { readonly status: number; readonly error: string }>> = {
  request_invalid: validation,
  json_malformed: { status: 400, error: 'bad_request' },
  cursor_invalid: validation,
  unauthorized,
  link_invalid: unauthorized,
  forbidden: { status: 403, error: 'insufficient_scope' },
  file_link_invalid: notFound,
  address_not_allowed: { status: 403, error: 'address_not_allowed' },
  not_found: notFound,
  method_not_allowed: { status: 405, error: 'method_not_allowed' },
  idempotency_in_flight: conflict,
  key_not_active: conflict,
  conflict,
  event_does_not_fit: conflict,
  step_moved_on: conflict,
  endpoint_disabled: conflict,
  delivery_over: conflict,
  session_over: conflict,
  upload_too_large: tooLarge,
  body_too_large: tooLarge,
  media_type_unsupported: unsupported,
  image_unknown_format: validation,
  image_heic: validation,
  image_pdf: validation,
  image_broken: validation,
  image_too_large: validation,
  idempotency_key_reused: { status: 422, error: 'idempotency_mismatch' },
  input_invalid: validation,
  graph_invalid: validation,
  // An inactive workflow is one that cannot be run now, not a request that is wrong.
  workflow_not_published: conflict,
  workflow_archived: conflict,
  redirect_url_not_allowed: validation,
  webhook_url_refused: validation,
  limit_reached: conflict,
  rate_limited: { status: 429, error: 'rate_limited' },
  file_link_expired: notFound,
  // Whose data were erased is gone for the caller.
  erased: notFound,
  internal: { status: 500, error: 'internal_error' },
  unavailable: { status: 503, error: 'service_unavailable' },
};

export const sendError = (reply: FastifyReply, { code, detail, errors = [] }: DomainError): FastifyReply => {
  const { status, error } = answers[code];
  const listed = status === 422 && errors.length > 0;
  return sendRefusal(reply, {
    ...{ error, detail, status_code: status },
    ...(listed && { errors: errors.map(({ pointer, sentence }) => ({ field: fieldOf(pointer), message: sentence })) }),
  });
};

export const sendRefusal = (reply: FastifyReply, body: z.infer<typeof refusal>): FastifyReply =>
  reply
    .code(body.status_code)
    .type('application/json; charset=utf-8')
    .send(inflect(refusal, body, inflectionOf(reply.request) ?? 'snake'));

/** `/fields/name` is `fields.name`. */
const fieldOf = (pointer: string): string => pointer.split('/').slice(1).join('.');

/** How the caller wants keys; null for a word that is none. */
export const inflectionOf = ({ headers }: Pick<FastifyRequest, 'headers'>): Inflection | null => {
  const asked = headers['key-inflection'] ?? 'snake';
  return inflections.find((known) => known === asked) ?? null;
};

export const inflectionUnknown = domainError('request_invalid', 'The header Key-Inflection is not one that is known.', [
  { pointer: '/Key-Inflection', code: 'invalid_value', sentence: `Write ${inflections.join(', ')}, or leave it out.` },
]);
