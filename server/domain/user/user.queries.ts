import type { Kysely, Selectable, Transaction } from 'kysely';
import type { Tables } from '../../db/client.ts';
import type { Role } from './user.ts';

export type UserRow = Selectable<Tables['user']>;

/** False when somebody, of this organization or another, has the e-mail address already; then nothing is written. */
export const insertUser = async (
  transaction: Transaction<Tables>,
  user: { readonly id: string; readonly email: string; readonly name: string; readonly createdAt: Date },
): Promise<boolean> => {
  const result = await transaction
    .insertInto('user')
    .values({ id: user.id, email: user.email, name: user.name, created_at: user.createdAt })
    .onConflict((conflict) => conflict.doNothing())
    .executeTakeFirst();
  return result.numInsertedOrUpdatedRows === 1n;
};

export const insertMembership = async (
  transaction: Transaction<Tables>,
  membership: {
    readonly organizationId: string;
    readonly userId: string;
    readonly role: Role;
    readonly createdAt: Date;
  },
): Promise<void> => {
  await transaction
    .insertInto('membership')
    .values({
      organization_id: membership.organizationId,
      user_id: membership.userId,
      role: membership.role,
      created_at: membership.createdAt,
    })
    .execute();
};

/** The role of a user in the organization; undefined for somebody who is no member. */
export const findMembershipRole = async (
  db: Kysely<Tables>,
  organizationId: string,
  userId: string,
): Promise<string | undefined> => {
  const row = await db
    .selectFrom('membership')
    .select('role')
    .where('organization_id', '=', organizationId)
    .where('user_id', '=', userId)
    .executeTakeFirst();
  return row?.role;
};

/** Members of the organization with their roles, by their membership's age. */
export const listMemberRows = (
  db: Kysely<Tables>,
  organizationId: string,
): Promise<{ id: string; email: string; name: string; role: string; disabled_at: Date | null }[]> =>
  db
    .selectFrom('membership')
    .innerJoin('user', 'user.id', 'membership.user_id')
    .select(['user.id', 'user.email', 'user.name', 'user.disabled_at', 'membership.role'])
    .where('membership.organization_id', '=', organizationId)
    .orderBy('membership.created_at')
    .orderBy('user.id')
    .execute();

/** False when the user is no member of the bound organization, or is so already. */
export const updateUserDisabled = async (
  transaction: Transaction<Tables>,
  userId: string,
  disabledAt: Date | null,
): Promise<boolean> => {
  const result = await transaction
    .updateTable('user')
    .set({ disabled_at: disabledAt })
    .where('id', '=', userId)
    .where('disabled_at', disabledAt === null ? 'is not' : 'is', null)
    .executeTakeFirst();
  return result.numUpdatedRows === 1n;
};
