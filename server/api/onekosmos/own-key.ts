import type { KeyObject } from 'node:crypto';
import { LRUCache } from 'lru-cache';
import type { DomainContext } from '../../domain/context.ts';
import { getServerKey } from '../../domain/sealing/server-key.ts';
import { createKeyPair, deriveSecret, openPrivateKey, openPublicKey, readPublicKey } from './cipher.ts';

/** The server's side of every encrypted conversation. */
export interface OwnKey {
  /** As `/publickeys` gives it. */
  readonly publicKey: string;
  /** What the server shares with the holder of a public key in base64; null for what is no key. */
  secretWith(publicKey: string): KeyObject | null;
}

/** About 10 MB. Beyond so many callers the one seen longest ago is derived anew, which costs about half a millisecond. */
const REMEMBERED_CALLERS = 10_000;

/** The key lives as long as the database: clients keep it for a day, and scripts write it down. */
export const openOwnKey = async (context: Pick<DomainContext, 'database' | 'sealing' | 'now'>): Promise<OwnKey> =>
  createOwnKey(await getServerKey(context, 'onekosmos', createKeyPair));

/** Throws for a secret that is no scalar of the curve. */
export const createOwnKey = ({ publicKey, secret }: { publicKey: Uint8Array; secret: Uint8Array }): OwnKey => {
  const privateKey = openPrivateKey(secret);
  if (privateKey === null) throw new Error('The server’s own key of the 1Kosmos API is not a key of its curve.');
  const secrets = new LRUCache<string, KeyObject>({ max: REMEMBERED_CALLERS });
  return {
    publicKey: Buffer.from(publicKey).toString('base64'),
    secretWith: (caller) => {
      const known = secrets.get(caller);
      if (known !== undefined) return known;
      const bytes = readPublicKey(caller);
      const key = bytes === null ? null : openPublicKey(bytes);
      if (key === null) return null;
      const derived = deriveSecret(privateKey, key);
      secrets.set(caller, derived);
      return derived;
    },
  };
};
