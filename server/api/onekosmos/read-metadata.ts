import { isObject, type JsonObject } from '@gatehouse/core/json.ts';
import { fail, ok, type Result } from '@gatehouse/core/result.ts';
import { z } from 'zod';
import { type DomainError, domainError } from '../../errors.ts';
import { readJsonBody } from '../json-body.ts';

/** The members of an object as JSON has them; an array is none. */
const object = z.record(z.string(), z.json());

/** metadata_b64: base64, in either alphabet, of the JSON text of an object. `+` may have become a blank on its way. */
export const readMetadataParameter = (text: string): Result<JsonObject, DomainError> => {
  const base64 = text.replaceAll(' ', '+');
  if (!/^[A-Za-z0-9+/_-]+={0,2}$/.test(base64)) return fail(notReadable);
  const read = readJsonBody(Buffer.from(base64, 'base64'));
  const parsed = object.safeParse(read.ok ? read.value : null);
  return parsed.success && isObject(parsed.data) ? ok(parsed.data) : fail(notReadable);
};

const notReadable = domainError(
  'request_invalid',
  'metadata_b64 is not the base64 of a JSON object. Encode an object such as {"firstName":"..."}, no list.',
);

/** Where the browser is sent at the end; undefined where the metadata say nothing of it. */
export const readCallbackUrl = ({ callbackUrl }: JsonObject): Result<string | undefined, DomainError> => {
  if (callbackUrl === undefined || callbackUrl === null || callbackUrl === '') return ok(undefined);
  return typeof callbackUrl === 'string' && callbackUrl.length <= 2_000 ? ok(callbackUrl) : fail(notUrl);
};

const notUrl = domainError('request_invalid', 'metaData.callbackUrl is not a URL of at most 2000 characters.');

/** What a holder of a licence or a login is told. */
export const callbackUnsafe = domainError(
  'redirect_url_not_allowed',
  'metaData.callbackUrl must be an https URL without credentials; http is for localhost alone.',
);

/** What whoever only has an access code is told. */
export const callbackNotListed = domainError(
  'redirect_url_not_allowed',
  'metaData.callbackUrl does not lie on the list of allowed URLs, to which an access code is held: add its address to redirectUrls (PUT /api/settings).',
);
