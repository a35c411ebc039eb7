import { fail, ok, type Result } from '@gatehouse/core/result.ts';
import { finalStates } from '@gatehouse/core/workflow/run.ts';
import type { Scope } from '../../db/scope.ts';
import { type DomainError, domainError } from '../../errors.ts';
import type { Actor } from '../actor.ts';
import type { DomainContext } from '../context.ts';
import { applyEvent } from './apply-event.ts';
import type { LoadedSession } from './session.ts';

/** Ends a session that is not over. Cancelling a cancelled one again is no error: the caller may have lost the answer. */
export const cancelSession = (
  context: DomainContext,
  scope: Scope,
  sessionId: string,
  reason: string | null,
  actor: Actor,
): Promise<Result<LoadedSession, DomainError>> =>
  applyEvent(context, scope, sessionId, actor, (session, at) => {
    if (session.state === 'cancelled') return ok(null);
    if (finalStates.includes(session.state)) {
      return fail(domainError('session_over', `The session cannot be cancelled: it is ${session.state}.`));
    }
    return ok({ type: 'cancelled', reason, at });
  });
