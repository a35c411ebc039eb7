import type { DomainContext } from '../context.ts';
import { readRetryAfter } from '../delivery/back-off.ts';
import type { SendOutcome } from '../delivery/channel-port.ts';
import { MAX_RESPONSE_BYTES } from '../delivery/message.ts';
import type { OutboundAnswer } from '../outbound/outbound-port.ts';
import type { WebhookTarget } from './find-target.ts';
import { signMessage } from './secret.ts';

/** Standard Webhooks 1.0 asks for 15 to 30 seconds. */
const TIMEOUT_MS = 15_000;

/** Gone (RFC 9110, 15.5.11): the receiver wants no more of them. */
export const GONE = 410;

/**
 * One attempt at a webhook (Standard Webhooks 1.0): signed anew, because the time is part of what is signed; the id stays.
 * Any answer but 2xx is a failure, a redirect too.
 */
export const sendWebhook = async (
  { outbound }: Pick<DomainContext, 'outbound'>,
  target: WebhookTarget,
  message: { readonly id: string; readonly body: string; readonly at: Date },
): Promise<SendOutcome> => {
  const timestamp = Math.floor(message.at.getTime() / 1000);
  const sent = await outbound.send({
    method: 'POST',
    url: target.url,
    headers: {
      'content-type': 'application/json',
      'user-agent': 'Gatehouse',
      'webhook-id': message.id,
      'webhook-timestamp': String(timestamp),
      'webhook-signature': signMessage(target.secrets, { ...message, timestamp }),
    },
    body: Buffer.from(message.body, 'utf8'),
    timeoutMs: TIMEOUT_MS,
    maxAnswerBytes: MAX_RESPONSE_BYTES,
    truncate: true,
    allowedHosts: null,
    redirects: 0,
  });
  if (sent.ok) return toOutcome(sent.value, message.at);
  const { sentence } = sent.error;
  return { ok: false, statusCode: null, response: null, isPermanent: false, error: sentence, retryAfterMs: null };
};

const toOutcome = ({ status, body, headers }: OutboundAnswer, now: Date): SendOutcome => {
  const answer = { statusCode: status, response: body.length === 0 ? null : body };
  if (status >= 200 && status < 300) return { ok: true, ...answer };
  return {
    ok: false,
    ...answer,
    isPermanent: status === GONE,
    error: sentenceOf(status),
    retryAfterMs: readRetryAfter(headers['retry-after'], now),
  };
};

const sentenceOf = (status: number): string => {
  if (status === GONE) return 'The endpoint answered 410: it is gone for good.';
  if (status >= 300 && status < 400) {
    return `The endpoint answered ${status}: redirects are not followed. Set the URL that it leads to.`;
  }
  return `The endpoint answered ${status}.`;
};
