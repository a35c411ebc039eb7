import { fail, ok, type Result } from '@gatehouse/core/result.ts';
import { SignJWT } from 'jose';
import type { Scope } from '../../db/scope.ts';
import { type DomainError, domainError, notFound } from '../../errors.ts';
import type { ActActor } from '../act/act.ts';
import { recordAct } from '../act/record-act.ts';
import type { DomainContext } from '../context.ts';
import { insertLogin, isActiveMember } from './login.queries.ts';
import { getLoginKeys, type LoginPermission, loginAlgorithm, loginAudience } from './login.ts';

export interface NewLogin {
  readonly userId: string;
  readonly permissions: readonly LoginPermission[];
  /** Whole seconds; what is beyond them is cut off. */
  readonly expiresAt: Date;
}

/** The token is in this answer and nowhere else: nothing of it is stored. */
export interface IssuedLogin {
  readonly loginId: string;
  readonly token: string;
  readonly expiresAt: Date;
}

/**
 * Opens a login session for a member and gives the JSON Web Token that stands for it. `not_found` for somebody who is no
 * member or was disabled, `request_invalid` for a time that is past.
 */
export const issueLogin = async (
  context: DomainContext,
  scope: Scope,
  input: NewLogin,
  actor: ActActor,
): Promise<Result<IssuedLogin, DomainError>> => {
  const expiresAt = new Date(Math.floor(input.expiresAt.getTime() / 1000) * 1000);
  if (expiresAt <= context.now()) return fail(expiresTooEarly);
  const login = { ...input, permissions: [...new Set(input.permissions)], expiresAt };
  const loginId = context.newId();
  const written = await writeLogin(context, scope, loginId, login, actor);
  if (!written.ok) return written;
  return ok({ loginId, token: await signToken(context, scope, loginId, login), expiresAt });
};

const writeLogin = (
  context: DomainContext,
  scope: Scope,
  id: string,
  { userId, permissions, expiresAt }: NewLogin,
  actor: ActActor,
): Promise<Result<null, DomainError>> =>
  context.database
    .scoped(scope)
    .transaction()
    .execute(async (transaction) => {
      if (!(await isActiveMember(transaction, scope.organizationId, userId))) return fail(notFound('active member'));
      await insertLogin(transaction, scope, {
        id,
        user_id: userId,
        permissions: [...permissions],
        created_at: context.now(),
        expires_at: expiresAt,
      });
      await recordAct(transaction, context, scope.organizationId, {
        type: 'login_created',
        actor,
        subjectId: id,
        payload: { environment: scope.environment, userId, permissions, expiresAt: expiresAt.toISOString() },
      });
      return ok(null);
    });

const signToken = async (
  context: DomainContext,
  { organizationId, environment }: Scope,
  loginId: string,
  { userId, permissions, expiresAt }: NewLogin,
): Promise<string> => {
  const { privateKey } = await getLoginKeys(context);
  return new SignJWT({ org: organizationId, env: environment, permissions })
    .setProtectedHeader({ alg: loginAlgorithm, typ: 'JWT' })
    .setIssuer(context.baseUrl)
    .setAudience(loginAudience)
    .setSubject(userId)
    .setJti(loginId)
    .setIssuedAt(context.now())
    .setExpirationTime(expiresAt)
    .sign(privateKey);
};

const expiresTooEarly = domainError('request_invalid', 'The token would expire before it is made.', [
  { pointer: '/expiresAt', code: 'too_small', sentence: 'Give a time that is still to come.' },
]);
