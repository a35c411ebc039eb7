import { ok } from '@gatehouse/core/result.ts';
import type { Run } from '@gatehouse/core/workflow/run.ts';
import type { Scope } from '../../db/scope.ts';
import type { DomainError } from '../../errors.ts';
import { system } from '../actor.ts';
import type { DomainContext } from '../context.ts';
import { applyEvent } from './apply-event.ts';
import type { EvaluationAddress } from './evaluate-node.ts';
import { insertLaterWork } from './fire-timer.queries.ts';
import { loadSession } from './load-session.ts';

/** Names one attempt at a node that waits for its time. Ids only: this is a job's payload. */
export type TimerAddress = EvaluationAddress;

export const timerQueue = 'fire-timer';

/**
 * Tells the session that the time of its waiting node is up. An attempt that is over is left alone, and so is a session that
 * has expired meanwhile. A timer that comes before its time, because the clocks of queue and machine differ or one was
 * moved, is put off for what is missing: the run says when it is due.
 */
export const fireTimer = async (context: DomainContext, address: TimerAddress): Promise<void> => {
  const { organizationId, environment, sessionId, node, attempt } = address;
  const scope: Scope = { organizationId, environment };
  const loaded = await loadSession(context, scope, sessionId);
  if (!loaded.ok) return;
  const missingMs = missingTime(loaded.value.run, address, context.now());
  if (missingMs === null) return;
  if (missingMs > 0) {
    await putOff(context, scope, address, missingMs);
    return;
  }
  const applied = await applyEvent(context, scope, sessionId, system, (session, at) =>
    ok(missingTime(session.run, address, new Date(at)) === null ? null : { type: 'timer_fired', node, attempt, at }),
  );
  if (!applied.ok && !isGone(applied.error)) throw new Error(`The timer was refused. ${applied.error.detail}`);
};

/** How long the timer has still to run, 0 when it is due; null where the run waits for this timer no more. */
const missingTime = (run: Run, { runNumber, node, attempt }: TimerAddress, now: Date): number | null => {
  const isWaiting = run.number === runNumber && run.phase === 'waiting' && run.node === node && run.attempt === attempt;
  const dueAt = isWaiting ? run.pending?.dueAt : undefined;
  return typeof dueAt === 'string' ? Math.max(0, Date.parse(dueAt) - now.getTime()) : null;
};

const putOff = async (context: DomainContext, scope: Scope, address: TimerAddress, afterMs: number): Promise<void> => {
  const payload = JSON.stringify(address);
  await insertLaterWork(context.database, scope, { queue: timerQueue, payload, afterMs, now: context.now() });
  context.wakeRelay();
};

/** Nobody waits any more. Any other refusal is to be tried again. */
const isGone = ({ code }: DomainError): boolean => code === 'not_found' || code === 'erased';
