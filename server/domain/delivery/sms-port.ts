import type { MessageSubject, SendOutcome } from './channel-port.ts';

export interface Sms {
  /** E.164: `+` and 7 to 15 digits. */
  readonly to: string;
  readonly text: string;
}

/** The way out for short messages. */
export interface SmsSender {
  /** `outbox`: no provider is set, and messages are written to files of the data folder. */
  readonly kind: 'twilio' | 'outbox';
  /** Resolves within 20 seconds. */
  send(sms: Sms, about: MessageSubject): Promise<SendOutcome>;
  /** Deletes what was written to files about these sessions and entities; nothing where messages leave. */
  forget(subjectIds: readonly string[]): Promise<void>;
}
