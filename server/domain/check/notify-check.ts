import type { JsonObject } from '@gatehouse/core/json.ts';
import {
  MAX_SESSION_MESSAGES,
  messageLimitReached,
  type NotifyMessage,
  renderNotifyMessage,
} from '@gatehouse/core/node/notify-message.ts';
import type { Reason } from '@gatehouse/core/workflow/run.ts';
import type { DomainContext } from '../context.ts';
import { causedId } from '../delivery/caused-id.ts';
import { createDeliveryAlone } from '../delivery/create-delivery.ts';
import { listMessageIds } from '../delivery/delivery.queries.ts';
import type { Message } from '../delivery/message.ts';
import { timeOfId } from '../id-time.ts';
import { getOrganization } from '../organization/read-organization.ts';
import type { LoadedSession } from '../session/session.ts';
import type { Check } from './check.ts';

/**
 * Writes a notify node's message down as a delivery: `{ ok: true, deliveryId }`, or `{ ok: false, reason }` where there is
 * nobody to send it to or the session has sent its messages. Run again for the same attempt it finds the delivery that it made before.
 */
export const checkNotify: Check = async (context, session) => {
  const node = session.graph.nodes.find(({ id }) => id === session.run.node);
  const rendered = renderNotifyMessage(node?.config ?? {}, { run: session.run, sessionId: session.id });
  if (!rendered.ok) return refused(rendered.error);
  const id = idOf(session);
  if (await isLimitReached(context, session, id)) return refused(messageLimitReached);
  const made = await createDeliveryAlone(context, session.scope, {
    id,
    eventType: 'notice',
    sessionId: session.id,
    message: await toMessage(context, session, rendered.value),
  });
  if (!made.ok) return refused({ code: 'notify_not_possible', sentence: made.error.detail });
  return { ok: true, deliveryId: made.value.id };
};

/** Messages other than this one, which may be there already. */
const isLimitReached = async (
  { database }: DomainContext,
  { scope, id: sessionId }: LoadedSession,
  except: string,
): Promise<boolean> => {
  const query = { sessionId, except, limit: MAX_SESSION_MESSAGES };
  const ids = await listMessageIds(database.scoped(scope), scope, query);
  return ids.length === MAX_SESSION_MESSAGES;
};

const refused = ({ code, sentence }: Reason): JsonObject => ({ ok: false, reason: { code, sentence } });

const idOf = ({ scope, id, run }: LoadedSession): string =>
  causedId(lastTime(id, run.results), [
    scope.organizationId,
    scope.environment,
    id,
    run.number,
    run.node ?? '',
    run.attempt,
  ]);

/** When the run came to the node, as far as its session and its results tell: the same however often it is asked for. */
const lastTime = (sessionId: string, results: LoadedSession['run']['results']): Date =>
  new Date(Math.max(timeOfId(sessionId).getTime(), ...Object.values(results).map(({ at }) => Date.parse(at))));

const toMessage = async (
  context: DomainContext,
  { scope }: LoadedSession,
  message: NotifyMessage,
): Promise<Message> => {
  if (message.channel === 'sms') return { channel: 'sms', to: message.to, text: message.text };
  const { name, settings } = await getOrganization(context, scope.organizationId);
  const { to, subject, text } = message;
  return { channel: 'email', to, fromName: settings.branding.name ?? name, subject, text, html: null };
};
