import type { JsonObject } from '@gatehouse/core/json.ts';
import { fail, ok, type Result } from '@gatehouse/core/result.ts';
import { findNode } from '@gatehouse/core/workflow/graph.ts';
import type { Scope } from '../../db/scope.ts';
import { type DomainError, domainError, notFound } from '../../errors.ts';
import type { Actor } from '../actor.ts';
import type { DomainContext } from '../context.ts';
import { applyEvent, refuseWhenOver } from './apply-event.ts';
import type { LoadedSession } from './session.ts';

/** What something outside has decided for a node that waits for it. */
export interface OutcomeInput {
  readonly node: string;
  /** One of those that the node declares. */
  readonly outcome: string;
  /** What the decision brings along, at most 4096 characters of canonical JSON; later nodes read it. */
  readonly fields: JsonObject;
  /** A sentence for a reviewer and the log. */
  readonly reason: string | null;
  /** The visit of the node that it is meant for; left out for the one under way. */
  readonly attempt?: number | undefined;
  /** The run of the session that it is meant for; left out for the current one. */
  readonly run?: number | undefined;
}

/**
 * Gives the outcome of the node at which the session waits. `not_found` where the workflow has no such node,
 * `session_over` after the end, `event_does_not_fit` where the session does not wait at the node for something outside,
 * `step_moved_on` where it waits for another attempt, or is in another run, than the one that is named, `input_invalid` with pointers into the input where the node knows no such outcome or the fields are
 * too much.
 */
export const giveOutcome = (
  context: DomainContext,
  scope: Scope,
  sessionId: string,
  { node, outcome, fields, reason, attempt, run: meant }: OutcomeInput,
  actor: Actor,
): Promise<Result<LoadedSession, DomainError>> =>
  applyEvent(context, scope, sessionId, actor, (session, at) => {
    if (findNode(session.graph, node) === undefined) return fail(notFound('node'));
    const over = refuseWhenOver(session);
    if (!over.ok) return over;
    const { run } = session;
    if (meant !== undefined && meant !== run.number) return fail(isForAnotherRun(meant, run.number));
    if (run.node !== node || run.phase !== 'waiting') return fail(doesNotWait(session, node));
    if (attempt !== undefined && attempt !== run.attempt) return fail(isForAnotherAttempt(attempt, run.attempt));
    return ok({ type: 'outcome_given', node, attempt: run.attempt, outcome, fields, reason, at });
  });

const isForAnotherAttempt = (named: number, current: number): DomainError =>
  domainError(
    'step_moved_on',
    `The outcome is for attempt ${named} of the node; the session waits in attempt ${current}.`,
  );

const isForAnotherRun = (named: number, current: number): DomainError =>
  domainError('step_moved_on', `The outcome is for run ${named} of the session, which is in run ${current} by now.`);

const doesNotWait = ({ run }: LoadedSession, node: string): DomainError =>
  domainError(
    'event_does_not_fit',
    run.node === null || run.node === node
      ? `The session does not wait at node ${node} for an outside decision: its state is ${run.state}.`
      : `The session does not wait at node ${node}: it stands at node ${run.node}.`,
  );
