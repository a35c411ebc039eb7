import { own } from '@gatehouse/core/json.ts';
import { isConsentWithdrawn } from '@gatehouse/core/node/consent.ts';
import { fail, ok, type Result } from '@gatehouse/core/result.ts';
import { findNode } from '@gatehouse/core/workflow/graph.ts';
import type { Scope } from '../../db/scope.ts';
import { type DomainError, notFound } from '../../errors.ts';
import type { Actor } from '../actor.ts';
import type { DomainContext } from '../context.ts';
import { applyEvent } from './apply-event.ts';
import type { LoadedSession } from './session.ts';

export interface WithdrawalInput {
  /** The consent node. */
  readonly node: string;
  readonly reason: string | null;
}

/**
 * Takes back the consent that was given at a node, in any state of the session, also after its end. By the person (actor
 * `subject`) or by a caller to whom the person has said so. Withdrawing twice is no error. `not_found` where the workflow
 * has no such node, `event_does_not_fit` where no consent was given there.
 */
export const withdrawConsent = (
  context: DomainContext,
  scope: Scope,
  sessionId: string,
  { node, reason }: WithdrawalInput,
  actor: Actor,
): Promise<Result<LoadedSession, DomainError>> =>
  applyEvent(context, scope, sessionId, actor, (session, at) => {
    if (findNode(session.graph, node) === undefined) return fail(notFound('node'));
    const result = own(session.run.results, node);
    if (result !== undefined && isConsentWithdrawn(result)) return ok(null);
    return ok({ type: 'consent_withdrawn', node, reason, at });
  });
