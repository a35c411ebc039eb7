import { fail, ok, type Result } from '@gatehouse/core/result.ts';
import type { Scope } from '../../db/scope.ts';
import { type DomainError, notFound } from '../../errors.ts';
import type { ActActor } from '../act/act.ts';
import { recordAct } from '../act/record-act.ts';
import { system } from '../actor.ts';
import type { DomainContext } from '../context.ts';
import { findLoginRow, updateLoginEnded, updateLoginsOfUserEnded } from './login.queries.ts';
import { forgetLogins } from './recall-login.ts';

type EndContext = Pick<DomainContext, 'database' | 'sealing' | 'now'>;

/**
 * Ends a login session for good; ending one again is no error. This process refuses its token from then on, others within
 * seconds.
 */
export const endLogin = async (
  context: EndContext,
  scope: Scope,
  loginId: string,
  actor: ActActor,
): Promise<Result<null, DomainError>> => {
  const ended = await context.database
    .scoped(scope)
    .transaction()
    .execute(async (transaction) => {
      if ((await findLoginRow(transaction, scope, loginId)) === undefined) return fail(notFound('login session'));
      if (!(await updateLoginEnded(transaction, scope, loginId, context.now()))) return ok(null);
      await recordAct(transaction, context, scope.organizationId, {
        type: 'login_ended',
        actor,
        subjectId: loginId,
        payload: { environment: scope.environment },
      });
      return ok(null);
    });
  forgetLogins(context.database, [loginId]);
  return ended;
};

/** Ends every login session that a user has in an organization, because that user may not log in any more. */
export const endLoginsOfUser = async (context: EndContext, organizationId: string, userId: string): Promise<void> => {
  const ended = await context.database
    .scoped({ organizationId, environment: null })
    .transaction()
    .execute(async (transaction) => {
      const ids = await updateLoginsOfUserEnded(transaction, organizationId, userId, context.now());
      for (const id of ids) {
        const payload = { userId, reason: 'The user is no member any more, or was disabled.' };
        await recordAct(transaction, context, organizationId, {
          type: 'login_ended',
          actor: system,
          subjectId: id,
          payload,
        });
      }
      return ids;
    });
  forgetLogins(context.database, ended);
};
