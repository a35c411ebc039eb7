import type { DomainContext } from '../context.ts';
import { findOrganizationRow, listOrganizationIdsUnscoped } from './organization.queries.ts';
import type { OrganizationRecord } from './organization.ts';
import { type OrganizationSettings, readSettings } from './settings.ts';

/** Null when there is no such organization. */
export async function findOrganization(
  context: Pick<DomainContext, 'database'>,
  organizationId: string,
): Promise<OrganizationRecord | null> {
  const db = context.database.scoped({ organizationId, environment: null });
  const row = await findOrganizationRow(db, organizationId);
  return row === undefined ? null : { id: row.id, name: row.name, settings: readSettings(row.settings) };
}

/** The organization that an authenticated scope names. Throws when it is gone. */
export async function getOrganization(
  context: Pick<DomainContext, 'database'>,
  organizationId: string,
): Promise<OrganizationRecord> {
  const organization = await findOrganization(context, organizationId);
  if (organization === null) throw new Error(`Organization ${organizationId} is missing.`);
  return organization;
}

export const getSettings = async (
  context: Pick<DomainContext, 'database'>,
  organizationId: string,
): Promise<OrganizationSettings> => (await getOrganization(context, organizationId)).settings;

/** Every organization's id: for an operator at the machine. */
export const listOrganizationIds = (context: Pick<DomainContext, 'database'>): Promise<string[]> =>
  listOrganizationIdsUnscoped(context.database.worker);
