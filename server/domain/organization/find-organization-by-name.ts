import type { DomainContext } from '../context.ts';
import { listOrganizationIdsUnscoped } from './organization.queries.ts';
import type { OrganizationRecord } from './organization.ts';
import { findOrganization } from './read-organization.ts';

/**
 * The oldest organization of this name, or null. Asks each in turn, for no role sees the names of all of them: meant for
 * one that was made first.
 */
export const findOrganizationByName = async (
  context: Pick<DomainContext, 'database'>,
  name: string,
): Promise<OrganizationRecord | null> => {
  for (const id of await listOrganizationIdsUnscoped(context.database.worker)) {
    const organization = await findOrganization(context, id);
    if (organization?.name === name) return organization;
  }
  return null;
};
