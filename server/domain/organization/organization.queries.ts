import type { Kysely, Selectable, Transaction } from 'kysely';
import type { Tables } from '../../db/client.ts';

export type OrganizationRow = Pick<Selectable<Tables['organization']>, 'id' | 'name' | 'settings'>;

export interface NewOrganization {
  readonly id: string;
  readonly name: string;
  readonly settings: string;
  readonly wrappedKey: Uint8Array;
  readonly sealingKeyId: string;
  readonly actHash: Uint8Array;
  readonly createdAt: Date;
}

export const insertOrganization = async (
  transaction: Transaction<Tables>,
  organization: NewOrganization,
): Promise<void> => {
  await transaction
    .insertInto('organization')
    .values({
      id: organization.id,
      name: organization.name,
      settings: organization.settings,
      wrapped_key: organization.wrappedKey,
      sealing_key_id: organization.sealingKeyId,
      act_hash: organization.actHash,
      created_at: organization.createdAt,
    })
    .execute();
};

export const findOrganizationRow = (db: Kysely<Tables>, id: string): Promise<OrganizationRow | undefined> =>
  db.selectFrom('organization').select(['id', 'name', 'settings']).where('id', '=', id).executeTakeFirst();

/** The organization's data key as it is kept; undefined where there is no such organization. */
export const findOrganizationKey = async (db: Kysely<Tables>, id: string): Promise<Uint8Array | undefined> => {
  const row = await db.selectFrom('organization').select('wrapped_key').where('id', '=', id).executeTakeFirst();
  return row?.wrapped_key;
};

export const lockOrganizationRow = (
  transaction: Transaction<Tables>,
  id: string,
): Promise<OrganizationRow | undefined> =>
  transaction
    .selectFrom('organization')
    .select(['id', 'name', 'settings'])
    .where('id', '=', id)
    .forNoKeyUpdate()
    .executeTakeFirst();

export const updateSettingsText = async (
  transaction: Transaction<Tables>,
  id: string,
  settings: string,
): Promise<void> => {
  await transaction.updateTable('organization').set({ settings }).where('id', '=', id).execute();
};

/** Ids of all organizations, the oldest first: for an operator at the machine. The worker's role sees nothing else of them. */
export const listOrganizationIdsUnscoped = async (worker: Kysely<Tables>): Promise<string[]> => {
  const rows = await worker.selectFrom('organization').select('id').orderBy('id').execute();
  return rows.map(({ id }) => id);
};
