import type { Scope } from '../../db/scope.ts';
import type { DomainContext } from '../context.ts';
import { findWebhookTarget } from '../webhook/find-target.ts';
import { sendWebhook } from '../webhook/send-webhook.ts';
import type { SendOutcome } from './channel-port.ts';
import type { MadeAttempt } from './delivery.ts';
import { MAX_RESPONSE_BYTES, type Message } from './message.ts';

export interface Sendable {
  readonly id: string;
  readonly endpointId: string | null;
  readonly sessionId: string | null;
  readonly entityId: string | null;
  readonly message: Message;
  /** A test reaches an endpoint that is switched off, too. */
  readonly isTest: boolean;
}

/** Why nothing was sent: the endpoint was deleted, or is switched off. */
export type NotSent = 'endpoint_deleted' | 'endpoint_disabled';

/** Sends once, outside any transaction. Only bugs and a lost database throw. */
export const sendMessage = async (
  context: DomainContext,
  scope: Scope,
  sendable: Sendable,
): Promise<MadeAttempt | NotSent> => {
  const { message, id, sessionId, entityId } = sendable;
  const about = { deliveryId: id, sessionId, entityId };
  switch (message.channel) {
    case 'webhook': {
      const target = await findWebhookTarget(context, scope, sendable.endpointId ?? '', sendable.isTest);
      if (typeof target === 'string') return target;
      return timed(context, (at) => sendWebhook(context, target, { id, body: message.body, at }));
    }
    case 'email':
      return timed(context, () => context.mailer.send(message, about));
    case 'sms':
      return timed(context, () => context.sms.send(message, about));
  }
};

const timed = async (
  context: Pick<DomainContext, 'now'>,
  send: (at: Date) => Promise<SendOutcome>,
): Promise<MadeAttempt> => {
  const at = context.now();
  const start = performance.now();
  const outcome = await send(at);
  const response = outcome.response?.subarray(0, MAX_RESPONSE_BYTES) ?? null;
  return { at, durationMs: Math.round(performance.now() - start), outcome: { ...outcome, response } };
};
