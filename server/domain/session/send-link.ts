import { MAX_SESSION_MESSAGES } from '@gatehouse/core/node/notify-message.ts';
import { fail, ok, type Result } from '@gatehouse/core/result.ts';
import type { Scope } from '../../db/scope.ts';
import { type DomainError, domainError } from '../../errors.ts';
import type { DomainContext } from '../context.ts';
import { attemptNow } from '../delivery/attempt-now.ts';
import { listMessageIds } from '../delivery/delivery.queries.ts';
import type { Message } from '../delivery/message.ts';
import { getOrganization } from '../organization/read-organization.ts';
import { refuseWhenOver } from './apply-event.ts';
import { getCurrentSession } from './open-session.ts';

export interface LinkMessage {
  readonly channel: 'email' | 'sms';
  /** An e-mail address, or a number in E.164. */
  readonly to: string;
  /** The link of the session. */
  readonly url: string;
}

const noId = '00000000-0000-0000-0000-000000000000';

/**
 * Sends a person the link of a session that is not over, at once and once; gives the id of the delivery. `session_over`,
 * `erased`, `rate_limited` once the session has sent as many messages as it may, and `unavailable` where it could not be
 * sent.
 */
export const sendLink = async (
  context: DomainContext,
  scope: Scope,
  sessionId: string,
  message: LinkMessage,
): Promise<Result<{ deliveryId: string }, DomainError>> => {
  const session = await getCurrentSession(context, scope, sessionId);
  if (!session.ok) return session;
  const over = refuseWhenOver(session.value);
  if (!over.ok) return over;
  const query = { sessionId, except: noId, limit: MAX_SESSION_MESSAGES };
  const sent = await listMessageIds(context.database.scoped(scope), scope, query);
  if (sent.length >= MAX_SESSION_MESSAGES) return fail(sentEnough);
  const made = await attemptNow(context, scope, {
    eventType: 'notice',
    sessionId,
    message: await toMessage(context, scope, message),
  });
  if (!made.ok) return made;
  return made.value.outcome.ok ? ok({ deliveryId: made.value.deliveryId }) : fail(notSent);
};

const sentEnough = domainError('rate_limited', `A session sends ${MAX_SESSION_MESSAGES} messages at most.`);
const notSent = domainError('unavailable', 'The message could not be sent. Its delivery says why.');

const toMessage = async (
  context: DomainContext,
  { organizationId }: Scope,
  { channel, to, url }: LinkMessage,
): Promise<Message> => {
  const { name, settings } = await getOrganization(context, organizationId);
  const sender = settings.branding.name ?? name;
  const text = `${sender} asks you to go on with your verification: ${url}`;
  if (channel === 'sms') return { channel, to, text };
  const subject = `Your verification with ${sender}`;
  return { channel, to, fromName: sender, subject, text: `${text}\n`, html: null };
};
