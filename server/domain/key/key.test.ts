import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Environment } from '../../db/scope.ts';
import { openTestDatabase } from '../../test/database.ts';
import { createTestContext, expectOk } from '../../test/native-api.ts';
import { system } from '../actor.ts';
import { createOrganization } from '../organization/create-organization.ts';
import { authenticateKey } from './authenticate-key.ts';
import { createKey } from './create-key.ts';
import { revokeKey } from './revoke-key.ts';

const database = await openTestDatabase();
const context = createTestContext(database);

const createOwner = async (name: string) =>
  expectOk(await createOrganization(context, { name, ownerEmail: `${name}@example.com`, ownerName: name }));
const owner = await createOwner('one');
const stranger = await createOwner('other');

const scopeOf = (environment: Environment, { organizationId } = owner) => ({ organizationId, environment });
const makeKey = async (environment: Environment, scopes: readonly ('sessions:read' | 'sessions:write')[]) =>
  expectOk(await createKey(context, scopeOf(environment), { name: 'k', ownerUserId: owner.userId, scopes }, system));

describe('a key', () => {
  for (const environment of ['live', 'test'] as const) {
    it(`of the ${environment} environment says so in its token, and stands for it alone`, async () => {
      const { id, token } = await makeKey(environment, ['sessions:read']);
      assert.match(token, new RegExp(`^gh_${environment}_[A-Za-z0-9_-]{43}$`));
      const { scope, keyId, scopes } = expectOk(await authenticateKey(context, token));
      assert.deepEqual(scope, scopeOf(environment));
      assert.equal(keyId, id);
      assert.deepEqual([...scopes], ['sessions:read']);
    });
  }

  for (const [api, prefixes] of [
    ['verifa', { live: 'vk_live_', test: 'vk_sandbox_' }],
    ['deepidv', { live: 'dk_live_', test: 'dk_test_' }],
  ] as const) {
    it(`for ${api} looks as its keys do and works there alone, before and after it is known`, async () => {
      for (const environment of ['live', 'test'] as const) {
        const input = { name: 'k', ownerUserId: owner.userId, scopes: ['sessions:read'], api } as const;
        const { token } = expectOk(await createKey(context, scopeOf(environment), input, system));
        assert.match(token, new RegExp(`^${prefixes[environment]}[A-Za-z0-9_-]{43}$`));
        const native = (await makeKey(environment, ['sessions:read'])).token;
        for (let round = 0; round < 2; round += 1) {
          assert.equal((await authenticateKey(context, token)).ok, false);
          assert.deepEqual(expectOk(await authenticateKey(context, token, null, api)).scope, scopeOf(environment));
          assert.equal((await authenticateKey(context, native, null, api)).ok, false);
          assert.ok((await authenticateKey(context, native)).ok);
        }
      }
    });
  }

  it('is nowhere in the database: only a hash and a hint are', async () => {
    const { id, token } = await makeKey('live', []);
    const row = await database.owner.selectFrom('key').selectAll().where('id', '=', id).executeTakeFirstOrThrow();
    assert.equal(row.hint, `gh_live_…${token.slice(-4)}`);
    const secret = token.slice('gh_live_'.length);
    for (const table of ['key', 'credential'] as const) {
      const rows = await database.owner.selectFrom(table).selectAll().execute();
      const values = rows.flatMap((each) => Object.values<unknown>(each));
      const text = values
        .map((value) => (value instanceof Uint8Array ? Buffer.from(value).toString('latin1') : JSON.stringify(value)))
        .join();
      assert.ok(text.includes(id), `${table} has been looked at`);
      assert.ok(!text.includes(secret), table);
    }
  });

  it('is made for a member only', async () => {
    const input = { name: 'k', ownerUserId: stranger.userId, scopes: [] };
    const refused = await createKey(context, scopeOf('live'), input, system);
    assert.equal(refused.ok ? null : refused.error.code, 'not_found');
    const acts = await database.owner
      .selectFrom('act')
      .select('type')
      .where('subject_id', '=', stranger.userId)
      .execute();
    assert.deepEqual(acts, []);
  });

  it('is not revoked by another organization or from the other environment', async () => {
    const { id, token } = await makeKey('live', []);
    for (const scope of [scopeOf('test'), scopeOf('live', stranger)]) {
      const refused = await revokeKey(context, scope, id, system);
      assert.equal(refused.ok ? null : refused.error.code, 'not_found');
    }
    assert.ok((await authenticateKey(context, token)).ok);
  });

  it('is revoked once, with one act, however often that is asked for', async () => {
    const { id, token } = await makeKey('live', []);
    await Promise.all([1, 2, 3].map(() => revokeKey(context, scopeOf('live'), id, system)));
    assert.equal((await authenticateKey(context, token)).ok, false);
    const acts = await database.owner
      .selectFrom('act')
      .select('type')
      .where('subject_id', '=', id)
      .orderBy('number')
      .execute();
    assert.deepEqual(acts, [{ type: 'key_created' }, { type: 'key_revoked' }]);
  });

  it('with a scope that this release does not know may do nothing by it', async () => {
    const { id, token } = await makeKey('live', ['sessions:read']);
    await database.owner
      .updateTable('key')
      .set({ scopes: ['sessions:read', 'moon:land'] })
      .where('id', '=', id)
      .execute();
    assert.deepEqual([...expectOk(await authenticateKey(context, token)).scopes], ['sessions:read']);
  });

  for (const token of ['', 'gh_live_', 'gh_live_x', 'x'.repeat(5000), `gh_live_${'x'.repeat(5000)}`, 'gh_test_\0']) {
    it(`that was never made is refused: ${JSON.stringify(token.slice(0, 20))}`, async () => {
      const refused = await authenticateKey(context, token);
      assert.equal(refused.ok ? null : refused.error.code, 'unauthorized');
    });
  }
});
