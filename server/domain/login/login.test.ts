import assert from 'node:assert/strict';
import { createHmac, createPublicKey, generateKeyPairSync, type KeyObject, sign } from 'node:crypto';
import { describe, it } from 'node:test';
import { type JWTPayload, SignJWT } from 'jose';
import type { Scope } from '../../db/scope.ts';
import { openTestDatabase } from '../../test/database.ts';
import { createTestContext, expectOk } from '../../test/native-api.ts';
import { system } from '../actor.ts';
import { createOrganization } from '../organization/create-organization.ts';
import { getServerKey } from '../sealing/server-key.ts';
import { endLogin } from './end-login.ts';
import { issueLogin } from './issue-login.ts';
import { listLogins } from './list-logins.ts';
import { getLoginKeys, type LoginPermission, loginPermissions } from './login.ts';
import { verifyLogin } from './verify-login.ts';

const database = await openTestDatabase();
const context = createTestContext(database);
/** As another process sees the same database: nothing is cached. */
const otherProcess = () => ({ ...context, database: { ...database } });

let organizations = 0;
const addOwner = async () => {
  organizations += 1;
  const name = `org${organizations}`;
  return expectOk(await createOrganization(context, { name, ownerEmail: `${name}@example.com`, ownerName: name }));
};
const owner = await addOwner();
const stranger = await addOwner();
const live: Scope = { organizationId: owner.organizationId, environment: 'live' };
const inAnHour = () => new Date(context.now().getTime() + 3_600_000);

const issue = async (
  more: { scope?: Scope; userId?: string; permissions?: readonly LoginPermission[]; expiresAt?: Date } = {},
) => {
  const { scope = live, userId = owner.userId, permissions = ['workflow.manage'], expiresAt = inAnHour() } = more;
  return expectOk(await issueLogin(context, scope, { userId, permissions, expiresAt }, system));
};

const codeOf = async (token: string, asked = context): Promise<string | null> => {
  const verified = await verifyLogin(asked, token);
  return verified.ok ? null : verified.error.code;
};

const { privateKey } = await getLoginKeys(context);
const stored = await getServerKey(context, 'login', () => assert.fail('The key pair is there.'));

/** A token as ours are, but for what is given. */
const forge = async (
  more: { claims?: JWTPayload; alg?: string; key?: KeyObject | Uint8Array; issuer?: string; audience?: string } = {},
  { expiresAt = inAnHour(), without = '' } = {},
): Promise<string> => {
  const { loginId } = await issue();
  const { claims = {}, alg = 'ES256', key = privateKey, issuer = context.baseUrl, audience = 'onekosmos' } = more;
  const payload = {
    org: live.organizationId,
    env: 'live',
    permissions: ['workflow.manage'],
    iss: issuer,
    aud: audience,
    sub: owner.userId,
    jti: loginId,
    iat: context.now().getTime() / 1000,
    exp: expiresAt.getTime() / 1000,
    ...claims,
  };
  const kept = Object.fromEntries(Object.entries(payload).filter(([name]) => name !== without));
  return new SignJWT(kept).setProtectedHeader({ alg, typ: 'JWT' }).sign(key);
};

const encode = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url');

/** The token's own claims under another header and signature. */
const resigned = async (header: object, signWith: (signed: string) => string): Promise<string> => {
  const [, payload = ''] = (await forge()).split('.');
  const signed = `${encode(header)}.${payload}`;
  return `${signed}.${signWith(signed)}`;
};

describe('a token', () => {
  it('stands for its user, organization, environment and permissions until it expires', async () => {
    const { token, loginId, expiresAt } = await issue({ permissions: loginPermissions });
    const login = expectOk(await verifyLogin(context, token));
    assert.deepEqual(
      { ...login, permissions: [...login.permissions] },
      { scope: live, userId: owner.userId, loginId, permissions: [...loginPermissions], expiresAt },
    );
  });

  it('is accepted where nothing is cached, and as made by this test', async () => {
    assert.equal(await codeOf((await issue()).token, otherProcess()), null);
    assert.equal(await codeOf(await forge()), null);
  });

  const { privateKey: foreign } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const { privateKey: other } = generateKeyPairSync('ec', { namedCurve: 'P-384' });
  const hmac = (key: Uint8Array) => (signed: string) => createHmac('sha256', key).update(signed).digest('base64url');
  const wrong: Readonly<Record<string, () => Promise<string>>> = {
    'with no text': async () => '',
    'that is no token': async () => 'a.b.c',
    'that is far too long': async () => 'x'.repeat(10_000),
    'signed with another key': () => forge({ key: foreign }),
    'signed by another algorithm': () => forge({ alg: 'ES384', key: other }),
    'without a signature (alg none)': () => resigned({ alg: 'none', typ: 'JWT' }, () => ''),
    'whose signature was taken away': async () => (await forge()).replace(/[^.]+$/, ''),
    'signed with our public key as a secret (HS256)': () => resigned({ alg: 'HS256' }, hmac(stored.publicKey)),
    'signed with a secret of its own (HS256)': () => resigned({ alg: 'HS256' }, hmac(Buffer.from('secret'))),
    'with a key of its own in the header': () =>
      resigned({ alg: 'ES256', jwk: createPublicKey(foreign).export({ format: 'jwk' }) }, (signed) =>
        sign('sha256', Buffer.from(signed), { key: foreign, dsaEncoding: 'ieee-p1363' }).toString('base64url'),
      ),
    'whose permissions were changed': async () => {
      const [header, , signature] = (await forge()).split('.');
      return `${header}.${encode({ sub: owner.userId, permissions: ['community.admin'] })}.${signature}`;
    },
    'of another issuer': () => forge({ issuer: 'https://evil.example' }),
    'for another audience': () => forge({ audience: 'native' }),
    'that expires now': () => forge({}, { expiresAt: context.now() }),
    'that never expires': () => forge({}, { without: 'exp' }),
    'that is not valid yet': () => forge({ claims: { nbf: inAnHour().getTime() / 1000 } }),
    'without a user': () => forge({}, { without: 'sub' }),
    'without a login session': () => forge({}, { without: 'jti' }),
    'of a login session that never was': () => forge({ claims: { jti: '01890000-0000-7000-8000-000000000000' } }),
    'of somebody else’s login session': () => forge({ claims: { sub: stranger.userId } }),
    'that names the other environment': () => forge({ claims: { env: 'test' } }),
    'that names another organization': () => forge({ claims: { org: stranger.organizationId } }),
    'whose organization is no id': () => forge({ claims: { org: 'x' } }),
  };
  for (const [name, make] of Object.entries(wrong)) {
    it(`${name} is refused`, async () => {
      assert.equal(await codeOf(await make()), 'unauthorized');
    });
  }

  it('is refused once it has expired, although this process knows it', async () => {
    const { token } = await issue({ expiresAt: new Date(context.now().getTime() + 2000) });
    assert.equal(await codeOf(token), null);
    const before = context.now();
    context.setTime(new Date(before.getTime() + 2000));
    assert.equal(await codeOf(token), 'unauthorized');
    context.setTime(before);
  });

  it('has the permissions of its login session, whatever it says itself', async () => {
    const login = expectOk(await verifyLogin(context, await forge({ claims: { permissions: ['community.admin'] } })));
    assert.deepEqual([...login.permissions], ['workflow.manage']);
  });

  it('is nowhere in the database', async () => {
    const { token } = await issue();
    const rows = [
      ...(await database.owner.selectFrom('login_session').selectAll().execute()),
      ...(await database.owner.selectFrom('act').selectAll().execute()),
    ];
    assert.ok(rows.length > 1);
    assert.ok(!JSON.stringify(rows).includes(token.split('.').at(-1) ?? ''));
  });
});

describe('a login session', () => {
  it('that ends takes its token with it at once, and no other', async () => {
    const [ended, kept] = [await issue(), await issue()];
    assert.equal(await codeOf(ended.token), null);
    expectOk(await endLogin(context, live, ended.loginId, system));
    expectOk(await endLogin(context, live, ended.loginId, system));
    assert.equal(await codeOf(ended.token), 'unauthorized');
    assert.equal(await codeOf(kept.token), null);
    const acts = database.owner.selectFrom('act').select('type').where('subject_id', '=', ended.loginId);
    assert.deepEqual(
      (await acts.orderBy('number').execute()).map(({ type }) => type),
      ['login_created', 'login_ended'],
    );
  });

  it('that another process ended is refused within five seconds', async () => {
    const { token, loginId } = await issue();
    assert.equal(await codeOf(token), null);
    expectOk(await endLogin(otherProcess(), live, loginId, system));
    const before = context.now();
    context.setTime(new Date(before.getTime() + 5000));
    assert.equal(await codeOf(token), 'unauthorized');
    context.setTime(before);
  });

  it('is neither ended nor listed from another environment or organization', async () => {
    const { token, loginId } = await issue();
    const places: readonly Scope[] = [
      { ...live, environment: 'test' },
      { organizationId: stranger.organizationId, environment: 'live' },
    ];
    for (const scope of places) {
      const ended = await endLogin(context, scope, loginId, system);
      assert.equal(ended.ok ? null : ended.error.code, 'not_found');
      assert.ok(!(await listLogins(context, scope)).some(({ id }) => id === loginId));
    }
    assert.ok((await listLogins(context, live)).some(({ id }) => id === loginId));
    assert.equal(await codeOf(token), null);
  });

  it('is opened for members only, and only for a time to come', async () => {
    const permissions = ['workflow.manage'] as const;
    const outside = { userId: stranger.userId, permissions, expiresAt: inAnHour() };
    const past = { userId: owner.userId, permissions, expiresAt: context.now() };
    const codes = [];
    for (const input of [outside, past]) {
      const made = await issueLogin(context, live, input, system);
      codes.push(made.ok ? null : made.error.code);
    }
    assert.deepEqual(codes, ['not_found', 'request_invalid']);
  });
});

describe('all login sessions of a user end with the first token that comes', () => {
  const cases = {
    'of a user who was disabled': (userId: string) =>
      database.owner.updateTable('user').set({ disabled_at: context.now() }).where('id', '=', userId).execute(),
    'of a user who is no member any more': (userId: string) =>
      database.owner.deleteFrom('membership').where('user_id', '=', userId).execute(),
  };
  for (const [name, change] of Object.entries(cases)) {
    it(name, async () => {
      const { organizationId, userId } = await addOwner();
      const scope = { organizationId, environment: 'live' } as const;
      const first = await issue({ scope, userId });
      const second = await issue({ scope, userId });
      const inTest = await issue({ scope: { ...scope, environment: 'test' }, userId });
      await change(userId);
      assert.equal(await codeOf(first.token, otherProcess()), 'unauthorized');
      const open = await database.owner
        .selectFrom('login_session')
        .select('id')
        .where('user_id', '=', userId)
        .where('ended_at', 'is', null)
        .execute();
      assert.deepEqual(open, []);
      for (const { token } of [second, inTest]) assert.equal(await codeOf(token), 'unauthorized');
    });
  }
});
