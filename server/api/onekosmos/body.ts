import type { KeyObject } from 'node:crypto';
import { fail, ok, type Result } from '@gatehouse/core/result.ts';
import { type DomainError, domainError } from '../../errors.ts';
import { readJsonBody } from '../json-body.ts';
import { decryptBytes } from './cipher.ts';

/** What the caller meant, and how it came. */
export interface Unwrapped {
  readonly body: unknown;
  readonly wasEncrypted: boolean;
}

/**
 * Takes `data` out of a body: a text is decrypted and parsed, anything else is taken as it is, and a body without `data` is
 * the bare form. No form has to match that of the headers.
 */
export const unwrapBody = (sent: unknown, secret: KeyObject | null): Result<Unwrapped, DomainError> => {
  if (typeof sent !== 'object' || sent === null || !('data' in sent)) return ok({ body: sent, wasEncrypted: false });
  const { data } = sent;
  if (data === null) return fail(empty);
  if (typeof data !== 'string' || secret === null) return ok({ body: data, wasEncrypted: false });
  const bytes = decryptBytes(secret, data);
  if (bytes === null) return fail(undecipherable);
  const parsed = readJsonBody(bytes);
  return parsed.ok ? ok({ body: parsed.value, wasEncrypted: true }) : parsed;
};

/** Left out it stands for nothing; here somebody meant to send something. */
const empty = domainError('request_invalid', 'The body is not valid.', [
  {
    pointer: '/data',
    code: 'invalid_type',
    sentence: 'This is null. Send an object, or its JSON encrypted as a text.',
  },
]);

const undecipherable = domainError('request_invalid', 'The body is not valid.', [
  { pointer: '/data', code: 'invalid_value', sentence: 'This cannot be decrypted with the two public keys in use.' },
]);
