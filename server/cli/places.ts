import { fail, ok, type Result } from '@gatehouse/core/result.ts';
import type { Scope } from '../db/scope.ts';
import type { DomainContext } from '../domain/context.ts';
import { findOrganization, listOrganizationIds } from '../domain/organization/read-organization.ts';
import { listMembers } from '../domain/user/list-members.ts';
import type { Member } from '../domain/user/user.ts';

const environments = ['live', 'test'] as const;

/** Both environments of every organization, the oldest first; no more of them once the signal is aborted. */
export async function* placesOf(context: Pick<DomainContext, 'database'>, signal: AbortSignal): AsyncGenerator<Scope> {
  for (const organizationId of await listOrganizationIds(context)) {
    for (const environment of environments) {
      if (signal.aborted) return;
      yield { organizationId, environment };
    }
  }
}

/**
 * The organization that the operator means: by its id or name, or the only one there is where nothing is named. The error
 * is a sentence.
 */
export const findOrganizationMeant = async (
  context: Pick<DomainContext, 'database'>,
  named: string | undefined,
): Promise<Result<string, string>> => {
  const found = [];
  for (const id of await listOrganizationIds(context)) {
    const name = named === undefined || id === named ? null : (await findOrganization(context, id))?.name;
    if (name === null || name === named) found.push(id);
  }
  const [id] = found;
  if (id === undefined) return fail(`There is no organization ${named ?? ''} in this database.`);
  if (found.length === 1) return ok(id);
  return fail(
    named === undefined
      ? 'There are several organizations: name one with --organization.'
      : `There are ${found.length} organizations called ${named}: give the id of one to --organization.`,
  );
};

/** A member in one of its organizations. */
export interface FoundMember extends Member {
  readonly organizationId: string;
}

/** The user with this id or e-mail address, in each of these organizations. No role sees the members of all, so each is asked. */
export const findMemberships = async (
  context: Pick<DomainContext, 'database'>,
  user: string,
  organizationIds: readonly string[],
): Promise<readonly FoundMember[]> => {
  const found: FoundMember[] = [];
  for (const organizationId of organizationIds) {
    for (const member of await listMembers(context, organizationId)) {
      if (member.id === user || member.email.toLowerCase() === user.toLowerCase())
        found.push({ ...member, organizationId });
    }
  }
  return found;
};
