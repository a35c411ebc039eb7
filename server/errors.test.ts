import assert from 'node:assert/strict';
import { test } from 'node:test';
import { errorCatalogue } from './errors.ts';

/** Clients and dialects depend on these: a code is never renamed or removed, and its status never changes. */
const pinned: Readonly<Record<string, number>> = {
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
  idempotency_in_flight: 409,
  key_not_active: 409,
  conflict: 409,
  event_does_not_fit: 409,
  step_moved_on: 409,
  endpoint_disabled: 409,
  delivery_over: 409,
  session_over: 409,
  upload_too_large: 413,
  body_too_large: 413,
  media_type_unsupported: 415,
  image_unknown_format: 415,
  image_heic: 415,
  image_pdf: 415,
  image_broken: 422,
  image_too_large: 422,
  idempotency_key_reused: 422,
  input_invalid: 422,
  graph_invalid: 422,
  workflow_not_published: 422,
  workflow_archived: 422,
  redirect_url_not_allowed: 422,
  webhook_url_refused: 422,
  limit_reached: 422,
  rate_limited: 429,
  file_link_expired: 410,
  erased: 410,
  internal: 500,
  unavailable: 503,
};

test('the codes and their statuses are those that clients know; a new one is added here too', () => {
  const present = Object.fromEntries(Object.entries(errorCatalogue).map(([code, { status }]) => [code, status]));
  assert.deepEqual(present, pinned);
});

test('every code has a sentence for a person', () => {
  for (const [code, { title }] of Object.entries(errorCatalogue)) assert.match(title, /^[A-Z].*\.$/, code);
});
