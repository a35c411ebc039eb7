import { fail, ok, type Result } from '@gatehouse/core/result.ts';
import { finalStates } from '@gatehouse/core/workflow/run.ts';
import type { Scope } from '../../db/scope.ts';
import { type DomainError, domainError } from '../../errors.ts';
import type { DomainContext } from '../context.ts';
import { getCurrentSession } from './open-session.ts';

/** Where the person goes next, once there is nothing left to do here. */
export const finishSession = async (
  context: DomainContext,
  scope: Scope,
  sessionId: string,
): Promise<Result<{ redirectUrl: string | null }, DomainError>> => {
  const current = await getCurrentSession(context, scope, sessionId);
  if (!current.ok) return current;
  const { state, redirectUrl } = current.value;
  if (finalStates.includes(state) || state === 'in_review') return ok({ redirectUrl });
  return fail(domainError('event_does_not_fit', `The session is not finished: its state is ${state}.`));
};
