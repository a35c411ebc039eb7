import type { Scope } from '../../db/scope.ts';
import type { AnnouncementWork } from './announce.ts';

export interface Wait {
  readonly sessionId: string;
  readonly workflowId: string;
  /** The event of the session's log that brought the run there. */
  readonly eventNumber: number;
  /** UTC, ISO 8601 with milliseconds. */
  readonly at: string;
}

/** The payload of the job that tells endpoints of a session which waited before and now waits for something outside. */
export const waitAnnouncement = (
  { organizationId, environment }: Scope,
  { sessionId, workflowId, eventNumber, at }: Wait,
): AnnouncementWork => ({
  organizationId,
  environment,
  cause: `session:${sessionId}:${eventNumber}:waiting`,
  event: { type: 'session.waiting', timestamp: at, data: { sessionId, workflowId, state: 'waiting', decision: null } },
});
