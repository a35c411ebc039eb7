import assert from 'node:assert/strict';
import { test } from 'node:test';
import { openTestDatabase } from '../../test/database.ts';
import { createTestContext, expectOk } from '../../test/native-api.ts';
import { system } from '../actor.ts';
import { createOrganization } from './create-organization.ts';
import { getSettings } from './read-organization.ts';
import { recallOrganization } from './recall-organization.ts';
import { updateSettings } from './update-settings.ts';

const context = createTestContext(await openTestDatabase());

test('settings that this process changed show at once', async () => {
  const owner = { name: 'Acme', ownerEmail: 'owner@example.com', ownerName: 'Ada Owner' };
  const { organizationId } = expectOk(await createOrganization(context, owner));
  const before = await recallOrganization(context, organizationId);
  assert.equal(before.settings.branding.name, null);
  const settings = await getSettings(context, organizationId);
  const branding = { ...settings.branding, name: 'The Gate' };
  const changed = updateSettings(context, organizationId, { ...settings, branding }, system);
  // Read while the change is under way: what it finds may be the old row, and must not stay.
  await recallOrganization(context, organizationId);
  expectOk(await changed);
  assert.equal((await recallOrganization(context, organizationId)).settings.branding.name, 'The Gate');
});
