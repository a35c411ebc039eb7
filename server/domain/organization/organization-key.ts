import type { Kysely } from 'kysely';
import type { Tables } from '../../db/client.ts';
import type { DomainContext } from '../context.ts';
import type { DataKey } from '../sealing/sealing.ts';
import { findOrganizationKey } from './organization.queries.ts';

/** The key for what belongs to the organization itself. Throws when there is no such organization. */
export async function openOrganizationKey(
  context: Pick<DomainContext, 'sealing'>,
  db: Kysely<Tables>,
  organizationId: string,
): Promise<DataKey> {
  const wrapped = await findOrganizationKey(db, organizationId);
  if (wrapped === undefined) throw new Error(`Organization ${organizationId} is missing.`);
  return context.sealing.openDataKey(organizationId, wrapped);
}
