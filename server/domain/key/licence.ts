import { randomUUID } from 'node:crypto';
import type { Transaction } from 'kysely';
import type { Tables } from '../../db/client.ts';
import type { Scope } from '../../db/scope.ts';
import type { DomainContext } from '../context.ts';
import { openOrganizationKey } from '../organization/organization-key.ts';
import { hintOf, type MakeForm } from './key-form.ts';

/** What a licence may do, from most to least. */
export const licenceLevels = ['system', 'service', 'service_ext', 'app'] as const;

export type LicenceLevel = (typeof licenceLevels)[number];

/** Null for a word that is no level, and for a key that has none. */
export const readLevel = (word: string | null): LicenceLevel | null =>
  licenceLevels.find((level) => level === word) ?? null;

/** How a licence's secret is written, and what is not worth a look-up. */
export const licenceSecret = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** What a licence's secret is sealed as. */
export const licencePurpose = (keyId: string): string => `key:${keyId}:secret`;

/**
 * A licence is a key whose secret is a random uuid of 122 bits, kept beside its hash under the organization's key, because
 * who may manage licences is shown it again.
 */
export const licenceForm = async (
  transaction: Transaction<Tables>,
  context: Pick<DomainContext, 'sealing'>,
  { organizationId }: Scope,
  level: LicenceLevel,
): Promise<MakeForm> => {
  const dataKey = await openOrganizationKey(context, transaction, organizationId);
  return (id) => {
    const token = randomUUID();
    const secret = context.sealing.seal(dataKey, licencePurpose(id), Buffer.from(token, 'utf8'));
    return { api: 'onekosmos', level, kind: 'licence', token, hint: hintOf('', token), secret };
  };
};
