import { fail, ok, type Result } from '@gatehouse/core/result.ts';
import { z } from 'zod';
import { type LicenceRecord, listLicences } from '../../domain/key/list-licences.ts';
import { replaceLicence } from '../../domain/key/replace-licence.ts';
import type { Login } from '../../domain/login/login.ts';
import { verifyLogin } from '../../domain/login/verify-login.ts';
import { type DomainError, domainError } from '../../errors.ts';
import { nothing } from '../endpoint.ts';
import { communityOf } from './community.ts';
import { helpWithText } from './ecdsa-helper.ts';
import { defineEndpoint, scopeOf } from './route.ts';
import { serviceDirectory } from './service-directory.ts';

export const serviceKey = z.object({ tag: z.string(), keyId: z.string(), keySecret: z.string(), type: z.string() });

/** The word that the vendor's clients know for a licence. */
export const licenceType = 'hawk';

export const toServiceKey = ({ id, name, secret }: LicenceRecord): z.infer<typeof serviceKey> => ({
  tag: name,
  keyId: id,
  keySecret: secret,
  type: licenceType,
});

export const listServiceKeysEndpoint = defineEndpoint({
  summary: 'List the service keys of the community',
  status: 200,
  errors: [],
  takes: nothing,
  gives: z.array(serviceKey),
  handler: async ({ context, scope }) => ok((await listLicences(context, scopeOf({ scope }))).map(toServiceKey)),
});

export const replaceServiceKeyEndpoint = defineEndpoint({
  summary: 'Delete a service key and make a new one in its place',
  status: 200,
  errors: ['not_found'],
  takes: { ...nothing, params: z.object({ keyId: z.uuid() }) },
  gives: z.array(serviceKey),
  handler: async ({ context, scope, actor, params }) => {
    const replaced = await replaceLicence(context, scopeOf({ scope }), params.keyId, actor);
    return replaced.ok ? ok([toServiceKey(replaced.value)]) : replaced;
  },
});

const helperMethod = z.enum(['encrypt', 'decrypt']);

/** Enough for a request id and a body of some pages; a text this long is encrypted where it is. */
const LONGEST_HELPED = 100_000;

export const ecdsaHelperEndpoint = defineEndpoint({
  summary: 'Encrypt or decrypt a text with two given keys',
  status: 200,
  errors: [],
  takes: {
    ...nothing,
    params: z.object({ method: z.string().optional() }),
    body: z.looseObject({
      dataStr: z.string().max(LONGEST_HELPED),
      publicKey: z.string(),
      privateKey: z.string(),
    }),
  },
  gives: z.object({ data: z.string(), publicKey: z.string() }),
  handler: async ({ params, body }) => {
    const method = helperMethod.safeParse(
      params.method === undefined || params.method === '' ? 'encrypt' : params.method,
    );
    if (!method.success) return fail(domainError('request_invalid', 'method: Write encrypt or decrypt.'));
    const helped = helpWithText(method.data, body);
    return helped.ok ? ok({ data: helped.value, publicKey: body.publicKey }) : helped;
  },
});

export const environmentEndpoint = defineEndpoint({
  summary: 'Facts about the environment',
  status: 200,
  errors: [],
  takes: nothing,
  gives: z.object({ allowed_time_span: z.int(), EC_CURVE_NAME: z.string() }),
  handler: async ({ service }) => ok({ allowed_time_span: service.allowedTimeSpanSeconds, EC_CURVE_NAME: 'secp256k1' }),
});

export const healthzEndpoint = defineEndpoint({
  summary: 'Whether the service answers, and its version',
  status: 200,
  errors: [],
  takes: nothing,
  gives: z.object({ status: z.string(), publicKey: z.string(), code: z.literal('200'), version: z.string() }),
  handler: async ({ service: { publicKey, version } }) =>
    ok({ status: 'all services operational', publicKey, code: '200' as const, version }),
});

const verifiedToken = z.object({
  isValid: z.literal(true),
  userId: z.string(),
  loginId: z.string(),
  tenantId: z.string(),
  communityId: z.string(),
  permissions: z.array(z.string()),
  expiresAt: z.string(),
});

const toVerified = ({ userId, loginId, scope, permissions, expiresAt }: Login): z.infer<typeof verifiedToken> => ({
  isValid: true,
  userId,
  loginId,
  ...communityOf(scope),
  permissions: [...permissions],
  expiresAt: expiresAt.toISOString(),
});

/** The token of the body, or that of the header where the body has none. */
const tokenToVerify = (inBody: string | undefined, inHeader: string | null): Result<string, DomainError> => {
  const token = inBody ?? inHeader ?? '';
  if (inHeader === null || token === inHeader) return ok(token);
  return fail(domainError('request_invalid', 'token: This is not the token of the header authorization.'));
};

/** That the token's user may log in no more ends all logins of that user: see `verifyLogin`. */
export const verifyTokenEndpoint = defineEndpoint({
  summary: 'Verify a JSON Web Token and its login session',
  status: 200,
  errors: [],
  takes: { ...nothing, body: z.looseObject({ token: z.string().optional() }) },
  gives: verifiedToken,
  handler: async ({ context, body, token: inHeader }) => {
    const token = tokenToVerify(body.token, inHeader);
    if (!token.ok) return token;
    const login = await verifyLogin(context, token.value);
    return login.ok ? ok(toVerified(login.value)) : login;
  },
});

export const publicKeysEndpoint = defineEndpoint({
  summary: 'The public key of the service',
  status: 200,
  errors: [],
  takes: nothing,
  gives: z.object({ publicKey: z.string() }),
  handler: async ({ service: { publicKey } }) => ok({ publicKey }),
});

export const serviceDirectoryEndpoint = defineEndpoint({
  summary: 'Where the services are',
  status: 200,
  errors: [],
  takes: nothing,
  gives: z.record(z.string(), z.string()),
  handler: async ({ service: { root } }) => ok({ ...serviceDirectory(root) }),
});

export const wellKnownEndpoint = defineEndpoint({
  summary: 'The well-known settings',
  status: 200,
  errors: [],
  takes: nothing,
  gives: z.object({ public_key: z.string() }),
  handler: async ({ service: { publicKey } }) => ok({ public_key: publicKey }),
});
