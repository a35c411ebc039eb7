import type { KeyObject } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';
import { fail, ok, type Result } from '@gatehouse/core/result.ts';
import { z } from 'zod';
import { type DomainError, domainError } from '../../errors.ts';
import { readJsonBody } from '../json-body.ts';
import { decryptBytes } from './cipher.ts';
import type { OwnKey } from './own-key.ts';

export type HeaderName = 'requestid' | 'publickey' | 'licensekey' | 'authorization' | 'x-ext-id';

/**
 * The value of a header, or null where it is missing or empty. Names are compared without their case, by Node. A header
 * that came twice with the same value counts once: samples of the vendor send `authorization` and `Authorization`, which
 * `fetch` puts on the wire as `Bearer T, Bearer T`. Values that differ stay together and fit nothing.
 */
export const headerOf = (headers: IncomingHttpHeaders, name: HeaderName): string | null => {
  const raw = headers[name];
  const value = Array.isArray(raw) ? raw.join(',') : (raw ?? '');
  const [first = '', ...others] = value.split(',').map((part) => part.trim());
  if (others.some((other) => other !== first)) return value;
  return first === '' ? null : first;
};

const missing = (name: HeaderName): DomainError =>
  domainError('request_invalid', `${name}: This header should not be empty.`);

const noKey = domainError(
  'request_invalid',
  'publickey: This header is not a public key. Send base64 of 64 bytes, X and Y of a point on secp256k1.',
);

/** What the server shares with the caller, by the header `publickey`. */
export const readSecret = (
  headers: IncomingHttpHeaders,
  ownKey: OwnKey,
): Result<{ readonly publicKey: string; readonly secret: KeyObject }, DomainError> => {
  const publicKey = headerOf(headers, 'publickey');
  if (publicKey === null) return fail(missing('publickey'));
  if (headerOf(headers, 'requestid') === null) return fail(missing('requestid'));
  const secret = ownKey.secretWith(publicKey);
  return secret === null ? fail(noKey) : ok({ publicKey, secret });
};

/** Clients add members of their own, and put them in any order. */
const requestId = z.looseObject({ appid: z.string(), uuid: z.string(), ts: z.number() });

export interface RequestId {
  readonly appId: string;
}

export interface Span {
  readonly now: Date;
  readonly allowedSeconds: number;
}

/** The header `requestid`: who asks, and that it was asked just now. All that is wrong with it is `unauthorized`. */
export const readRequestId = (
  headers: IncomingHttpHeaders,
  secret: KeyObject,
  { now, allowedSeconds }: Span,
): Result<RequestId, DomainError> => {
  const bytes = decryptBytes(secret, headerOf(headers, 'requestid') ?? '');
  if (bytes === null) return fail(domainError('unauthorized', 'requestid: This header cannot be decrypted.'));
  const json = readJsonBody(bytes);
  const parsed = requestId.safeParse(json.ok ? json.value : undefined);
  if (!parsed.success) {
    return fail(domainError('unauthorized', 'requestid: Encrypt JSON with appid (text), uuid (text) and ts (number).'));
  }
  const { appid: appId, ts } = parsed.data;
  if (Math.abs(now.getTime() / 1000 - ts) <= allowedSeconds) return ok({ appId });
  const sentence = `requestid: ts lies more than ${allowedSeconds} seconds from the server’s clock. Send the present time in seconds since 1970.`;
  return fail(domainError('unauthorized', sentence));
};
