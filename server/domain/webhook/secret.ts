import { createHmac, randomBytes } from 'node:crypto';
import type { DomainContext } from '../context.ts';
import type { DataKey } from '../sealing/sealing.ts';

/** Standard Webhooks 1.0: 24 to 64 bytes. */
const SECRET_BYTES = 32;
const PREFIX = 'whsec_';

/** A secret as it is shown: `whsec_` and base64. */
export const createSecret = (): string => `${PREFIX}${randomBytes(SECRET_BYTES).toString('base64')}`;

export interface SignedMessage {
  readonly id: string;
  /** Seconds since 1970. */
  readonly timestamp: number;
  readonly body: string;
}

/**
 * The header `webhook-signature` (Standard Webhooks 1.0, "Signature scheme"): for each secret `v1,` and the base64 of
 * HMAC-SHA256 over `id.timestamp.body`, with spaces between.
 */
export const signMessage = (secrets: readonly string[], { id, timestamp, body }: SignedMessage): string =>
  secrets
    .map((secret) => {
      const key = Buffer.from(secret.slice(PREFIX.length), 'base64');
      return `v1,${createHmac('sha256', key).update(`${id}.${timestamp}.${body}`, 'utf8').digest('base64')}`;
    })
    .join(' ');

/** Which of an endpoint's two secrets: sealed bytes of one do not open in the place of the other. */
export type SecretColumn = 'secret' | 'previous_secret';

const secretPurpose = (endpointId: string, column: SecretColumn): string => `webhook_endpoint:${endpointId}:${column}`;

type SealingContext = Pick<DomainContext, 'sealing'>;

export const sealSecret = (
  { sealing }: SealingContext,
  dataKey: DataKey,
  { endpointId, column }: { readonly endpointId: string; readonly column: SecretColumn },
  secret: string,
): Uint8Array => sealing.seal(dataKey, secretPurpose(endpointId, column), Buffer.from(secret, 'utf8'));

export const openSecret = (
  { sealing }: SealingContext,
  dataKey: DataKey,
  { endpointId, column }: { readonly endpointId: string; readonly column: SecretColumn },
  sealed: Uint8Array,
): string => Buffer.from(sealing.open(dataKey, secretPurpose(endpointId, column), sealed)).toString('utf8');
