import { timingSafeEqual } from 'node:crypto';
import { fail, ok, type Result } from '@gatehouse/core/result.ts';
import type { Kysely } from 'kysely';
import type { Tables } from '../../db/client.ts';
import type { Sealing } from './sealing.ts';
import { insertFirstSealingKeyUnscoped, listSealingKeysUnscoped } from './sealing-key.queries.ts';

/** Whether anything in this database may be sealed: asked before a master key is made. */
export const sealedRowsExist = async (unscoped: Kysely<Tables>): Promise<boolean> =>
  (await listSealingKeysUnscoped(unscoped)).length > 0;

/**
 * Makes sure that the master key is the one that this database was sealed with; an empty database takes the key as its
 * own. The error is a sentence for the operator.
 */
export const assertMasterKey = async (
  unscoped: Kysely<Tables>,
  sealing: Sealing,
  now: Date,
): Promise<Result<void, string>> => {
  const present = await listSealingKeysUnscoped(unscoped);
  if (present.length === 0) {
    await insertFirstSealingKeyUnscoped(unscoped, { id: sealing.sealingKeyId, checkValue: sealing.checkValue, now });
  }
  const known = present.length === 0 ? await listSealingKeysUnscoped(unscoped) : present;
  const own = known.find((key) => key.id === sealing.sealingKeyId);
  return own !== undefined && isEqual(own.check_value, sealing.checkValue)
    ? ok(undefined)
    : fail(
        wrongKey(
          known.map((key) => key.id),
          sealing.sealingKeyId,
        ),
      );
};

const wrongKey = (expected: readonly string[], given: string): string =>
  `The master key (fingerprint ${given}) is not the one that this database was sealed with (${expected.join(', ')}). Put the right master key file back from your backup, or set GATEHOUSE_MASTER_KEY to the right key.`;

const isEqual = (left: Uint8Array, right: Uint8Array): boolean =>
  left.length === right.length && timingSafeEqual(left, right);
