import type { Kysely, Selectable, Transaction } from 'kysely';
import type { Tables } from '../../db/client.ts';
import type { Scope } from '../../db/scope.ts';

export type LoginRow = Pick<
  Selectable<Tables['login_session']>,
  'id' | 'user_id' | 'permissions' | 'created_at' | 'expires_at' | 'ended_at'
>;

export const insertLogin = async (
  transaction: Transaction<Tables>,
  scope: Scope,
  login: Omit<LoginRow, 'ended_at'>,
): Promise<void> => {
  await transaction
    .insertInto('login_session')
    .values({ organization_id: scope.organizationId, environment: scope.environment, ...login })
    .execute();
};

const selectLogins = (db: Kysely<Tables>, scope: Scope) =>
  db
    .selectFrom('login_session')
    .select(['id', 'user_id', 'permissions', 'created_at', 'expires_at', 'ended_at'])
    .where('organization_id', '=', scope.organizationId)
    .where('environment', '=', scope.environment);

export const findLoginRow = (db: Kysely<Tables>, scope: Scope, id: string): Promise<LoginRow | undefined> =>
  selectLogins(db, scope).where('id', '=', id).executeTakeFirst();

/** Logins of the environment that have neither ended nor expired, the oldest first. */
export const listLoginRows = (db: Kysely<Tables>, scope: Scope, now: Date): Promise<LoginRow[]> =>
  selectLogins(db, scope).where('ended_at', 'is', null).where('expires_at', '>', now).orderBy('id').execute();

/** Whether the user is a member of the organization, and may log in. */
export const isActiveMember = async (db: Kysely<Tables>, organizationId: string, userId: string): Promise<boolean> => {
  const row = await db
    .selectFrom('membership')
    .innerJoin('user', 'user.id', 'membership.user_id')
    .select('user.id')
    .where('membership.organization_id', '=', organizationId)
    .where('membership.user_id', '=', userId)
    .where('user.disabled_at', 'is', null)
    .executeTakeFirst();
  return row !== undefined;
};

/** False when there is no such login, or it had ended before. */
export const updateLoginEnded = async (
  transaction: Transaction<Tables>,
  scope: Scope,
  id: string,
  endedAt: Date,
): Promise<boolean> => {
  const row = await transaction
    .updateTable('login_session')
    .set({ ended_at: endedAt })
    .where('organization_id', '=', scope.organizationId)
    .where('environment', '=', scope.environment)
    .where('id', '=', id)
    .where('ended_at', 'is', null)
    .returning('id')
    .executeTakeFirst();
  return row !== undefined;
};

/** Ends what a user has in the organization, in both environments. Returns the ids of those that had not ended before. */
export const updateLoginsOfUserEnded = async (
  transaction: Transaction<Tables>,
  organizationId: string,
  userId: string,
  endedAt: Date,
): Promise<readonly string[]> => {
  const rows = await transaction
    .updateTable('login_session')
    .set({ ended_at: endedAt })
    .where('organization_id', '=', organizationId)
    .where('user_id', '=', userId)
    .where('ended_at', 'is', null)
    .returning('id')
    .execute();
  return rows.map(({ id }) => id);
};
