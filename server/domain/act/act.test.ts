import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { openTestDatabase } from '../../test/database.ts';
import { createTestContext, expectOk } from '../../test/native-api.ts';
import { system } from '../actor.ts';
import { createKey } from '../key/create-key.ts';
import { createOrganization } from '../organization/create-organization.ts';
import { organizationSettings } from '../organization/settings.ts';
import { updateSettings } from '../organization/update-settings.ts';
import { actPurpose } from './act-purpose.ts';
import { verifyActs } from './verify-acts.ts';

const database = await openTestDatabase();
const context = createTestContext(database);
let addresses = 0;

const createOwner = async (): Promise<{ organizationId: string; userId: string }> => {
  addresses += 1;
  const input = { name: 'Acme', ownerEmail: `owner${addresses}@example.com`, ownerName: 'Ada Owner' };
  return expectOk(await createOrganization(context, input));
};

/** An organization with three acts. */
const createLog = async (): Promise<string> => {
  const { organizationId, userId } = await createOwner();
  const actor = { kind: 'user', id: userId } as const;
  for (const name of ['One', 'Two']) {
    const settings = organizationSettings.parse({ branding: { name } });
    expectOk(await updateSettings(context, organizationId, settings, actor));
  }
  return organizationId;
};

const ownerRows = (organizationId: string) =>
  database.owner
    .selectFrom('act')
    .selectAll()
    .where('organization_id', '=', organizationId)
    .orderBy('number')
    .execute();

describe('the log of acts', () => {
  it('says who did what, when, and what was there before, and verifies', async () => {
    const organizationId = await createLog();
    assert.deepEqual(await verifyActs(context, organizationId), { ok: true, value: { count: 3 } });
    const rows = await ownerRows(organizationId);
    assert.deepEqual(
      rows.map(({ number, type, actor_kind }) => [number, type, actor_kind]),
      [
        [1, 'organization_created', 'system'],
        [2, 'settings_updated', 'user'],
        [3, 'settings_updated', 'user'],
      ],
    );
    const last = rows[2];
    const organization = await database.owner
      .selectFrom('organization')
      .select('wrapped_key')
      .where('id', '=', organizationId)
      .executeTakeFirstOrThrow();
    assert.ok(last !== undefined);
    const dataKey = context.sealing.openDataKey(organizationId, organization.wrapped_key);
    const opened = context.sealing.open(dataKey, actPurpose(organizationId, 3), last.payload);
    const { before, after } = JSON.parse(Buffer.from(opened).toString('utf8'));
    assert.deepEqual([before.branding.name, after.branding.name], ['One', 'Two']);
    assert.ok(!Buffer.from(last.payload).includes('branding'));
  });

  it('keeps acts that happen at the same moment in one chain without a gap', async () => {
    const { organizationId, userId } = await createOwner();
    const scope = { organizationId, environment: 'live' } as const;
    const input = { name: 'k', ownerUserId: userId, scopes: [] };
    await Promise.all(Array.from({ length: 8 }, () => createKey(context, scope, input, system)));
    assert.deepEqual(await verifyActs(context, organizationId), { ok: true, value: { count: 9 } });
  });

  it('cannot be changed or deleted by the application', async () => {
    const organizationId = await createLog();
    const db = database.scoped({ organizationId, environment: null });
    await assert.rejects(db.updateTable('act').set({ type: 'x' }).where('number', '=', 1).execute(), { code: '42501' });
    await assert.rejects(db.deleteFrom('act').where('number', '=', 3).execute(), { code: '42501' });
  });

  it('is not seen by another organization', async () => {
    const [one, other] = [await createLog(), await createLog()];
    const db = database.scoped({ organizationId: other, environment: null });
    assert.deepEqual(await db.selectFrom('act').select('number').where('organization_id', '=', one).execute(), []);
  });

  const tamperings: readonly (readonly [
    name: string,
    tamper: (organizationId: string) => Promise<unknown>,
    at: number,
  ])[] = [
    [
      'an altered header',
      (organizationId) =>
        database.owner
          .updateTable('act')
          .set({ type: 'key_created' })
          .where('organization_id', '=', organizationId)
          .where('number', '=', 2)
          .execute(),
      2,
    ],
    [
      'an altered payload',
      (organizationId) =>
        database.owner
          .updateTable('act')
          .set({ payload: new Uint8Array(40) })
          .where('organization_id', '=', organizationId)
          .where('number', '=', 2)
          .execute(),
      2,
    ],
    [
      'an act taken out',
      (organizationId) =>
        database.owner
          .deleteFrom('act')
          .where('organization_id', '=', organizationId)
          .where('number', '=', 2)
          .execute(),
      2,
    ],
    [
      'a tail cut off',
      (organizationId) =>
        database.owner
          .deleteFrom('act')
          .where('organization_id', '=', organizationId)
          .where('number', '=', 3)
          .execute(),
      3,
    ],
    [
      'a tail cut off with the count put back',
      async (organizationId) => {
        await database.owner
          .deleteFrom('act')
          .where('organization_id', '=', organizationId)
          .where('number', '=', 3)
          .execute();
        await database.owner
          .updateTable('organization')
          .set({ act_count: 2 })
          .where('id', '=', organizationId)
          .execute();
      },
      2,
    ],
  ];
  for (const [name, tamper, at] of tamperings) {
    it(`shows ${name}`, async () => {
      const organizationId = await createLog();
      await tamper(organizationId);
      const verified = await verifyActs(context, organizationId);
      assert.equal(verified.ok ? null : verified.error.number, at);
    });
  }
});
