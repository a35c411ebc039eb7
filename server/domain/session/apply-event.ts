import { fail, ok, type Result } from '@gatehouse/core/result.ts';
import type { RunEvent } from '@gatehouse/core/workflow/event.ts';
import { finalStates } from '@gatehouse/core/workflow/run.ts';
import type { Scope } from '../../db/scope.ts';
import { type DomainError, domainError } from '../../errors.ts';
import { type Actor, system } from '../actor.ts';
import type { DomainContext } from '../context.ts';
import { loadSession } from './load-session.ts';
import { forgetSession, recallSession } from './recall-session.ts';
import { expirableStates, type LoadedSession } from './session.ts';
import { writeEvent } from './write-event.ts';

/** What is to happen to the session as it stands: an event, nothing (`null`), or a refusal. */
export type ChooseEvent = (session: LoadedSession, at: string) => Result<RunEvent | null, DomainError>;

/**
 * How often the session is read anew when another process was faster. An event names its node and attempt, so a step
 * that somebody else has answered is refused at the second look rather than answered twice.
 */
const TRIES = 3;

/**
 * Applies one event to a session and gives the session as it then is. A session whose time is up expires first. Events
 * of one session queue inside the process; between processes the write decides, and nothing is half-written.
 */
export const applyEvent = (
  context: DomainContext,
  scope: Scope,
  sessionId: string,
  actor: Actor,
  choose: ChooseEvent,
): Promise<Result<LoadedSession, DomainError>> =>
  context.sessionQueue(sessionId, async () => {
    const recalled = await tryRecalled(context, scope, sessionId, actor, choose);
    if (recalled !== null) return ok(recalled);
    for (let attempt = 1; attempt <= TRIES; attempt += 1) {
      const done = await tryEvent(context, scope, sessionId, actor, choose);
      if (!done.ok || done.value !== null) return done as Result<LoadedSession, DomainError>;
    }
    return fail(domainError('conflict', 'The session changed while this was under way. Read it and try again.'));
  });

/**
 * One try without reading: with the session as this process last left it. Only a write that succeeds counts; whatever
 * else comes of it (a refusal, nothing to write, a conflict) is found out anew from the session as it is. Null then.
 */
const tryRecalled = async (
  context: DomainContext,
  scope: Scope,
  sessionId: string,
  actor: Actor,
  choose: ChooseEvent,
): Promise<LoadedSession | null> => {
  const session = recallSession(context.database, scope, sessionId);
  const now = context.now();
  if (session === null || isDue(session, now)) return null;
  const chosen = choose(session, now.toISOString());
  if (!chosen.ok || chosen.value === null) return null;
  const written = await writeEvent(context, session, chosen.value, actor);
  if (written.ok && written.value !== null) return written.value;
  forgetSession(context.database, scope, sessionId);
  return null;
};

const tryEvent = async (
  context: DomainContext,
  scope: Scope,
  sessionId: string,
  actor: Actor,
  choose: ChooseEvent,
): Promise<Result<LoadedSession | null, DomainError>> => {
  const loaded = await loadCurrentSession(context, scope, sessionId);
  if (!loaded.ok || loaded.value === null) return loaded;
  const chosen = choose(loaded.value, context.now().toISOString());
  if (!chosen.ok) return chosen;
  if (chosen.value === null) return ok(loaded.value);
  return writeEvent(context, loaded.value, chosen.value, actor);
};

const loadCurrentSession = async (
  context: DomainContext,
  scope: Scope,
  sessionId: string,
): Promise<Result<LoadedSession | null, DomainError>> => {
  const loaded = await loadSession(context, scope, sessionId);
  if (!loaded.ok || !isDue(loaded.value, context.now())) return loaded;
  return writeEvent(context, loaded.value, { type: 'expired', at: context.now().toISOString() }, system);
};

/** Whether the session's time is up, though nobody has written that down yet. */
export const isDue = (session: Pick<LoadedSession, 'state' | 'expiresAt'>, now: Date): boolean =>
  expirableStates.includes(session.state) && session.expiresAt <= now;

/** Refuses what comes after the end, with a code that a page can tell from a mere slip. */
export const refuseWhenOver = (session: LoadedSession): Result<null, DomainError> =>
  finalStates.includes(session.state) || session.state === 'in_review'
    ? fail(domainError('session_over', `The session is over: its state is ${session.state}.`))
    : ok(null);
