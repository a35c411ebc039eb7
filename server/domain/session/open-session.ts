import { ok, type Result } from '@gatehouse/core/result.ts';
import type { Scope } from '../../db/scope.ts';
import type { DomainError } from '../../errors.ts';
import { subject } from '../actor.ts';
import type { DomainContext } from '../context.ts';
import { applyEvent } from './apply-event.ts';
import type { LoadedSession } from './session.ts';

/** The person opened the link. Opening again changes nothing: a reload and a second device see where the session stands. */
export const openSession = (
  context: DomainContext,
  scope: Scope,
  sessionId: string,
): Promise<Result<LoadedSession, DomainError>> =>
  applyEvent(context, scope, sessionId, subject, (session, at) =>
    ok(session.state === 'created' ? { type: 'opened', at } : null),
  );

/** The session as it stands, expired if its time is up. */
export const getCurrentSession = (
  context: DomainContext,
  scope: Scope,
  sessionId: string,
): Promise<Result<LoadedSession, DomainError>> => applyEvent(context, scope, sessionId, subject, () => ok(null));
