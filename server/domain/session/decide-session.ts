import { fail, ok, type Result } from '@gatehouse/core/result.ts';
import { type Decision, finalStates } from '@gatehouse/core/workflow/run.ts';
import type { Scope } from '../../db/scope.ts';
import { type DomainError, domainError } from '../../errors.ts';
import type { Actor } from '../actor.ts';
import type { DomainContext } from '../context.ts';
import { applyEvent } from './apply-event.ts';
import type { LoadedSession } from './session.ts';

/** In characters, without blanks around it. */
export const MAX_DECISION_REASON = 2000;

export interface DecisionInput {
  readonly decision: Decision;
  /** Why; required, 1 to `MAX_DECISION_REASON` characters. */
  readonly reason: string;
}

/**
 * A person's decision on a session in review; it completes the session and closes its case. `session_over` where somebody
 * decided before or the session ended otherwise, `event_does_not_fit` where it is not in review yet, `input_invalid` for
 * a reason that is missing or too long.
 */
export const decideSession = (
  context: DomainContext,
  scope: Scope,
  sessionId: string,
  { decision, reason }: DecisionInput,
  actor: Actor,
): Promise<Result<LoadedSession, DomainError>> =>
  applyEvent(context, scope, sessionId, actor, (session, at) => {
    const { state } = session;
    if (finalStates.includes(state)) {
      return fail(domainError('session_over', `The session cannot be decided any more: its state is ${state}.`));
    }
    if (state !== 'in_review') {
      const detail = `Only a session in review can be decided by a person: the state of this one is ${state}.`;
      return fail(domainError('event_does_not_fit', detail));
    }
    const given = reason.trim();
    if (given === '' || given.length > MAX_DECISION_REASON) return fail(reasonInvalid);
    return ok({ type: 'decided', decision, reason: given, at });
  });

const reasonInvalid = domainError('input_invalid', 'A decision needs its reason.', [
  { pointer: '/reason', code: 'reason_invalid', sentence: `Give a reason of 1 to ${MAX_DECISION_REASON} characters.` },
]);
