import type { WebhookEvent } from '@gatehouse/core/contract/webhook-event.ts';

/** Why a message was not believed. */
export class WebhookError extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'WebhookError';
  }
}

export interface WebhookMessage {
  /** The body exactly as it came: not parsed and written again. */
  readonly body: string | Uint8Array;
  /** `webhook-id`, `webhook-timestamp` and `webhook-signature` are looked for, in any case. */
  readonly headers: Headers | Readonly<Record<string, string | readonly string[] | undefined>>;
  /** `whsec_...`, as the endpoint was given it. */
  readonly secret: string;
  /** How old a message may be, in seconds. 300 by default. */
  readonly toleranceSeconds?: number;
  /** Now, for tests. */
  readonly now?: Date;
}

/**
 * Checks the signature of a webhook (Standard Webhooks 1.0: HMAC-SHA256 over `id.timestamp.body`) and gives what it says,
 * with the message's id, under which it comes again when it is repeated.
 *
 * @throws WebhookError where the message is not from Gatehouse, was changed, or is too old
 */
export const verifyWebhook = async (message: WebhookMessage): Promise<{ id: string; event: WebhookEvent }> => {
  const { secret, toleranceSeconds = 300, now = new Date() } = message;
  const read = (name: string): string => {
    const value = readHeader(message.headers, name);
    if (value === undefined || value === '') throw new WebhookError(`The header ${name} is missing.`);
    return value;
  };
  const [id, timestamp, signatures] = [read('webhook-id'), read('webhook-timestamp'), read('webhook-signature')];
  if (!/^\d{1,12}$/.test(timestamp)) throw new WebhookError('The header webhook-timestamp is not a time.');
  if (Math.abs(now.getTime() / 1000 - Number(timestamp)) > toleranceSeconds) {
    throw new WebhookError('The message is too old, or one of the two clocks is wrong.');
  }
  const body = typeof message.body === 'string' ? message.body : new TextDecoder().decode(message.body);
  const key = await importSecret(secret);
  const signed = new TextEncoder().encode(`${id}.${timestamp}.${body}`);
  const candidates = signatures.split(' ').flatMap((part) => (part.startsWith('v1,') ? [part.slice(3)] : []));
  for (const candidate of candidates) {
    const bytes = fromBase64(candidate);
    // WebCrypto compares in constant time.
    if (bytes !== null && (await crypto.subtle.verify('HMAC', key, bytes, signed)))
      return { id, event: JSON.parse(body) };
  }
  throw new WebhookError('The signature does not fit: the secret is another one, or the body was changed.');
};

const readHeader = (headers: WebhookMessage['headers'], name: string): string | undefined => {
  if (headers instanceof Headers) return headers.get(name) ?? undefined;
  const found = Object.entries(headers).find(([key]) => key.toLowerCase() === name)?.[1];
  return typeof found === 'string' ? found : found?.[0];
};

const importSecret = async (secret: string) => {
  const bytes = fromBase64(secret.replace(/^whsec_/, ''));
  if (bytes === null || bytes.length < 16) throw new WebhookError('The secret is not one of an endpoint: whsec_...');
  return crypto.subtle.importKey('raw', bytes, { name: 'HMAC', hash: 'SHA-256' }, false, ['verify']);
};

const fromBase64 = (text: string): Uint8Array<ArrayBuffer> | null => {
  try {
    return Uint8Array.from(atob(text), (character) => character.charCodeAt(0));
  } catch {
    return null;
  }
};
