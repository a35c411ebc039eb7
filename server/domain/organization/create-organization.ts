import { fail, ok, type Result } from '@gatehouse/core/result.ts';
import { type DomainError, domainError } from '../../errors.ts';
import { recordAct } from '../act/record-act.ts';
import { system } from '../actor.ts';
import { GENESIS_HASH } from '../chain.ts';
import type { DomainContext } from '../context.ts';
import { insertMembership, insertUser } from '../user/user.queries.ts';
import { writeLabels } from './label.ts';
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
  const made = { organizationId: context.newId(), userId: context.newId() };
  const createdAt = context.now();
  const { wrapped } = context.sealing.createDataKey(made.organizationId);
  return context.database
    .scoped({ organizationId: made.organizationId, environment: null })
    .transaction()
    .execute(async (transaction) => {
      const owner = { id: made.userId, email: input.ownerEmail, name: input.ownerName, createdAt };
      if (!(await insertUser(transaction, owner))) {
        return fail(domainError('conflict', 'A user with this e-mail address exists already; give another address.'));
      }
      await insertOrganization(transaction, {
        id: made.organizationId,
        name: input.name,
        settings: writeSettings(organizationSettings.parse({})),
        wrappedKey: wrapped,
        sealingKeyId: context.sealing.sealingKeyId,
        actHash: GENESIS_HASH,
        createdAt,
      });
      await writeLabels(transaction, { organizationId: made.organizationId, name: input.name });
      await insertMembership(transaction, { ...made, role: 'owner', createdAt });
      await recordAct(transaction, context, made.organizationId, {
        type: 'organization_created',
        actor: system,
        subjectId: null,
        payload: { name: input.name, ownerUserId: made.userId },
      });
      return ok(made);
    });
}
