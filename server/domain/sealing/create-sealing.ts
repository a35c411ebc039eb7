import { createHmac, hkdfSync, randomBytes } from 'node:crypto';
import { LRUCache } from 'lru-cache';
import { openBytes, sealBytes } from './envelope.ts';
import type { DataKey, Sealing } from './sealing.ts';

export const masterKeyBytes = 32;
const dataKeyBytes = 32;

/** About 1 MB of keys; unwrapping one anew costs a few microseconds. */
const cachedDataKeys = 10_000;
const cachedLookupKeys = 64;

/** The master key itself encrypts nothing: each use has a key of its own (HKDF, RFC 5869) under one of these labels. */
const labels = {
  wrap: 'gatehouse/1/wrap data keys',
  lookup: 'gatehouse/1/look up: ',
  check: 'gatehouse/1/check value',
  fingerprint: 'gatehouse/1/fingerprint',
};

export interface SealingOptions {
  /** 32 bytes. */
  readonly masterKey: Uint8Array;
}

/** Throws when the master key is not 32 bytes: `loadMasterKey` gives no other. */
export const createSealing = ({ masterKey }: SealingOptions): Sealing => {
  if (masterKey.length !== masterKeyBytes) {
    throw new Error(`A master key has ${masterKeyBytes} bytes, this one has ${masterKey.length}.`);
  }
  const wrappingKey = derive(masterKey, labels.wrap);
  const dataKeys = new LRUCache<string, DataKey>({ max: cachedDataKeys });
  const lookupKeys = new LRUCache<string, Uint8Array>({
    max: cachedLookupKeys,
    memoMethod: (label) => derive(masterKey, labels.lookup + label),
  });

  const openDataKey = (id: string, wrapped: Uint8Array): DataKey => {
    const cached = dataKeys.get(id);
    if (cached !== undefined) return cached;
    const dataKey = { id, key: openBytes(wrappingKey, wrapPurpose(id), wrapped) };
    dataKeys.set(id, dataKey);
    return dataKey;
  };

  return {
    sealingKeyId: fingerprint(masterKey),
    checkValue: derive(masterKey, labels.check),
    createDataKey: (id) => {
      const key = randomBytes(dataKeyBytes);
      // Not cached yet: the transaction that stores it may still fail.
      return { dataKey: { id, key }, wrapped: sealBytes(wrappingKey, wrapPurpose(id), key) };
    },
    openDataKey,
    forgetDataKey: (id) => void dataKeys.delete(id),
    seal: (dataKey, purpose, plain) => sealBytes(dataKey.key, purpose, plain),
    open: (dataKey, purpose, sealed) => openBytes(dataKey.key, purpose, sealed),
    keyedHash: (label, text) => createHmac('sha256', lookupKeys.memo(label)).update(text, 'utf8').digest(),
  };
};

const wrapPurpose = (id: string): string => `data_key:${id}`;

const derive = (masterKey: Uint8Array, label: string): Uint8Array =>
  new Uint8Array(hkdfSync('sha256', masterKey, new Uint8Array(0), label, 32));

/** Eight bytes are enough to tell keys apart and far too few to say anything about the key. */
const fingerprint = (masterKey: Uint8Array): string =>
  createHmac('sha256', derive(masterKey, labels.fingerprint)).digest('hex').slice(0, 16);
