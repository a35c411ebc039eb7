import { fail, ok } from '@gatehouse/core/result.ts';
import { z } from 'zod';
import { getSettings } from '../../domain/organization/read-organization.ts';
import { type OrganizationSettings, organizationSettings } from '../../domain/organization/settings.ts';
import { revisionOf, updateSettings } from '../../domain/organization/update-settings.ts';
import { domainError } from '../../errors.ts';
import { nothing, translated } from '../endpoint.ts';
import { defineEndpoint } from './route.ts';

const revision = z.string().min(1).max(64);

/** The settings are the organization's, for both environments. */
const settingsAnswer = z.object({
  revision: revision.describe('Names this state of the settings; give it with a change.'),
  settings: organizationSettings,
});

const updateSettingsRequest = z.strictObject({
  revision: revision.describe('Of the settings that were edited; other ones in the meantime are a conflict.'),
  settings: organizationSettings.describe('All of them: a member that is left out gets its default.'),
});

export const getSettingsEndpoint = defineEndpoint({
  summary: 'The organization’s settings, which hold for both environments',
  takes: nothing,
  gives: settingsAnswer,
  status: 200,
  errors: [],
  handler: async ({ context, scope }) => ok(toAnswer(await getSettings(context, scope.organizationId))),
});

export const updateSettingsEndpoint = defineEndpoint({
  summary: 'Replace the organization’s settings; takes a live key, because they hold for both environments',
  takes: { ...nothing, body: updateSettingsRequest },
  gives: settingsAnswer,
  status: 200,
  errors: ['conflict'],
  handler: async ({ context, scope, body, actor }) => {
    if (scope.environment === 'test') return fail(liveOnly);
    return translated(updateSettings(context, scope.organizationId, body.settings, actor, body.revision), toAnswer);
  },
});

const toAnswer = (settings: OrganizationSettings) => ({ revision: revisionOf(settings), settings });

const liveOnly = domainError(
  'forbidden',
  'Settings hold for the live environment too: change them with a live key that has the scope settings:write.',
);
