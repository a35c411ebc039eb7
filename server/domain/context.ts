import type { Database } from '../db/client.ts';
import type { CaptchaVerifier } from './captcha/captcha-port.ts';
import type { DocumentReader } from './check/document-reader-port.ts';
import type { ScriptRunner } from './check/script-port.ts';
import type { Mailer } from './delivery/mail-port.ts';
import type { SmsSender } from './delivery/sms-port.ts';
import type { BlobStore } from './document/blob-port.ts';
import type { ImageInspector } from './document/image-port.ts';
import type { ErasureLog } from './entity/erasure-log-port.ts';
import type { OutboundHttp } from './outbound/outbound-port.ts';
import type { Sealing } from './sealing/sealing.ts';
import type { SessionQueue } from './session/session-queue.ts';

/** What every domain function is given first: the database, the ports, the clock and the source of ids. */
export interface DomainContext {
  readonly database: Database;
  readonly sealing: Sealing;
  readonly blobs: BlobStore;
  readonly images: ImageInspector;
  readonly documentReader: DocumentReader;
  readonly outbound: OutboundHttp;
  readonly scripts: ScriptRunner;
  readonly mailer: Mailer;
  readonly sms: SmsSender;
  /** Null where the operator set none up. */
  readonly captcha: CaptchaVerifier | null;
  /** Whether the operator lets requests go to private addresses: an organization may then name localhost by http. */
  readonly allowsPrivateAddresses: boolean;
  readonly erasures: ErasureLog;
  readonly sessionQueue: SessionQueue;
  readonly now: () => Date;
  /** A uuid v7, so that rows lie in the order of their making. */
  readonly newId: () => string;
  /** Where links point: `https://gate.example.com`, without a slash at the end. */
  readonly baseUrl: string;
  /** How long a link lives when the caller says nothing. */
  readonly sessionLifetimeMs: number;
  /** Tells the relay that the outbox has rows. */
  readonly wakeRelay: () => void;
}
