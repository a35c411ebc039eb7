import type { Kysely, Selectable } from 'kysely';
import type { Tables } from '../../db/client.ts';

export type ServerKeyRow = Pick<Selectable<Tables['server_key']>, 'public_key' | 'secret' | 'wrapped'>;

export const findServerKeyUnscoped = (db: Kysely<Tables>, name: string): Promise<ServerKeyRow | undefined> =>
  db.selectFrom('server_key').select(['public_key', 'secret', 'wrapped']).where('name', '=', name).executeTakeFirst();

export interface NewServerKey {
  readonly name: string;
  readonly publicKey: Uint8Array;
  readonly secret: Uint8Array;
  readonly wrapped: Uint8Array;
  readonly sealingKeyId: string;
  readonly createdAt: Date;
}

/** Of several processes that make the same key at once one writes it. */
export const insertServerKeyUnscoped = async (db: Kysely<Tables>, key: NewServerKey): Promise<void> => {
  await db
    .insertInto('server_key')
    .values({
      name: key.name,
      public_key: key.publicKey,
      secret: key.secret,
      wrapped: key.wrapped,
      sealing_key_id: key.sealingKeyId,
      created_at: key.createdAt,
    })
    .onConflict((conflict) => conflict.doNothing())
    .execute();
};

/** Keys whose data key another master key still wraps. */
export const listForeignServerKeysUnscoped = (
  worker: Kysely<Tables>,
  present: string,
): Promise<{ name: string; wrapped: Uint8Array }[]> =>
  worker
    .selectFrom('server_key')
    .select(['name', 'wrapped'])
    .where('sealing_key_id', '<>', present)
    .orderBy('name')
    .execute();

export const updateServerKeyWrappedUnscoped = async (
  worker: Kysely<Tables>,
  { name, wrapped, present }: { readonly name: string; readonly wrapped: Uint8Array; readonly present: string },
): Promise<void> => {
  await worker
    .updateTable('server_key')
    .set({ wrapped, sealing_key_id: present })
    .where('name', '=', name)
    .where('sealing_key_id', '<>', present)
    .execute();
};
