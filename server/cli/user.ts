import { parseArgs } from 'node:util';
import { system } from '../domain/actor.ts';
import type { DomainContext } from '../domain/context.ts';
import { listKeys } from '../domain/key/list-keys.ts';
import { listOrganizationIds } from '../domain/organization/read-organization.ts';
import { disableUser, enableUser } from '../domain/user/disable-user.ts';
import { listMembers } from '../domain/user/list-members.ts';
import type { Command, DatabaseWork, Output } from './command.ts';
import { complain } from './complain.ts';
import { findMemberships, placesOf } from './places.ts';
import { runOnDatabase } from './run-on-database.ts';

export const userCommand: Command = {
  name: 'user',
  parameters: 'list [--json] | disable USER | enable USER',
  summary: 'Lists the members of all organizations, and takes the right to log in from one or gives it back.',
  details: [
    'USER is an e-mail address or an id. A user has one login for all organizations.',
    'Keys and licences that a disabled user answers for keep working; the command names them.',
    '  --json               one object for each member',
  ],
  run: (args, output, environment) => runOnDatabase({ name: 'user', work: userWork }, args, output, environment),
};

const usage = 'Write: gatehouse user list, or: gatehouse user disable USER, or: gatehouse user enable USER';

const options = { json: { type: 'boolean', default: false } } as const;

export const userWork: DatabaseWork = async (context, args, output, signal) => {
  const { values, positionals } = parseArgs({ args: [...args], options, allowPositionals: true });
  const [action, user, ...others] = positionals;
  if (action === 'list' && user === undefined) return list(context, values.json, output, signal);
  if (user === undefined || others.length > 0 || values.json) return complain(output, usage);
  if (action === 'disable') return disable(context, user, output, signal);
  if (action === 'enable') return enable(context, user, output);
  return complain(output, usage);
};

const list = async (context: DomainContext, json: boolean, output: Output, signal: AbortSignal): Promise<number> => {
  for (const organizationId of await listOrganizationIds(context)) {
    if (signal.aborted) return 1;
    for (const member of await listMembers(context, organizationId)) {
      const { id, email, role, disabledAt } = member;
      const since = disabledAt === null ? '' : `  disabled since ${disabledAt.toISOString()}`;
      const line = `${id}  ${email}  ${role}  ${organizationId}${since}`;
      await output.print(json ? JSON.stringify({ ...member, organizationId }) : line);
    }
  }
  return 0;
};

const disable = async (context: DomainContext, named: string, output: Output, signal: AbortSignal): Promise<number> => {
  const user = await findUser(context, named);
  if (user === null) return complain(output, unknownUser(named));
  const isChanged = await disableUser(context, user, system);
  await output.print(
    isChanged
      ? `${named} is disabled and logged out; other processes refuse their tokens within seconds.`
      : `${named} was disabled already.`,
  );
  for (const line of await describeKeys(context, user.userId, signal)) await output.print(line);
  return 0;
};

const enable = async (context: DomainContext, named: string, output: Output): Promise<number> => {
  const user = await findUser(context, named);
  if (user === null) return complain(output, unknownUser(named));
  const isChanged = await enableUser(context, user, system);
  await output.print(
    isChanged ? `${named} may log in again; the tokens of before stay ended.` : `${named} was not disabled.`,
  );
  return 0;
};

const unknownUser = (named: string): string =>
  `There is no member ${named} in this database. gatehouse user list shows them.`;

const findUser = async (context: DomainContext, named: string) => {
  const found = await findMemberships(context, named, await listOrganizationIds(context));
  const [first] = found;
  if (first === undefined) return null;
  return { userId: first.id, organizationIds: found.map(({ organizationId }) => organizationId) };
};

/** Programs go on with the keys of somebody who left, so whoever disables a user is told of them. */
const describeKeys = async (
  context: DomainContext,
  userId: string,
  signal: AbortSignal,
): Promise<readonly string[]> => {
  const lines: string[] = [];
  for await (const scope of placesOf(context, signal)) {
    for (const { id, name, api, ownerUserId, revokedAt, expiresAt } of await listKeys(context, scope)) {
      const isOpen = revokedAt === null && (expiresAt === null || expiresAt > context.now());
      if (isOpen && ownerUserId === userId)
        lines.push(`  ${id}  ${name}  (${api}, ${scope.organizationId}/${scope.environment})`);
    }
  }
  if (lines.length === 0) return [];
  return ['These keys and licences of theirs keep working. Revoke those that should not:', ...lines];
};
