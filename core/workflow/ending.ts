import type { Decision, Reason, SessionState } from './run.ts';

/** How a run ends. `in_review` is an end for the person; a reviewer still decides. */
export interface Ending {
  readonly state: Extract<SessionState, 'completed' | 'in_review' | 'failed'>;
  readonly decision: Decision | null;
}

/**
 * How a run ends at an outcome that has no edge. A flow may just end; a check that failed rejects; what nobody could
 * settle goes to a person; a technical failure is never a decision.
 */
const endings: ReadonlyMap<string, Ending> = new Map<string, Ending>([
  ['next', { state: 'completed', decision: null }],
  ['success', { state: 'completed', decision: null }],
  ['back', { state: 'completed', decision: null }],
  ['fail', { state: 'completed', decision: 'rejected' }],
  ['unresolved', { state: 'in_review', decision: null }],
  ['timeout', { state: 'in_review', decision: null }],
  ['low_resolution', { state: 'in_review', decision: null }],
  ['error', { state: 'failed', decision: null }],
]);

/** A named branch without an edge just ends, as `next` does: it never approves. */
export const endingOf = (outcome: string): Ending => endings.get(outcome) ?? { state: 'completed', decision: null };

/** Reasons that the engine itself gives. */
export const engineReasons = {
  loop: {
    code: 'loop',
    sentence: 'The workflow went round in a circle without anybody acting, and was stopped.',
  },
  attemptsUsedUp: {
    code: 'attempts_used_up',
    sentence: 'The step was tried as often as the workflow allows.',
  },
  nodeUnusable: {
    code: 'node_unusable',
    sentence: 'The node has an unknown type or a configuration that does not fit its type.',
  },
  timedOut: { code: 'timed_out', sentence: 'Nothing came in the time that the workflow allows.' },
  consentWithdrawn: { code: 'consent_withdrawn', sentence: 'The person withdrew a consent.' },
  nodeMissing: { code: 'node_missing', sentence: 'The workflow leads to a node that it does not have.' },
} as const satisfies Readonly<Record<string, Reason>>;
