import type { Mail } from './mail-port.ts';
import type { Sms } from './sms-port.ts';

/** What goes out. Sealed in its delivery, because it names a person or holds a link. */
export type Message =
  | { readonly channel: 'webhook'; readonly body: string }
  | ({ readonly channel: 'email' } & Mail)
  | ({ readonly channel: 'sms' } & Sms);

export type Channel = Message['channel'];

/** Characters. A webhook is thin (Standard Webhooks 1.0: below 20 KB); ten short messages make a long one. */
const maxLengths: Readonly<Record<Channel, number>> = { webhook: 20_000, email: 200_000, sms: 1_600 };

/** Throws where a message is longer than its channel takes: whoever writes one has to keep it short. */
export const assertLength = (message: Message): void => {
  const length = textOf(message).length;
  const max = maxLengths[message.channel];
  if (length > max)
    throw new Error(`A message by ${message.channel} has ${max} characters at most, this one has ${length}.`);
};

const textOf = (message: Message): string => {
  switch (message.channel) {
    case 'webhook':
      return message.body;
    case 'email':
      return `${message.subject}${message.text}${message.html ?? ''}`;
    case 'sms':
      return message.text;
  }
};

/** Bytes of an answer that are kept. */
export const MAX_RESPONSE_BYTES = 1024;

export const bodyPurpose = (deliveryId: string): string => `delivery:${deliveryId}:body`;

export const responsePurpose = (deliveryId: string, attempt: number): string =>
  `delivery_attempt:${deliveryId}:${attempt}:response`;
