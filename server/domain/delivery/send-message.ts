import type { Scope } from '../../db/scope.ts';
import type { DomainContext } from '../context.ts';
import type { DataKey } from '../sealing/sealing.ts';
import { takeFailingSlot } from '../webhook/failing-slots.ts';
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
  /** Of the delivery; a webhook’s is the organization’s. */
  readonly dataKey: DataKey;
  /** A test reaches an endpoint that is switched off, too. */
  readonly isTest: boolean;
}

/** Why nothing was sent: the endpoint was deleted, is switched off, or fails and is being tried often enough already. */
export type NotSent = 'endpoint_deleted' | 'endpoint_disabled' | 'endpoint_busy';

/** Sends once, outside any transaction. Only bugs and a lost database throw. */
export const sendMessage = async (
  context: DomainContext,
  scope: Scope,
  sendable: Sendable,
): Promise<MadeAttempt | NotSent> => {
  const { message, id, sessionId, entityId } = sendable;
  const about = { deliveryId: id, sessionId, entityId };
  switch (message.channel) {
    case 'webhook':
      return sendToEndpoint(context, scope, sendable, message.body);
    case 'email':
      return timed(context, () => context.mailer.send(message, about));
    case 'sms':
      return timed(context, () => context.sms.send(message, about));
  }
};

const sendToEndpoint = async (
  context: DomainContext,
  scope: Scope,
  { id, endpointId, dataKey, isTest }: Sendable,
  body: string,
): Promise<MadeAttempt | NotSent> => {
  const target = await findWebhookTarget(context, scope, { endpointId: endpointId ?? '', dataKey, isTest });
  if (typeof target === 'string') return target;
  const send = () => timed(context, (at) => sendWebhook(context, target, { id, body, at }));
  if (isTest || !target.isFailing) return send();
  const giveBack = takeFailingSlot(context.database, scope.organizationId);
  return giveBack === null ? 'endpoint_busy' : send().finally(giveBack);
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
