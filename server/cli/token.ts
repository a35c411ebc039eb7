import { parseArgs } from 'node:util';
import { fail, ok, type Result } from '@gatehouse/core/result.ts';
import { z } from 'zod';
import { system } from '../domain/actor.ts';
import type { DomainContext } from '../domain/context.ts';
import { endLogin } from '../domain/login/end-login.ts';
import { issueLogin } from '../domain/login/issue-login.ts';
import { listLogins } from '../domain/login/list-logins.ts';
import { loginPermissions } from '../domain/login/login.ts';
import { listOrganizationIds } from '../domain/organization/read-organization.ts';
import { listMembers } from '../domain/user/list-members.ts';
import type { Command, DatabaseWork, Output } from './command.ts';
import { complain } from './complain.ts';
import { parseExpiry } from './expiry.ts';
import { type FoundMember, findMemberships, findOrganizationMeant, placesOf } from './places.ts';
import { runOnDatabase } from './run-on-database.ts';

export const tokenCommand: Command = {
  name: 'token',
  parameters: 'create --permission NAME ... [--user EMAIL] [--expires WHEN] | list [--json] | end ID',
  summary: 'Makes JSON Web Tokens by which a member calls the 1Kosmos API, lists and ends them.',
  details: [
    'The new token is printed alone; it is what a program sends as authorization: Bearer TOKEN.',
    '  --user EMAIL         the address or id of a member; the owner unless said',
    `  --permission NAME    once or more, of ${loginPermissions.join(', ')}`,
    '  --expires WHEN       30m, 8h, 90d or a date such as 2031-05-01; 12 hours unless said',
    '  --organization NAME  the id or name of an organization; needed where the user is a member of several',
    '  --environment NAME   live, unless test is said',
    '  --json               JSON with the id by which the token is ended; for list, one object for each',
  ],
  run: (args, output, environment) => runOnDatabase({ name: 'token', work: tokenWork }, args, output, environment),
};

const usage = 'Write: gatehouse token create --permission NAME, or: gatehouse token list, or: gatehouse token end ID';

const DEFAULT_LIFE = '12h';

const options = {
  user: { type: 'string' },
  permission: { type: 'string', multiple: true },
  expires: { type: 'string', default: DEFAULT_LIFE },
  organization: { type: 'string' },
  environment: { type: 'string' },
  json: { type: 'boolean', default: false },
} as const;

const createArguments = z.strictObject({
  user: z.string().min(1).optional(),
  permission: z.array(z.enum(loginPermissions)).min(1),
  expires: z.string(),
  organization: z.string().optional(),
  environment: z.enum(['live', 'test']).default('live'),
  json: z.boolean(),
});

export const tokenWork: DatabaseWork = async (context, args, output, signal) => {
  const { values, positionals } = parseArgs({ args: [...args], options, allowPositionals: true });
  const [action, id, ...others] = positionals;
  const isBare = Object.keys(values).every((name) => name === 'json' || name === 'expires');
  if (action === 'create' && id === undefined) return create(context, values, output);
  if (action === 'list' && id === undefined && isBare) return list(context, values.json, output, signal);
  if (action === 'end' && id !== undefined && others.length === 0 && isBare && !values.json)
    return end(context, id, output, signal);
  return complain(output, usage);
};

const create = async (context: DomainContext, given: object, output: Output): Promise<number> => {
  const asked = createArguments.safeParse(given);
  if (!asked.success) return complain(output, wrongValue(asked.error));
  const { user, permission, expires, organization, environment, json } = asked.data;
  const expiresAt = parseExpiry(expires, context.now());
  if (!expiresAt.ok) return complain(output, expiresAt.error);
  const member = await findMember(context, user, organization);
  if (!member.ok) return complain(output, member.error);
  const { organizationId, id: userId } = member.value;
  const input = { userId, permissions: permission, expiresAt: expiresAt.value };
  const issued = await issueLogin(context, { organizationId, environment }, input, system);
  if (!issued.ok) return complain(output, issued.error.detail);
  const { loginId: id, token } = issued.value;
  await output.print(json ? JSON.stringify({ id, token, expiresAt: issued.value.expiresAt, userId }) : token);
  return 0;
};

const wrongValue = (error: z.ZodError): string => {
  const name = String(error.issues[0]?.path[0]);
  if (name === 'user')
    return 'Write --user with the e-mail address or the id of a member, or leave it out for the owner.';
  if (name === 'permission') return `Write --permission, once or more, with one of ${loginPermissions.join(', ')}.`;
  return `The value of --${name} is not one that it takes. gatehouse token --help says more.`;
};

type MemberMeant = Pick<FoundMember, 'organizationId' | 'id'>;

/** The error is a sentence. */
const findMember = async (
  context: DomainContext,
  user: string | undefined,
  organization: string | undefined,
): Promise<Result<MemberMeant, string>> => {
  if (user === undefined) return findOwner(context, organization);
  const meant = organization === undefined ? null : await findOrganizationMeant(context, organization);
  if (meant?.ok === false) return meant;
  const found = await findMemberships(
    context,
    user,
    meant === null ? await listOrganizationIds(context) : [meant.value],
  );
  const [member] = found;
  if (member === undefined) {
    return fail(`There is no member ${user}. Leave --user out to make it for the owner.`);
  }
  return found.length === 1
    ? ok(member)
    : fail(`${user} is a member of several organizations: name one with --organization.`);
};

const findOwner = async (
  context: DomainContext,
  organization: string | undefined,
): Promise<Result<MemberMeant, string>> => {
  const organizationId = await findOrganizationMeant(context, organization);
  if (!organizationId.ok) return organizationId;
  const [owner] = await listMembers(context, organizationId.value);
  if (owner === undefined) return fail('The organization has no member.');
  return ok({ organizationId: organizationId.value, id: owner.id });
};

const list = async (context: DomainContext, json: boolean, output: Output, signal: AbortSignal): Promise<number> => {
  for await (const scope of placesOf(context, signal)) {
    for (const login of await listLogins(context, scope)) {
      const { id, userId, permissions, expiresAt } = login;
      const line = `${id}  user ${userId}  until ${expiresAt.toISOString()}  ${scope.organizationId}/${scope.environment}  ${permissions.join(' ')}`;
      await output.print(json ? JSON.stringify({ ...login, ...scope }) : line);
    }
  }
  return signal.aborted ? 1 : 0;
};

const end = async (context: DomainContext, id: string, output: Output, signal: AbortSignal): Promise<number> => {
  if (!z.uuid().safeParse(id).success) return complain(output, `There is no token ${id} in this database.`);
  for await (const scope of placesOf(context, signal)) {
    const ended = await endLogin(context, scope, id, system);
    if (!ended.ok) continue;
    await output.print(`The token ${id} is ended; other processes refuse it within seconds.`);
    return 0;
  }
  return complain(output, `There is no token ${id} in this database.`);
};
