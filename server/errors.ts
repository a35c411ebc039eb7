import type { InputError } from '@gatehouse/core/workflow/event.ts';

/**
 * The catalogue of expected failures. A code is stable for ever: clients and dialects depend on it, and a test pins
 * the list. `status` is that of the native API; each dialect maps codes to its own envelope, exhaustively.
 */
export const errorCatalogue = {
  request_invalid: { status: 400, title: 'The request is not valid.' },
  json_malformed: { status: 400, title: 'The body is not JSON.' },
  cursor_invalid: { status: 400, title: 'The cursor is not one that this list gave.' },
  unauthorized: { status: 401, title: 'The key is missing, unknown, expired or revoked.' },
  link_invalid: { status: 401, title: 'The link is not valid.' },
  forbidden: { status: 403, title: 'The key may not do this.' },
  file_link_invalid: { status: 403, title: 'The link of the file is not valid.' },
  address_not_allowed: { status: 403, title: 'The key may not be used from this address.' },
  not_found: { status: 404, title: 'There is no such object.' },
  method_not_allowed: { status: 405, title: 'This path does not take that method.' },
  idempotency_in_flight: { status: 409, title: 'The same request is still under way.' },
  key_not_active: { status: 409, title: 'The key is revoked, expired or already rotated.' },
  conflict: { status: 409, title: 'Somebody else changed the object at the same moment.' },
  event_does_not_fit: { status: 409, title: 'The session is in a state that does not allow this.' },
  step_moved_on: { status: 409, title: 'The session has left the step that was answered.' },
  endpoint_disabled: { status: 409, title: 'The webhook endpoint is disabled.' },
  delivery_over: { status: 409, title: 'The delivery is over.' },
  session_over: { status: 409, title: 'The session is over.' },
  upload_too_large: { status: 413, title: 'The file is larger than is allowed.' },
  body_too_large: { status: 413, title: 'The body is larger than is allowed.' },
  media_type_unsupported: { status: 415, title: 'The content type is not one that this path takes.' },
  image_unknown_format: { status: 415, title: 'The file is not a photo in a format that can be read.' },
  image_heic: { status: 415, title: 'HEIC photos cannot be read here.' },
  image_pdf: { status: 415, title: 'A PDF is not a photo.' },
  image_broken: { status: 422, title: 'The photo is damaged.' },
  image_too_large: { status: 422, title: 'The photo has more pixels than is allowed.' },
  idempotency_key_reused: { status: 422, title: 'The Idempotency-Key belongs to another request.' },
  input_invalid: { status: 422, title: 'The answers are not valid.' },
  graph_invalid: { status: 422, title: 'The graph has findings that must be mended before it can be published.' },
  workflow_not_published: { status: 422, title: 'The workflow has no published version.' },
  workflow_archived: { status: 422, title: 'The workflow is archived.' },
  redirect_url_not_allowed: { status: 422, title: 'The redirect URL is not on the organization’s list.' },
  webhook_url_refused: { status: 422, title: 'Webhooks cannot be sent to this URL.' },
  limit_reached: { status: 422, title: 'There are as many of these as is allowed.' },
  rate_limited: { status: 429, title: 'Too many requests.' },
  file_link_expired: { status: 410, title: 'The link of the file has expired.' },
  erased: { status: 410, title: 'The data was erased.' },
  internal: { status: 500, title: 'Something went wrong on our side.' },
  unavailable: { status: 503, title: 'The service is not ready.' },
} as const satisfies Record<string, { status: number; title: string }>;

export type ErrorCode = keyof typeof errorCatalogue;

/** An expected failure as a value. `detail` says what happened and what to do; never a secret or personal data. */
export interface DomainError {
  readonly code: ErrorCode;
  readonly detail: string;
  /** JSON pointers into the request's body, where single members are at fault. */
  readonly errors?: readonly InputError[];
}

export const domainError = (code: ErrorCode, detail: string, errors?: readonly InputError[]): DomainError =>
  errors === undefined ? { code, detail } : { code, detail, errors };

export const notFound = (noun: string): DomainError =>
  domainError('not_found', `There is no ${noun} with this id in this organization and environment.`);
