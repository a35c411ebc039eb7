import { timingSafeEqual } from 'node:crypto';
import { fail, ok, type Result } from '@gatehouse/core/result.ts';
import type { Kysely } from 'kysely';
import type { Tables } from '../../db/client.ts';
import {
  checkValueOf,
  createSealing,
  fingerprint,
  firstLookupKey,
  openLookupKey,
  wrapLookupKey,
} from './create-sealing.ts';
import type { Sealing } from './sealing.ts';
import {
  insertFirstSealingKeyUnscoped,
  insertNextSealingKeyUnscoped,
  listSealingKeysUnscoped,
  type SealingKeyRow,
} from './sealing-key.queries.ts';

export interface MasterKeys {
  /** 32 bytes each. */
  readonly masterKey: Uint8Array;
  /** The one before it, while a rotation runs. */
  readonly previousMasterKey: Uint8Array | null;
}

/** Whether anything in this database may be sealed: asked before a master key is made. */
export const sealedRowsExist = async (unscoped: Kysely<Tables>): Promise<boolean> =>
  (await listSealingKeysUnscoped(unscoped)).length > 0;

/**
 * Opens the sealing of this database. An empty database takes the master key as its own; one that was sealed with
 * another key is refused, unless that one is given as the previous key: then a rotation begins. The error is a sentence
 * for the operator.
 */
export const openSealing = async (
  unscoped: Kysely<Tables>,
  keys: MasterKeys,
  now: Date,
): Promise<Result<Sealing, string>> => {
  const { masterKey, previousMasterKey } = keys;
  const present = await listSealingKeysUnscoped(unscoped);
  if (present.length === 0) {
    await insertFirstSealingKeyUnscoped(unscoped, {
      id: fingerprint(masterKey),
      checkValue: checkValueOf(masterKey),
      now,
    });
  }
  const known = present.length === 0 ? await listSealingKeysUnscoped(unscoped) : present;
  const own = findKey(known, masterKey);
  if (own !== undefined) {
    return ok(createSealing({ masterKey, previousMasterKey, lookupKey: lookupKeyOf(masterKey, own) }));
  }
  const previous = previousMasterKey === null ? undefined : findKey(known, previousMasterKey);
  if (previousMasterKey === null || previous === undefined) return fail(wrongKey(known, fingerprint(masterKey)));
  const lookupKey = lookupKeyOf(previousMasterKey, previous);
  await insertNextSealingKeyUnscoped(unscoped, {
    id: fingerprint(masterKey),
    check_value: checkValueOf(masterKey),
    wrapped_lookup: wrapLookupKey(masterKey, lookupKey),
    now,
  });
  return ok(createSealing({ masterKey, previousMasterKey, lookupKey }));
};

const findKey = (known: readonly SealingKeyRow[], masterKey: Uint8Array): SealingKeyRow | undefined => {
  const [id, check] = [fingerprint(masterKey), checkValueOf(masterKey)];
  return known.find((key) => key.id === id && isEqual(key.check_value, check));
};

const lookupKeyOf = (masterKey: Uint8Array, { wrapped_lookup }: SealingKeyRow): Uint8Array =>
  wrapped_lookup === null ? firstLookupKey(masterKey) : openLookupKey(masterKey, wrapped_lookup);

const wrongKey = (known: readonly SealingKeyRow[], given: string): string =>
  `The master key (fingerprint ${given}) is not the one that this database was sealed with (${known.map(({ id }) => id).join(', ')}). Put the right master key file back from your backup, or set GATEHOUSE_MASTER_KEY to the right key.`;

const isEqual = (left: Uint8Array, right: Uint8Array): boolean =>
  left.length === right.length && timingSafeEqual(left, right);
