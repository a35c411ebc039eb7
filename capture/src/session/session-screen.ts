import type { CaptureState } from '@gatehouse/core/contract/capture.ts';
import type { Failure } from '../api/failure.ts';

/** What fills the page: the state that the server sent, or why there is none. */
export type SessionScreen =
  | { readonly kind: 'loading' }
  /** The link is unknown, or nothing is left to do behind it: trying again is of no use. */
  | { readonly kind: 'closed'; readonly reason: 'link_invalid' | 'session_over' }
  | { readonly kind: 'unreachable'; readonly failure: Failure }
  | { readonly kind: 'ready'; readonly state: CaptureState };

/** `moved_on`: the step was done elsewhere. `withdrawn`: a consent was. `reconnecting`: the page shows the last state that it knows. */
export type SessionNotice = 'moved_on' | 'withdrawn' | 'reconnecting';

/** Identifies the step on screen: another value means that a new step begins. */
export const stepKey = (state: CaptureState): string =>
  state.step === null ? state.view.kind : `${state.view.kind}:${state.step.node}:${state.step.attempt}`;

/** How a failed reading of the state changes what is shown. What is on the screen stays there while the network is gone. */
export const screenAfterFailure = (screen: SessionScreen, failure: Failure): SessionScreen => {
  if (failure.kind === 'refused') {
    if (failure.code === 'session_over' || failure.code === 'erased') return { kind: 'closed', reason: 'session_over' };
    if (failure.status === 401 || failure.status === 404) return { kind: 'closed', reason: 'link_invalid' };
  }
  return screen.kind === 'ready' ? screen : { kind: 'unreachable', failure };
};
