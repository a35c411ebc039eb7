import type { JsonObject } from '@gatehouse/core/json.ts';
import { fail, ok, type Result } from '@gatehouse/core/result.ts';
import type { Scope } from '../../db/scope.ts';
import type { DomainError } from '../../errors.ts';
import { subject } from '../actor.ts';
import type { DomainContext } from '../context.ts';
import { applyEvent, refuseWhenOver } from './apply-event.ts';
import type { LoadedSession } from './session.ts';

/** What a caller's words mean where the session stands: the node at which they are the input. */
export type ReadInput = (session: LoadedSession) => Result<{ node: string; input: JsonObject }, DomainError>;

/**
 * The person's input, for callers who name a node and no attempt: it goes to the attempt under way. `input_invalid` points
 * into the input. Not for nodes that take photos, whose uploads have to be looked for first.
 */
export const submitChosen = (
  context: DomainContext,
  scope: Scope,
  sessionId: string,
  read: ReadInput,
): Promise<Result<LoadedSession, DomainError>> =>
  applyEvent(context, scope, sessionId, subject, (session, at) => {
    const over = refuseWhenOver(session);
    if (!over.ok) return over;
    const chosen = read(session);
    if (!chosen.ok) return fail(chosen.error);
    const { node, input } = chosen.value;
    return ok({ type: 'submitted', node, attempt: session.run.attempt, input, at });
  });
