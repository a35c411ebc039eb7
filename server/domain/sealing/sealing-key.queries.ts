import { type Kysely, sql } from 'kysely';
import type { Tables } from '../../db/client.ts';

/** The master keys that this database was sealed with: one, or two while a rotation runs. Belongs to no organization. */
export const listSealingKeysUnscoped = (db: Kysely<Tables>): Promise<SealingKeyRow[]> =>
  db.selectFrom('sealing_key').select(['id', 'check_value', 'wrapped_lookup']).orderBy('created_at').execute();

export interface SealingKeyRow {
  readonly id: string;
  readonly check_value: Uint8Array;
  /** Null for the first master key. */
  readonly wrapped_lookup: Uint8Array | null;
}

/** A master key that follows another one. Of several processes that start at once one writes it. */
export const insertNextSealingKeyUnscoped = async (
  db: Kysely<Tables>,
  key: SealingKeyRow & { readonly now: Date },
): Promise<void> => {
  const { now, ...row } = key;
  await db
    .insertInto('sealing_key')
    .values({ ...row, created_at: now })
    .onConflict((conflict) => conflict.doNothing())
    .execute();
};

/** Master keys under which nothing is wrapped any more. */
export const deleteOtherSealingKeysUnscoped = async (worker: Kysely<Tables>, present: string): Promise<void> => {
  await worker.deleteFrom('sealing_key').where('id', '<>', present).execute();
};

/** Of several processes that start at once on an empty database only one registers its key. */
export const insertFirstSealingKeyUnscoped = (
  db: Kysely<Tables>,
  key: { id: string; checkValue: Uint8Array; now: Date },
): Promise<void> =>
  db.transaction().execute(async (transaction) => {
    await sql`select pg_advisory_xact_lock(hashtext('gatehouse.sealing_key'))`.execute(transaction);
    const present = await listSealingKeysUnscoped(transaction);
    if (present.length > 0) return;
    await transaction
      .insertInto('sealing_key')
      .values({ id: key.id, check_value: key.checkValue, created_at: key.now })
      .execute();
  });
