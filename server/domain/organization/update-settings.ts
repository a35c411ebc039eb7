import { createHash } from 'node:crypto';
import type { Json } from '@gatehouse/core/json.ts';
import { fail, ok, type Result } from '@gatehouse/core/result.ts';
import { type DomainError, domainError, notFound } from '../../errors.ts';
import type { ActActor } from '../act/act.ts';
import { recordAct } from '../act/record-act.ts';
import type { DomainContext } from '../context.ts';
import { queueMetadataIndex } from '../session/index-metadata.ts';
import { lockOrganizationRow, updateSettingsText } from './organization.queries.ts';
import { forgetOrganization } from './recall-organization.ts';
import { type OrganizationSettings, readSettings, writeSettings } from './settings.ts';

/** Names what the settings are: changes with every change, and is the same again once they are. */
export const revisionOf = (settings: OrganizationSettings): string =>
  createHash('sha256').update(writeSettings(settings)).digest('hex').slice(0, 16);

const changedMeanwhile = domainError(
  'conflict',
  'Somebody else changed the settings since they were read. Read them again and repeat the change.',
);

/**
 * Replaces the organization's settings, and says in its log what they were and are. With a revision only where the
 * settings are still those: `conflict` otherwise.
 */
export async function updateSettings(
  context: DomainContext,
  organizationId: string,
  settings: OrganizationSettings,
  actor: ActActor,
  revision: string | null = null,
): Promise<Result<OrganizationSettings, DomainError>> {
  const updated = await context.database
    .scoped({ organizationId, environment: null })
    .transaction()
    .execute(async (transaction) => {
      const row = await lockOrganizationRow(transaction, organizationId);
      if (row === undefined) return fail(notFound('organization'));
      const before = readSettings(row.settings);
      if (revision !== null && revision !== revisionOf(before)) return fail(changedMeanwhile);
      await updateSettingsText(transaction, organizationId, writeSettings(settings));
      await queueMetadataIndex(transaction, context, organizationId, { before, after: settings });
      await recordAct(transaction, context, organizationId, {
        type: 'settings_updated',
        actor,
        subjectId: null,
        payload: { before: forLog(before), after: forLog(settings) },
      });
      return ok(settings);
    });
  forgetOrganization(context.database, organizationId);
  return updated;
}

/** A logo stands in the log by its SHA-256, not by its 100 KB. */
const forLog = (settings: OrganizationSettings): Json => {
  const { branding, ...rest } = settings;
  const { logoUrl, ...shown } = branding;
  const logoSha256 = logoUrl === null ? null : createHash('sha256').update(logoUrl).digest('hex');
  return { ...rest, branding: { ...shown, logoSha256 } };
};
