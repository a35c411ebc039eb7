/** What one attempt to send a message came to. */
export type SendOutcome =
  | {
      readonly ok: true;
      /** Of HTTP or SMTP; null where the channel has none. */
      readonly statusCode: number | null;
      /** The other side's answer, of which the beginning is kept, sealed: it may name a person. */
      readonly response: Uint8Array | null;
    }
  | {
      readonly ok: false;
      readonly statusCode: number | null;
      readonly response: Uint8Array | null;
      /** Trying again cannot help: the other side refused this recipient or message for good. */
      readonly isPermanent: boolean;
      /** For people, kept in clear: never a recipient, a text or a credential. */
      readonly error: string;
      /** What the other side asked to wait for; null where it did not. */
      readonly retryAfterMs: number | null;
    };

/** Whom a message is about: where it is put into a file, the file can be found again at an erasure. */
export interface MessageSubject {
  readonly deliveryId: string;
  readonly sessionId: string | null;
  readonly entityId: string | null;
}
