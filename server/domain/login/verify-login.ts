import { createHash } from 'node:crypto';
import { fail, ok, type Result } from '@gatehouse/core/result.ts';
import { type JWTPayload, errors as joseErrors, jwtVerify } from 'jose';
import { z } from 'zod';
import { type DomainError, domainError } from '../../errors.ts';
import type { DomainContext } from '../context.ts';
import { endLoginsOfUser } from './end-login.ts';
import { findLoginRow, isActiveMember } from './login.queries.ts';
import { getLoginKeys, type Login, loginAlgorithm, loginAudience } from './login.ts';
import { keepLogin, recallLogin } from './recall-login.ts';

const claims = z.object({
  sub: z.uuid(),
  jti: z.uuid(),
  org: z.uuid(),
  env: z.enum(['live', 'test']),
});

/** Ours have some 600 characters. A longer one is not worth a signature's check. */
const LONGEST_TOKEN = 4096;

const refused = domainError(
  'unauthorized',
  'The token is not valid: it was changed, has expired or ended, or its user may not log in any more. Get a new one.',
);

type LoginContext = Pick<DomainContext, 'database' | 'sealing' | 'now' | 'baseUrl'>;

/**
 * The login that a JSON Web Token stands for. Its signature, algorithm, issuer, audience and expiry are checked, and that
 * its login session is open; `unauthorized` tells nothing of the reason. Where the user is no member any more, or was
 * disabled, all login sessions of that user in the organization end. Found ones are kept for seconds.
 */
export const verifyLogin = async (context: LoginContext, token: string): Promise<Result<Login, DomainError>> => {
  if (token.length > LONGEST_TOKEN) return fail(refused);
  const now = context.now();
  const hash = createHash('sha256').update(token, 'utf8').digest('base64');
  const recalled = recallLogin(context.database, hash, now);
  if (recalled.login !== null) return recalled.login.expiresAt > now ? ok(recalled.login) : fail(refused);
  const payload = await readToken(context, token);
  const login = payload === null ? null : await findLogin(context, payload);
  if (login === null) return fail(refused);
  keepLogin(context.database, hash, login, { readAt: now, endings: recalled.endings });
  return ok(login);
};

/** What a token says whose signature holds; null for every other text. */
const readToken = async (context: LoginContext, token: string): Promise<JWTPayload | null> => {
  const { publicKey } = await getLoginKeys(context);
  try {
    const { payload } = await jwtVerify(token, publicKey, {
      algorithms: [loginAlgorithm],
      issuer: context.baseUrl,
      audience: loginAudience,
      requiredClaims: ['exp', 'iat'],
      currentDate: context.now(),
    });
    return payload;
  } catch (error) {
    if (error instanceof joseErrors.JOSEError) return null;
    throw error;
  }
};

const findLogin = async (context: LoginContext, payload: JWTPayload): Promise<Login | null> => {
  const read = claims.safeParse(payload);
  if (!read.success) return null;
  const { sub: userId, jti: loginId, org: organizationId, env: environment } = read.data;
  const scope = { organizationId, environment };
  const db = context.database.scoped(scope);
  const row = await findLoginRow(db, scope, loginId);
  if (row === undefined || row.user_id !== userId) return null;
  if (row.ended_at !== null || row.expires_at <= context.now()) return null;
  if (!(await isActiveMember(db, organizationId, userId))) {
    await endLoginsOfUser(context, organizationId, userId);
    return null;
  }
  return { scope, userId, loginId, permissions: new Set(row.permissions), expiresAt: row.expires_at };
};
