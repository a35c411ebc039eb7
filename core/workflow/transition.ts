import type { RunEventType } from './event.ts';
import type { SessionState } from './run.ts';

/** Where a run can be after the engine has moved on by itself: it stands at a node, or has come to an end. */
const onwards = ['active', 'waiting', 'in_review', 'completed', 'failed'] as const;

/**
 * The drawing at `sessionStates` as data: which events a state takes, and the states that each may lead to. An event
 * that is not here is refused. What is noted changes nothing. A consent may be withdrawn after the end too, which changes its result and not the
 * state. `submitted` may lead to `active` again: the next step, or another try at the same.
 */
export const transitions: Readonly<
  Record<SessionState, Readonly<Partial<Record<RunEventType, readonly SessionState[]>>>>
> = {
  created: { opened: onwards, noted: ['created'], cancelled: ['cancelled'], expired: ['expired'] },
  active: {
    submitted: onwards,
    went_back: onwards,
    noted: ['active'],
    consent_withdrawn: ['active', 'cancelled'],
    cancelled: ['cancelled'],
    expired: ['expired'],
  },
  waiting: {
    evaluated: onwards,
    evaluation_failed: onwards,
    timer_fired: onwards,
    outcome_given: onwards,
    noted: ['waiting'],
    consent_withdrawn: ['waiting', 'cancelled'],
    cancelled: ['cancelled'],
    expired: ['expired'],
  },
  in_review: {
    decided: ['completed'],
    noted: ['in_review'],
    consent_withdrawn: ['in_review', 'cancelled'],
    cancelled: ['cancelled'],
  },
  completed: { consent_withdrawn: ['completed'] },
  expired: { consent_withdrawn: ['expired'] },
  cancelled: { consent_withdrawn: ['cancelled'] },
  failed: { consent_withdrawn: ['failed'] },
};

export const takesEvent = (state: SessionState, event: RunEventType): boolean =>
  transitions[state][event] !== undefined;
