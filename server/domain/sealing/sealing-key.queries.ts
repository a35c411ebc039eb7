import { type Kysely, sql } from 'kysely';
import type { Tables } from '../../db/client.ts';

/** The master keys that this database was sealed with: one, or two while a rotation runs. Belongs to no organization. */
export const listSealingKeysUnscoped = (db: Kysely<Tables>): Promise<{ id: string; check_value: Uint8Array }[]> =>
  db.selectFrom('sealing_key').select(['id', 'check_value']).orderBy('created_at').execute();

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
