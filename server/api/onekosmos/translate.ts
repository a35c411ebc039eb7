import type { JsonObject } from '@gatehouse/core/json.ts';
import { finalStates, type Run, type SessionState } from '@gatehouse/core/workflow/run.ts';
import { type SummaryCode, summaryOf } from '@gatehouse/core/workflow/summary.ts';
import type { NodeProgress, NodeRecord } from '../../domain/session/read-nodes.ts';
import { expirableStates } from '../../domain/session/session.ts';
import type { NamedNode } from './node-names.ts';

/** Ids of instances are random and let the person in; they are cut short wherever they are logged. */
export const toInstanceId = (publicId: string): string => `wfi-${publicId}`;

/** As it came or without its prefix; the look-up says whether there is such an instance. */
export const fromInstanceId = (id: string): string => id.replace(/^wfi-/i, '');

export const toWorkflowId = (id: string): string => `wf-${id}`;

export const fromWorkflowId = (id: string): string => id.replace(/^wf-/i, '');

export const instanceUrl = (baseUrl: string, publicId: string): string =>
  `${baseUrl}/workflow/wf_instance/${toInstanceId(publicId)}`;

/** UTC, ISO 8601 with milliseconds; an empty text for what has not happened. */
export const toTime = (time: Date | null): string => time?.toISOString() ?? '';

/** The words of the vendor for an instance. */
export const instanceStatuses = [
  'PENDING',
  'STARTED',
  'EXPIRED',
  'COMPLETED',
  'FAILED',
  'SUCCESS',
  'INPROGRESS',
  'NOT_PERFORMED',
] as const;

export type InstanceStatus = (typeof instanceStatuses)[number];

/** Our states in the vendor's words; an active session is INPROGRESS from the first submission on. */
const statuses: Readonly<Record<SessionState, InstanceStatus>> = {
  created: 'PENDING',
  active: 'STARTED',
  waiting: 'INPROGRESS',
  in_review: 'INPROGRESS',
  completed: 'COMPLETED',
  expired: 'EXPIRED',
  cancelled: 'FAILED',
  failed: 'FAILED',
};

export interface StatusOf {
  readonly state: SessionState;
  readonly expiresAt: Date;
  readonly hasSubmitted: boolean;
}

/** `now`: a session whose time is up has expired, whether or not somebody has written that down. */
export const toStatus = ({ state, expiresAt, hasSubmitted }: StatusOf, now: Date): InstanceStatus => {
  if (expirableStates.includes(state) && expiresAt <= now) return 'EXPIRED';
  return state === 'active' && hasSubmitted ? 'INPROGRESS' : statuses[state];
};

export interface StateFilter {
  readonly states: readonly SessionState[];
  /** Of active sessions; null for all of them. */
  readonly activeHasSubmitted: boolean | null;
}

/** The states that any of the words mean: none for NOT_PERFORMED, which is a word for nodes. */
export const fromStatuses = (words: readonly InstanceStatus[]): StateFilter => {
  const isAsked = (word: InstanceStatus): boolean =>
    words.includes(word) || (word === 'COMPLETED' && words.includes('SUCCESS'));
  const [started, inProgress] = [isAsked('STARTED'), isAsked('INPROGRESS')];
  const states = (Object.keys(statuses) as SessionState[]).filter((state) =>
    state === 'active' ? started || inProgress : isAsked(statuses[state]),
  );
  return { states, activeHasSubmitted: started === inProgress ? null : inProgress };
};

const nodeStatuses: Readonly<Record<NodeProgress, string>> = {
  not_visited: 'NOT_PERFORMED',
  awaits_person: 'STARTED',
  under_way: 'INPROGRESS',
  completed: 'COMPLETED',
  failed: 'FAILED',
};

export const toNodeStatus = (progress: NodeProgress): string => nodeStatuses[progress];

/** What a node brought: its fields by the vendor's names, and beside them what a check said. */
export const toResultData = (
  { result }: Pick<NodeRecord, 'result'>,
  { fields }: Pick<NamedNode, 'fields'>,
): JsonObject => {
  if (result === null) return {};
  const named = Object.entries(result.fields).map(([name, value]) => [fields.toVendor(name), value] as const);
  const { verdict } = result;
  return {
    ...Object.fromEntries(named),
    ...(verdict !== null && {
      verdict: {
        outcome: verdict.outcome,
        score: verdict.score,
        reasons: verdict.reasons.map(({ code, sentence }) => ({ code, sentence })),
        evidence: verdict.evidence.map(({ name, value }) => ({ name, value })),
      },
    }),
  };
};

/** The vendor's words for what was taken in. */
const summaryWords: Readonly<Record<SummaryCode, string>> = {
  selfie: 'Biometric',
  passport: 'Passport',
  driving_licence: "Driver's license",
  identity_card: 'ID card',
};

export const toSummary = (run: Run): string[] => summaryOf(run).map((code) => summaryWords[code]);

/** Whether the person has nothing to do any more. */
export const isOver = (state: SessionState): boolean => finalStates.includes(state) || state === 'in_review';
