import { createHash } from 'node:crypto';
import type { Json } from '@gatehouse/core/json.ts';
import { fail, ok, type Result } from '@gatehouse/core/result.ts';
import { type DomainError, notFound } from '../../errors.ts';
import type { ActActor } from '../act/act.ts';
import { recordAct } from '../act/record-act.ts';
import type { DomainContext } from '../context.ts';
import { queueMetadataIndex } from '../session/index-metadata.ts';
import { lockOrganizationRow, updateSettingsText } from './organization.queries.ts';
import { forgetOrganization } from './recall-organization.ts';
import { type OrganizationSettings, readSettings, writeSettings } from './settings.ts';

/** Replaces the organization's settings, and says in its log what they were and are. */
export async function updateSettings(
  context: DomainContext,
  organizationId: string,
  settings: OrganizationSettings,
  actor: ActActor,
): Promise<Result<OrganizationSettings, DomainError>> {
  const updated = await context.database
    .scoped({ organizationId, environment: null })
    .transaction()
    .execute(async (transaction) => {
      const row = await lockOrganizationRow(transaction, organizationId);
      if (row === undefined) return fail(notFound('organization'));
      const before = readSettings(row.settings);
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
