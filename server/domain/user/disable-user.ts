import type { ActActor, ActType } from '../act/act.ts';
import { recordAct } from '../act/record-act.ts';
import type { DomainContext } from '../context.ts';
import { endLoginsOfUser } from '../login/end-login.ts';
import { updateUserDisabled } from './user.queries.ts';

type UserContext = Pick<DomainContext, 'database' | 'sealing' | 'now'>;

/** A user, and every organization that it is a member of: there is one login for all of them. */
export interface UserInOrganizations {
  readonly userId: string;
  readonly organizationIds: readonly string[];
}

/**
 * Takes away the right to log in; what is logged in ends, here at once and in other processes within seconds. Keys and
 * licences that the user answers for stay as they are: programs use them, and others may too. False where it was so already.
 */
export const disableUser = async (
  context: UserContext,
  user: UserInOrganizations,
  actor: ActActor,
): Promise<boolean> => {
  const isChanged = await change(context, user, actor, { type: 'user_disabled', disabledAt: context.now() });
  for (const organizationId of user.organizationIds) await endLoginsOfUser(context, organizationId, user.userId);
  return isChanged;
};

/** Gives the right to log in back; what had ended stays ended. False where nothing was taken. */
export const enableUser = (context: UserContext, user: UserInOrganizations, actor: ActActor): Promise<boolean> =>
  change(context, user, actor, { type: 'user_enabled', disabledAt: null });

/** The first organization changes the user, and each writes the act into its own log. */
const change = async (
  context: UserContext,
  { userId, organizationIds }: UserInOrganizations,
  actor: ActActor,
  { type, disabledAt }: { readonly type: ActType; readonly disabledAt: Date | null },
): Promise<boolean> => {
  for (const [index, organizationId] of organizationIds.entries()) {
    const isDone = await context.database
      .scoped({ organizationId, environment: null })
      .transaction()
      .execute(async (transaction) => {
        if (index === 0 && !(await updateUserDisabled(transaction, userId, disabledAt))) return false;
        await recordAct(transaction, context, organizationId, { type, actor, subjectId: userId, payload: {} });
        return true;
      });
    if (!isDone) return false;
  }
  return organizationIds.length > 0;
};
