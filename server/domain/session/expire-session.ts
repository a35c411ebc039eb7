import { ok } from '@gatehouse/core/result.ts';
import type { Scope } from '../../db/scope.ts';
import { system } from '../actor.ts';
import type { DomainContext } from '../context.ts';
import { applyEvent } from './apply-event.ts';

/** Writes down that a session's time is up. Nothing happens to one that ended, or was given more time, meanwhile. */
export const expireSession = async (context: DomainContext, scope: Scope, sessionId: string): Promise<void> => {
  await applyEvent(context, scope, sessionId, system, () => ok(null));
};
