import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { keyScopes } from '@gatehouse/core/contract/key-scope.ts';
import type { Scope } from '../../db/scope.ts';
import { openTestDatabase } from '../../test/database.ts';
import { createTestContext, expectOk } from '../../test/native-api.ts';
import { system } from '../actor.ts';
import { createOrganization } from '../organization/create-organization.ts';
import { authenticateKey } from './authenticate-key.ts';
import { authenticateLicence } from './authenticate-licence.ts';
import { createKey } from './create-key.ts';
import { createLicence } from './create-licence.ts';
import { type LicenceLevel, licenceLevels } from './licence.ts';
import { listKeys } from './list-keys.ts';
import { listLicences } from './list-licences.ts';
import { replaceLicence } from './replace-licence.ts';
import { revokeKey } from './revoke-key.ts';
import { rotateKey } from './rotate-key.ts';

const database = await openTestDatabase();
const context = createTestContext(database);

const createOwner = async (name: string) =>
  expectOk(await createOrganization(context, { name, ownerEmail: `${name}@example.com`, ownerName: name }));
const owner = await createOwner('one');
const stranger = await createOwner('other');
const live: Scope = { organizationId: owner.organizationId, environment: 'live' };
const elsewhere: readonly Scope[] = [
  { ...live, environment: 'test' },
  { organizationId: stranger.organizationId, environment: 'live' },
];

const makeLicence = async (level: LicenceLevel = 'service', more: { scope?: Scope; expiresAt?: Date } = {}) => {
  const { scope = live, expiresAt } = more;
  const input = { name: `licence ${level}`, ownerUserId: owner.userId, level, expiresAt };
  return expectOk(await createLicence(context, scope, input, system));
};

const stands = async (secret: string): Promise<boolean> => (await authenticateLicence(context, secret)).ok;

const refusalOf = (result: { ok: true } | { ok: false; error: { code: string } }): string | null =>
  result.ok ? null : result.error.code;

describe('a licence', () => {
  for (const level of licenceLevels) {
    it(`of the level ${level} stands for it and for its environment, for two years`, async () => {
      const { id, token } = await makeLicence(level);
      assert.match(token, /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
      const { scope, keyId, level: found } = expectOk(await authenticateLicence(context, token));
      assert.deepEqual({ scope, keyId, found }, { scope: live, keyId: id, found: level });
      const row = (await listKeys(context, live)).find((key) => key.id === id);
      assert.equal(row?.expiresAt?.toISOString(), '2033-05-01T12:00:00.000Z');
    });
  }

  it('is refused once it expires', async () => {
    const { token } = await makeLicence('app', { expiresAt: new Date(context.now().getTime() + 1000) });
    assert.ok(await stands(token));
    const before = context.now();
    context.setTime(new Date(before.getTime() + 1000));
    assert.equal(await stands(token), false);
    context.setTime(before);
  });

  it('is refused as soon as it is revoked, and its secret is gone', async () => {
    const { id, token } = await makeLicence();
    assert.ok(await stands(token));
    expectOk(await revokeKey(context, live, id, system));
    assert.equal(await stands(token), false);
    const row = await database.owner.selectFrom('key').select('secret').where('id', '=', id).executeTakeFirstOrThrow();
    assert.equal(row.secret, null);
  });

  const noSecrets = ['', 'x', ' ', '00000000-0000-4000-8000-000000000000', 'gh_live_abc', 'f'.repeat(4000)];
  for (const secret of noSecrets) {
    it(`is none of these: ${JSON.stringify(secret.slice(0, 40))}`, async () => {
      assert.equal(refusalOf(await authenticateLicence(context, secret)), 'unauthorized');
    });
  }

  it('is no native key, and a native key is no licence', async () => {
    const { token } = await makeLicence();
    assert.equal(refusalOf(await authenticateKey(context, token)), 'unauthorized');
    const input = { name: 'k', ownerUserId: owner.userId, scopes: keyScopes };
    const key = expectOk(await createKey(context, live, input, system));
    assert.equal(refusalOf(await authenticateLicence(context, key.token)), 'unauthorized');
  });

  it('is made for a member only', async () => {
    const input = { name: 'l', ownerUserId: stranger.userId, level: 'app' as const };
    assert.equal(refusalOf(await createLicence(context, live, input, system)), 'not_found');
  });

  it('is in no clear column, only sealed and hashed', async () => {
    const { token } = await makeLicence();
    for (const table of ['key', 'credential', 'act'] as const) {
      const rows = await database.owner.selectFrom(table).selectAll().execute();
      const text = rows
        .flatMap((row) => Object.values<unknown>(row))
        .map((value) => (value instanceof Uint8Array ? Buffer.from(value).toString('latin1') : JSON.stringify(value)))
        .join();
      assert.ok(text.length > 100, `${table} has been looked at`);
      assert.ok(!text.includes(token), table);
    }
  });

  it('is shown in the list of keys with its API, without its secret', async () => {
    const { id, token } = await makeLicence('system');
    const shown = (await listKeys(context, live)).find((key) => key.id === id);
    assert.deepEqual([shown?.api, shown?.level, shown?.scopes], ['onekosmos', 'system', []]);
    assert.ok(!JSON.stringify(shown).includes(token));
    assert.ok(shown?.hint.endsWith(token.slice(-4)));
  });
});

describe('the list of licences', () => {
  it('has the secrets of those that stand, of its own environment alone', async () => {
    const here = await makeLicence('service_ext');
    const revoked = await makeLicence();
    expectOk(await revokeKey(context, live, revoked.id, system));
    const expired = await makeLicence('app', { expiresAt: new Date(context.now().getTime() - 1) });
    const listed = await listLicences(context, live);
    const found = listed.find(({ id }) => id === here.id);
    assert.deepEqual([found?.secret, found?.level, found?.name], [here.token, 'service_ext', 'licence service_ext']);
    assert.ok(!listed.some(({ id }) => id === revoked.id || id === expired.id));
    for (const scope of elsewhere) assert.deepEqual(await listLicences(context, scope), []);
  });
});

describe('a licence that is replaced', () => {
  it('is refused at once; its successor has its name and level, and a new secret', async () => {
    const old = await makeLicence('service_ext');
    assert.ok(await stands(old.token));
    const made = expectOk(await replaceLicence(context, live, old.id, system));
    assert.equal(await stands(old.token), false);
    assert.notEqual(made.secret, old.token);
    assert.equal(expectOk(await authenticateLicence(context, made.secret)).level, 'service_ext');
    assert.equal(made.name, 'licence service_ext');
    assert.ok((await listLicences(context, live)).some(({ id }) => id === made.id));
  });

  it('is not there for others, for a second time, or where it is no licence', async () => {
    const { id, token } = await makeLicence();
    const input = { name: 'k', ownerUserId: owner.userId, scopes: [] };
    const key = expectOk(await createKey(context, live, input, system));
    const cases: readonly (readonly [Scope, string])[] = [
      ...elsewhere.map((scope) => [scope, id] as const),
      [live, key.id],
      [live, '01890000-0000-7000-8000-000000000000'],
    ];
    for (const [scope, keyId] of cases) {
      assert.equal(refusalOf(await replaceLicence(context, scope, keyId, system)), 'not_found');
    }
    assert.ok(await stands(token));
    expectOk(await replaceLicence(context, live, id, system));
    assert.equal(refusalOf(await replaceLicence(context, live, id, system)), 'not_found');
  });
});

describe('a native key over a licence', () => {
  const keyWith = async (scopes: readonly (typeof keyScopes)[number][]) =>
    expectOk(await createKey(context, live, { name: 'k', ownerUserId: owner.userId, scopes }, system)).id;

  it('revokes and rotates it where it may do everything', async () => {
    const actor = { kind: 'key', id: await keyWith(keyScopes) } as const;
    const old = await makeLicence('system');
    const rotation = { keyId: old.id, callingKeyId: actor.id, overlapSeconds: 0 };
    const made = expectOk(await rotateKey(context, live, rotation));
    assert.equal(await stands(old.token), false);
    assert.equal(expectOk(await authenticateLicence(context, made.token)).level, 'system');
    expectOk(await revokeKey(context, live, made.id, actor));
    assert.equal(await stands(made.token), false);
  });

  it('does neither with fewer scopes, because it would learn more than it may', async () => {
    const actor = { kind: 'key', id: await keyWith(['keys:read', 'keys:write']) } as const;
    const { id, token } = await makeLicence('app');
    assert.equal(refusalOf(await revokeKey(context, live, id, actor)), 'forbidden');
    const rotation = { keyId: id, callingKeyId: actor.id, overlapSeconds: 0 };
    assert.equal(refusalOf(await rotateKey(context, live, rotation)), 'forbidden');
    assert.ok(await stands(token));
  });
});
