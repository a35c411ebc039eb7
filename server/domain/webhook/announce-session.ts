import type { WebhookEventType } from '@gatehouse/core/contract/webhook-event.ts';
import type { SessionState } from '@gatehouse/core/workflow/run.ts';
import type { DomainContext } from '../context.ts';
import type { SessionChange } from '../session/session.ts';
import { announce } from './announce.ts';

type SessionEventType = Extract<WebhookEventType, `session.${string}`>;

/** What is told of a session that went to a state. */
const eventTypes: Readonly<Record<SessionState, SessionEventType>> = {
  created: 'session.created',
  active: 'session.opened',
  waiting: 'session.waiting',
  in_review: 'session.in_review',
  completed: 'session.completed',
  expired: 'session.expired',
  cancelled: 'session.cancelled',
  failed: 'session.failed',
};

/** Tells the endpoints of a session's new state. A session that goes on after it waited was opened before: that is no event. */
export const announceSession = async (context: DomainContext, change: SessionChange): Promise<void> => {
  if (change.to === 'active' && change.from !== 'created') return;
  const { organizationId, environment, sessionId, workflowId, eventNumber } = change;
  await announce(
    context,
    { organizationId, environment },
    {
      cause: `session:${sessionId}:${eventNumber}`,
      event: {
        type: eventTypes[change.to],
        timestamp: change.at,
        data: { sessionId, workflowId, state: change.to, decision: change.decision },
      },
    },
  );
};
