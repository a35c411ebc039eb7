import { setTimeout as wait } from 'node:timers/promises';
import { ok, type Result } from '@gatehouse/core/result.ts';
import type { DomainError } from '../../errors.ts';
import type { DomainContext } from '../context.ts';
import { getCurrentSession } from './open-session.ts';
import type { LoadedSession } from './session.ts';

/** Between two looks at the session; each is twice as long as the one before, up to the last. */
const FIRST_PAUSE_MS = 15;
const LONGEST_PAUSE_MS = 240;

/**
 * The session once no check or script has the turn any more, or as it stands when the time is up: for callers who want to
 * know what comes next in the answer to a submission.
 */
export const settleSession = async (
  context: DomainContext,
  session: LoadedSession,
  withinMs: number,
): Promise<Result<LoadedSession, DomainError>> => {
  const until = performance.now() + withinMs;
  let current = session;
  for (let pause = FIRST_PAUSE_MS; current.run.phase === 'evaluation'; pause = Math.min(2 * pause, LONGEST_PAUSE_MS)) {
    const left = until - performance.now();
    if (left <= 0) break;
    await wait(Math.min(pause, left));
    const read = await getCurrentSession(context, session.scope, session.id);
    if (!read.ok) return read;
    current = read.value;
  }
  return ok(current);
};
