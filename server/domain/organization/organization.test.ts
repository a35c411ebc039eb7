import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { openTestDatabase } from '../../test/database.ts';
import { createTestContext, expectOk } from '../../test/native-api.ts';
import { system } from '../actor.ts';
import { listMembers } from '../user/list-members.ts';
import { createOrganization } from './create-organization.ts';
import { findOrganization, getSettings } from './read-organization.ts';
import { organizationSettings } from './settings.ts';
import { updateSettings } from './update-settings.ts';

const database = await openTestDatabase();
const context = createTestContext(database);
const unknownId = '01890000-0000-7000-8000-000000000000';

describe('an organization', () => {
  it('is made with its owner and the settings of a new one', async () => {
    const input = { name: 'Acme', ownerEmail: 'ada@example.com', ownerName: 'Ada Owner' };
    const { organizationId, userId } = expectOk(await createOrganization(context, input));
    assert.deepEqual(await findOrganization(context, organizationId), {
      id: organizationId,
      name: 'Acme',
      settings: organizationSettings.parse({}),
    });
    assert.deepEqual(await listMembers(context, organizationId), [
      { id: userId, email: 'ada@example.com', name: 'Ada Owner', role: 'owner', disabledAt: null },
    ]);
  });

  it('is not made for an address that somebody has already, however it is written, and nothing is left behind', async () => {
    const input = { name: 'First', ownerEmail: 'grace@example.com', ownerName: 'Grace' };
    expectOk(await createOrganization(context, input));
    const before = await database.owner.selectFrom('organization').select('id').execute();
    const refused = await createOrganization(context, { ...input, name: 'Second', ownerEmail: 'GRACE@example.com' });
    assert.equal(refused.ok ? null : refused.error.code, 'conflict');
    assert.deepEqual(await database.owner.selectFrom('organization').select('id').execute(), before);
  });

  it('is not there for an unknown id', async () => {
    assert.equal(await findOrganization(context, unknownId), null);
    const refused = await updateSettings(context, unknownId, organizationSettings.parse({}), system);
    assert.equal(refused.ok ? null : refused.error.code, 'not_found');
  });

  it('has settings of its own, which another one neither sees nor changes', async () => {
    const make = async (name: string) =>
      expectOk(await createOrganization(context, { name, ownerEmail: `${name}@example.com`, ownerName: name }));
    const [one, other] = [await make('one'), await make('other')];
    const settings = organizationSettings.parse({ redirectUrls: ['https://one.example.com'] });
    expectOk(await updateSettings(context, one.organizationId, settings, system));
    assert.deepEqual(await getSettings(context, one.organizationId), settings);
    assert.deepEqual(await getSettings(context, other.organizationId), organizationSettings.parse({}));
    const db = database.scoped({ organizationId: other.organizationId, environment: null });
    assert.deepEqual(await db.selectFrom('organization').select('name').execute(), [{ name: 'other' }]);
    assert.deepEqual(await db.selectFrom('user').select('email').execute(), [{ email: 'other@example.com' }]);
  });
});
