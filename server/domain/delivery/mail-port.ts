import type { MessageSubject, SendOutcome } from './channel-port.ts';

export interface Mail {
  /** One address; never a list. */
  readonly to: string;
  /** Who is named as the sender, before the server's own address; null for that address alone. */
  readonly fromName: string | null;
  readonly subject: string;
  readonly text: string;
  /** Beside the text, for readers that show it; null where there is none. */
  readonly html: string | null;
}

/** The way out for mail. */
export interface Mailer {
  /** `outbox`: no mail server is set, and mail is written to files of the data folder. */
  readonly kind: 'smtp' | 'outbox';
  /** Resolves within 45 seconds. A mail that is sent twice for one delivery has the same Message-ID. */
  send(mail: Mail, about: MessageSubject): Promise<SendOutcome>;
  /** Deletes what was written to files about these sessions and entities; nothing where mail leaves. */
  forget(subjectIds: readonly string[]): Promise<void>;
  close(): Promise<void>;
}
