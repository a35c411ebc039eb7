import { parseArgs } from 'node:util';
import { z } from 'zod';
import type { Scope } from '../db/scope.ts';
import { system } from '../domain/actor.ts';
import type { DomainContext } from '../domain/context.ts';
import { createLicence } from '../domain/key/create-licence.ts';
import { licenceLevels } from '../domain/key/licence.ts';
import { type KeyRecord, listKeys } from '../domain/key/list-keys.ts';
import { revokeKey } from '../domain/key/revoke-key.ts';
import { shortIdOf, shortOrganizationId } from '../domain/organization/label.ts';
import { listMembers } from '../domain/user/list-members.ts';
import type { Command, DatabaseWork, Output } from './command.ts';
import { complain } from './complain.ts';
import { parseExpiry } from './expiry.ts';
import { findOrganizationMeant, placesOf } from './places.ts';
import { runOnDatabase } from './run-on-database.ts';

export const licenceCommand: Command = {
  name: 'licence',
  parameters: 'create --level LEVEL [--expires WHEN] | list [--json] | revoke ID',
  summary: 'Makes, lists and revokes licences for programs that speak the 1Kosmos API.',
  details: [
    'The secret of a new licence is printed alone; it is what a program sends as licensekey.',
    `  --level LEVEL        one of ${licenceLevels.join(', ')}`,
    '  --organization NAME  the id or name of an organization; not needed where there is one',
    '  --environment NAME   live, unless test is said',
    '  --name NAME          what lists call it',
    '  --user EMAIL         who answers for it: the address or id of a member; the owner unless said',
    '  --expires WHEN       30m, 8h, 90d or a date such as 2031-05-01; two years unless said',
    '  --json               JSON with the ids that belong to the licence; for list, one object for each',
  ],
  run: (args, output, environment) => runOnDatabase({ name: 'licence', work: licenceWork }, args, output, environment),
};

const usage =
  'Write: gatehouse licence create --level LEVEL, or: gatehouse licence list, or: gatehouse licence revoke ID';

const options = {
  level: { type: 'string' },
  organization: { type: 'string' },
  environment: { type: 'string' },
  name: { type: 'string' },
  user: { type: 'string' },
  expires: { type: 'string' },
  json: { type: 'boolean', default: false },
} as const;

const createArguments = z.strictObject({
  level: z.enum(licenceLevels),
  organization: z.string().optional(),
  environment: z.enum(['live', 'test']).default('live'),
  name: z.string().min(1).max(100).default('Made by the operator'),
  user: z.string().optional(),
  expires: z.string().optional(),
  json: z.boolean(),
});

export const licenceWork: DatabaseWork = async (context, args, output, signal) => {
  const { values, positionals } = parseArgs({ args: [...args], options, allowPositionals: true });
  const [action, id, ...others] = positionals;
  const { json, ...rest } = values;
  const isBare = Object.keys(rest).length === 0;
  if (action === 'create' && id === undefined) return create(context, values, output);
  if (action === 'list' && id === undefined && isBare) return list(context, json, output, signal);
  if (action === 'revoke' && id !== undefined && others.length === 0 && isBare && !json)
    return revoke(context, id, output, signal);
  return complain(output, usage);
};

const create = async (context: DomainContext, given: object, output: Output): Promise<number> => {
  const asked = createArguments.safeParse(given);
  if (!asked.success) return complain(output, wrongValue(asked.error));
  const { organization, environment, expires, user, json, ...rest } = asked.data;
  const organizationId = await findOrganizationMeant(context, organization);
  if (!organizationId.ok) return complain(output, organizationId.error);
  const expiresAt = expires === undefined ? null : parseExpiry(expires, context.now());
  if (expiresAt?.ok === false) return complain(output, expiresAt.error);
  const scope: Scope = { organizationId: organizationId.value, environment };
  const members = await listMembers(context, scope.organizationId);
  const owner = user === undefined ? members[0] : members.find(({ id, email }) => id === user || email === user);
  if (owner === undefined) return complain(output, `The organization has no member ${user ?? ''}.`);
  const input = { ...rest, ownerUserId: owner.id, expiresAt: expiresAt?.value };
  const made = await createLicence(context, scope, input, system);
  if (!made.ok) return complain(output, made.error.detail);
  const { id, token } = made.value;
  await output.print(
    json ? JSON.stringify({ id, secret: token, level: rest.level, ...idsOf(scope), ...scope }) : token,
  );
  return 0;
};

/** What the paths of that API name the place by. */
const idsOf = (scope: Scope) => ({
  tenantId: shortOrganizationId(scope.organizationId),
  communityId: shortIdOf(scope),
});

const wrongValue = (error: z.ZodError): string => {
  const name = String(error.issues[0]?.path[0]);
  return name === 'level'
    ? `Write --level with one of ${licenceLevels.join(', ')}.`
    : `The value of --${name} is not one that it takes. gatehouse licence --help says more.`;
};

const list = async (context: DomainContext, json: boolean, output: Output, signal: AbortSignal): Promise<number> => {
  const now = context.now();
  for await (const scope of placesOf(context, signal)) {
    for (const licence of await listKeys(context, scope)) {
      if (licence.api !== 'onekosmos' || licence.revokedAt !== null) continue;
      const { id, name, level, hint, expiresAt, lastUsedAt } = licence;
      const shown = { id, name, level, hint, ...idsOf(scope), expiresAt, lastUsedAt, ...scope };
      await output.print(json ? JSON.stringify(shown) : describe(scope, licence, now));
    }
  }
  return signal.aborted ? 1 : 0;
};

const describe = ({ organizationId, environment }: Scope, licence: KeyRecord, now: Date): string => {
  const { id, name, level, hint, expiresAt } = licence;
  const isPast = expiresAt !== null && expiresAt <= now;
  const until = expiresAt === null ? 'for ever' : `${isPast ? 'expired' : 'until'} ${expiresAt.toISOString()}`;
  return `${id}  ${(level ?? '').padEnd(11)}  ${hint}  ${until}  ${organizationId}/${environment}  ${name}`;
};

const revoke = async (context: DomainContext, id: string, output: Output, signal: AbortSignal): Promise<number> => {
  for await (const scope of placesOf(context, signal)) {
    const licence = (await listKeys(context, scope)).find((key) => key.id === id && key.api === 'onekosmos');
    if (licence === undefined) continue;
    const revoked = await revokeKey(context, scope, id, system);
    if (!revoked.ok) return complain(output, revoked.error.detail);
    await output.print(`The licence ${id} is revoked; other processes refuse it within seconds.`);
    return 0;
  }
  return complain(output, `There is no licence ${id} in this database.`);
};
