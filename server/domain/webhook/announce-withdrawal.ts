import type { Scope } from '../../db/scope.ts';
import type { AnnouncementWork } from './announce.ts';

export interface Withdrawal {
  readonly sessionId: string;
  readonly workflowId: string;
  /** The event of the session's log. */
  readonly eventNumber: number;
  /** UTC, ISO 8601 with milliseconds. */
  readonly at: string;
}

/** The payload of the job that tells endpoints of a consent that was taken back; which one it was, the session's log says. */
export const withdrawalAnnouncement = (
  { organizationId, environment }: Scope,
  { sessionId, workflowId, eventNumber, at }: Withdrawal,
): AnnouncementWork => ({
  organizationId,
  environment,
  cause: `session:${sessionId}:${eventNumber}`,
  event: { type: 'consent.withdrawn', timestamp: at, data: { sessionId, workflowId } },
});
