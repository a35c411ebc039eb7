import type { Kysely, Selectable, Transaction } from 'kysely';
import type { Tables } from '../../db/client.ts';

export type ActRow = Selectable<Tables['act']>;
export type ActHeadRow = Pick<Selectable<Tables['organization']>, 'act_count' | 'act_hash' | 'wrapped_key'>;

/** The end of the organization's log, locked so that acts follow one another; sessions and keys are not held up. */
export const lockActHead = (transaction: Transaction<Tables>, organizationId: string): Promise<ActHeadRow> =>
  transaction
    .selectFrom('organization')
    .select(['act_count', 'act_hash', 'wrapped_key'])
    .where('id', '=', organizationId)
    .forNoKeyUpdate()
    .executeTakeFirstOrThrow();

export const findActHead = (db: Kysely<Tables>, organizationId: string): Promise<ActHeadRow | undefined> =>
  db
    .selectFrom('organization')
    .select(['act_count', 'act_hash', 'wrapped_key'])
    .where('id', '=', organizationId)
    .executeTakeFirst();

export const appendAct = async (transaction: Transaction<Tables>, act: ActRow): Promise<void> => {
  await transaction.insertInto('act').values(act).execute();
  await transaction
    .updateTable('organization')
    .set({ act_count: act.number, act_hash: act.hash })
    .where('id', '=', act.organization_id)
    .execute();
};

/** Acts in their order, from the one after `after`. */
export const listActRows = (
  db: Kysely<Tables>,
  organizationId: string,
  page: { readonly after: number; readonly limit: number },
): Promise<ActRow[]> =>
  db
    .selectFrom('act')
    .selectAll()
    .where('organization_id', '=', organizationId)
    .where('number', '>', page.after)
    .orderBy('number')
    .limit(page.limit)
    .execute();
