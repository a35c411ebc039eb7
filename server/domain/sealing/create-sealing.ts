import { createHmac, createSecretKey, hkdfSync, type KeyObject, randomBytes } from 'node:crypto';
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
  lookupRoot: 'gatehouse/1/look up',
  lookup: 'gatehouse/1/look up: ',
  check: 'gatehouse/1/check value',
  fingerprint: 'gatehouse/1/fingerprint',
};

export interface SealingOptions {
  /** 32 bytes. */
  readonly masterKey: Uint8Array;
  /** The one before it, while a rotation runs. */
  readonly previousMasterKey?: Uint8Array | null;
  /** What keyed hashes are made with: of the first master key, unless it was rotated. */
  readonly lookupKey?: Uint8Array;
}

/** Throws when a key is not 32 bytes: `loadMasterKey` gives no other. */
export const createSealing = ({ masterKey, previousMasterKey = null, lookupKey }: SealingOptions): Sealing => {
  const wrappingKey = wrappingKeyOf(masterKey);
  const previousKey = previousMasterKey === null ? null : wrappingKeyOf(previousMasterKey);
  const lookup = lookupKey ?? firstLookupKey(masterKey);
  const dataKeys = new LRUCache<string, DataKey>({ max: cachedDataKeys });
  const lookupKeys = new LRUCache<string, Uint8Array>({
    max: cachedLookupKeys,
    memoMethod: (label) => derive(lookup, labels.lookup + label),
  });

  const unwrap = (id: string, wrapped: Uint8Array): Uint8Array => {
    if (previousKey === null) return openBytes(wrappingKey, wrapPurpose(id), wrapped);
    try {
      return openBytes(wrappingKey, wrapPurpose(id), wrapped);
    } catch {
      return openBytes(previousKey, wrapPurpose(id), wrapped);
    }
  };

  const openDataKey = (id: string, wrapped: Uint8Array): DataKey => {
    const cached = dataKeys.get(id);
    if (cached !== undefined) return cached;
    const dataKey = { id, key: createSecretKey(unwrap(id, wrapped)) };
    dataKeys.set(id, dataKey);
    return dataKey;
  };

  return {
    sealingKeyId: fingerprint(masterKey),
    isRotating: previousKey !== null,
    createDataKey: (id) => {
      const key = randomBytes(dataKeyBytes);
      // Not cached yet: the transaction that stores it may still fail.
      return { dataKey: { id, key: createSecretKey(key) }, wrapped: sealBytes(wrappingKey, wrapPurpose(id), key) };
    },
    openDataKey,
    rewrapDataKey: (id, wrapped) => sealBytes(wrappingKey, wrapPurpose(id), unwrap(id, wrapped)),
    forgetDataKey: (id) => void dataKeys.delete(id),
    seal: (dataKey, purpose, plain) => sealBytes(dataKey.key, purpose, plain),
    open: (dataKey, purpose, sealed) => openBytes(dataKey.key, purpose, sealed),
    keyedHash: (label, text) => createHmac('sha256', lookupKeys.memo(label)).update(text, 'utf8').digest(),
  };
};

const wrappingKeyOf = (masterKey: Uint8Array): KeyObject => {
  if (masterKey.length !== masterKeyBytes) {
    throw new Error(`A master key has ${masterKeyBytes} bytes, this one has ${masterKey.length}.`);
  }
  return createSecretKey(derive(masterKey, labels.wrap));
};

/** The key that keyed hashes begin with; a rotation carries it over, wrapped, so that what was hashed is found again. */
export const firstLookupKey = (masterKey: Uint8Array): Uint8Array => derive(masterKey, labels.lookupRoot);

export const wrapLookupKey = (masterKey: Uint8Array, lookupKey: Uint8Array): Uint8Array =>
  sealBytes(wrappingKeyOf(masterKey), lookupPurpose, lookupKey);

/** Throws when the bytes were not wrapped under this master key. */
export const openLookupKey = (masterKey: Uint8Array, wrapped: Uint8Array): Uint8Array =>
  openBytes(wrappingKeyOf(masterKey), lookupPurpose, wrapped);

const lookupPurpose = 'sealing_key:lookup';

/** Proves at a start that this is the master key that the database was sealed with; nothing can be derived from it. */
export const checkValueOf = (masterKey: Uint8Array): Uint8Array => derive(masterKey, labels.check);

const wrapPurpose = (id: string): string => `data_key:${id}`;

const derive = (masterKey: Uint8Array, label: string): Uint8Array =>
  new Uint8Array(hkdfSync('sha256', masterKey, new Uint8Array(0), label, 32));

/** Eight bytes are enough to tell keys apart and far too few to say anything about the key. */
export const fingerprint = (masterKey: Uint8Array): string =>
  createHmac('sha256', derive(masterKey, labels.fingerprint)).digest('hex').slice(0, 16);
