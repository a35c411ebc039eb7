import { fail, ok, type Result } from '@gatehouse/core/result.ts';
import { type DomainError, domainError } from '../../errors.ts';
import { FIRST_ACT_HASH } from '../act/act-chain.ts';
import { recordAct } from '../act/record-act.ts';
import { system } from '../actor.ts';
import type { DomainContext } from '../context.ts';
import { insertMembership, insertUser } from '../user/user.queries.ts';
import { insertOrganization } from './organization.queries.ts';
import { organizationSettings, writeSettings } from './settings.ts';

export interface NewOrganizationInput {
  readonly name: string;
  readonly ownerEmail: string;
  readonly ownerName: string;
}

/**
 * Makes an organization with its data key and its owner, and the first act of its log. `conflict` when somebody has that
 * e-mail address already: a user of another organization cannot be looked up from here.
 */
export async function createOrganization(
  context: DomainContext,
  input: NewOrganizationInput,
): Promise<Result<{ readonly organizationId: string; readonly userId: string }, DomainError>> {
  const organizationId = context.newId();
  const userId = context.newId();
  const createdAt = context.now();
  const { wrapped } = context.sealing.createDataKey(organizationId);
  try {
    await context.database
      .scoped({ organizationId, environment: null })
      .transaction()
      .execute(async (transaction) => {
        await insertOrganization(transaction, {
          id: organizationId,
          name: input.name,
          settings: writeSettings(organizationSettings.parse({})),
          wrappedKey: wrapped,
          sealingKeyId: context.sealing.sealingKeyId,
          actHash: FIRST_ACT_HASH,
          createdAt,
        });
        await insertUser(transaction, { id: userId, email: input.ownerEmail, name: input.ownerName, createdAt });
        await insertMembership(transaction, { organizationId, userId, role: 'owner', createdAt });
        await recordAct(transaction, context, organizationId, {
          type: 'organization_created',
          actor: system,
          subjectId: null,
          payload: { name: input.name, ownerUserId: userId },
        });
      });
  } catch (thrown) {
    if (isEmailTaken(thrown)) {
      return fail(domainError('conflict', 'A user with this e-mail address exists already; give another address.'));
    }
    throw thrown;
  }
  return ok({ organizationId, userId });
}

/** SQLSTATE 23505 (unique violation): the ids are fresh, so it can only be the address. */
const isEmailTaken = (thrown: unknown): boolean =>
  thrown instanceof Error && 'code' in thrown && thrown.code === '23505';
