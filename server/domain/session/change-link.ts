import { fail, ok, type Result } from '@gatehouse/core/result.ts';
import { finalStates } from '@gatehouse/core/workflow/run.ts';
import type { Scope } from '../../db/scope.ts';
import { type DomainError, domainError } from '../../errors.ts';
import type { ActActor } from '../act/act.ts';
import { recordAct } from '../act/record-act.ts';
import type { DomainContext } from '../context.ts';
import { insertCredential, reinstateCredential, updateCredentialRevoked } from '../credential/credential.queries.ts';
import { createToken, forgetCredentials } from '../credential/credential.ts';
import { checkExpiry, sessionUrl } from './create-session.ts';
import { getCurrentSession } from './open-session.ts';
import { getSession } from './read-session.ts';
import { updateExpiry } from './session.queries.ts';
import type { LoadedSession, SessionRecord } from './session.ts';
import { lockSession } from './session-metadata.queries.ts';

/**
 * Gives the session a new link; the one before stops at once, and the session's public id lets the person in again. With `expiresAt` the session lives until then. Not for one
 * that is over: `session_over`, and `erased` after an erasure.
 */
export const renewLink = async (
  context: DomainContext,
  scope: Scope,
  sessionId: string,
  expiresAt: Date | null,
  actor: ActActor,
): Promise<Result<{ session: SessionRecord; url: string }, DomainError>> => {
  const expiry = expiresAt === null ? ok(null) : checkExpiry(expiresAt, context.now());
  if (!expiry.ok) return expiry;
  const current = await getUnfinished(context, scope, sessionId);
  if (!current.ok) return current;
  const link = createToken('');
  const isRenewed = await context.database
    .scoped(scope)
    .transaction()
    .execute(async (transaction) => {
      const locked = await lockSession(transaction, scope, sessionId);
      if (locked === undefined || locked.erased_at !== null) return false;
      if (expiresAt !== null) await updateExpiry(transaction, scope, sessionId, expiresAt);
      await updateCredentialRevoked(transaction, scope, linkOf(sessionId, context.now()));
      await reinstateCredential(transaction, scope, { kind: 'instance', subjectId: sessionId });
      const credential = { ...scope, hash: link.hash, kind: 'link', subjectId: sessionId, expiresAt: null } as const;
      await insertCredential(transaction, credential);
      await recordAct(transaction, context, scope.organizationId, {
        type: 'link_renewed',
        actor,
        subjectId: sessionId,
        payload: { environment: scope.environment, expiresAt: expiresAt?.toISOString() ?? null },
      });
      return true;
    });
  if (!isRenewed) return fail(domainError('erased', 'The data of this session was erased.'));
  forgetCredentials(context.database, sessionId);
  const stored = await getSession(context, scope, sessionId);
  return stored.ok ? ok({ session: stored.value, url: sessionUrl(context.baseUrl, link.token) }) : stored;
};

/**
 * Takes the session's link away: nobody gets in by it, or by the session's public id, any more, in this process at once and in others within
 * `credentialCacheMs`. The session itself stays as it is, and can be given another link. No error where it has none.
 */
export const revokeLink = async (
  context: DomainContext,
  scope: Scope,
  sessionId: string,
  actor: ActActor,
): Promise<Result<SessionRecord, DomainError>> => {
  const session = await getSession(context, scope, sessionId);
  if (!session.ok) return session;
  await context.database
    .scoped(scope)
    .transaction()
    .execute(async (transaction) => {
      await lockSession(transaction, scope, sessionId);
      const revoked = await updateCredentialRevoked(transaction, scope, linkOf(sessionId, context.now()));
      await updateCredentialRevoked(transaction, scope, { ...linkOf(sessionId, context.now()), kind: 'instance' });
      if (revoked === 0) return;
      await recordAct(transaction, context, scope.organizationId, {
        type: 'link_revoked',
        actor,
        subjectId: sessionId,
        payload: { environment: scope.environment },
      });
    });
  forgetCredentials(context.database, sessionId);
  return session;
};

const linkOf = (sessionId: string, revokedAt: Date) => ({ kind: 'link', subjectId: sessionId, revokedAt }) as const;

const getUnfinished = async (
  context: DomainContext,
  scope: Scope,
  sessionId: string,
): Promise<Result<LoadedSession, DomainError>> => {
  const current = await getCurrentSession(context, scope, sessionId);
  if (!current.ok) return current;
  const { state } = current.value;
  if (!finalStates.includes(state)) return current;
  return fail(domainError('session_over', `The session has no use for a link any more: its state is ${state}.`));
};
