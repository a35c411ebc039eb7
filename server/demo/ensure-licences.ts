import { z } from 'zod';
import type { Scope } from '../db/scope.ts';
import { system } from '../domain/actor.ts';
import { authenticateLicence } from '../domain/key/authenticate-licence.ts';
import { createLicence } from '../domain/key/create-licence.ts';
import { type LicenceLevel, licenceLevels } from '../domain/key/licence.ts';
import { shortHash, shortIdOf, shortOrganizationId } from '../domain/organization/label.ts';
import { member } from './credentials-file.ts';
import { type DemoPlace, isInScope, orThrow, revokeReplaced } from './demo-place.ts';
import type { EnsureMember } from './dialects.ts';

const present = z
  .looseObject({
    licenses: z
      .looseObject(Object.fromEntries(licenceLevels.map((level) => [level, member.optional()])))
      .optional()
      .catch(undefined),
  })
  .catch({});

/** The ids of tenant and community of the demo's live environment, and a licence of each level. */
export const ensureLicences: EnsureMember = async (place, given) => {
  const { licenses, ...others } = present.parse(given);
  const scope: Scope = { organizationId: place.organizationId, environment: 'live' };
  const ids = { tenantId: shortOrganizationId(place.organizationId), communityId: shortIdOf(scope) };
  const made: Record<string, unknown> = { ...licenses };
  for (const level of licenceLevels) made[level] = await ensureLicence(place, scope, level, licenses?.[level]);
  return { ...ids, ...others, ...ids, licenses: made };
};

const ensureLicence = async (
  { context, ownerUserId, name }: DemoPlace,
  scope: Scope,
  level: LicenceLevel,
  secret: unknown,
): Promise<string> => {
  if (typeof secret === 'string') {
    const known = await authenticateLicence(context, secret);
    if (known.ok && isInScope(known.value.scope, scope) && known.value.level === level) return secret;
  }
  // Programs are shown what a licence is called, and have no business with the folders of this machine.
  const tag = `demo-${level}-${shortHash(name).slice(0, 8)}`;
  await revokeReplaced(context, scope, { api: 'onekosmos', level, name: tag });
  return orThrow('licence', await createLicence(context, scope, { name: tag, ownerUserId, level }, system)).token;
};
