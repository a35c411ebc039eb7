import assert from 'node:assert/strict';
import { before, describe, it } from 'node:test';
import { v7 } from 'uuid';
import type { Database } from '../../db/client.ts';
import type { Scope } from '../../db/scope.ts';
import { openTestDatabase } from '../../test/database.ts';
import { type CredentialKind, insertCredential } from './credential.queries.ts';
import { createToken, credentialCacheMs, findCredential, revokeCredential, type TokenPrefix } from './credential.ts';

const database = await openTestDatabase();
const scope: Scope = { organizationId: v7(), environment: 'live' };
const stranger: Scope = { organizationId: v7(), environment: 'live' };
const now = new Date('2031-05-01T12:00:00Z');
const later = (ms: number): Date => new Date(now.getTime() + ms);

before(async () => {
  for (const { organizationId } of [scope, stranger]) {
    await database
      .scoped({ organizationId, environment: null })
      .insertInto('organization')
      .values({
        id: organizationId,
        name: 'Acme',
        wrapped_key: new Uint8Array(1),
        sealing_key_id: 'k',
        act_hash: new Uint8Array(1),
        created_at: now,
      })
      .execute();
  }
});

const addCredential = async (
  kind: CredentialKind,
  more: { expiresAt?: Date; subjectId?: string } = {},
): Promise<{ token: string; subjectId: string }> => {
  const { token, hash } = createToken(kind === 'key' ? 'gh_live_' : '');
  const subjectId = more.subjectId ?? v7();
  await insertCredential(database.unscoped, { ...scope, hash, kind, subjectId, expiresAt: more.expiresAt ?? null });
  return { token, subjectId };
};

/** Another process: the same rows, a cache of its own. */
const otherProcess = (): Database => ({ ...database });

describe('a token', () => {
  for (const prefix of ['gh_live_', 'gh_test_', ''] satisfies TokenPrefix[]) {
    it(`with the prefix "${prefix}" holds 256 random bits in characters that a URL takes`, () => {
      const { token, hash } = createToken(prefix);
      assert.match(token, new RegExp(`^${prefix}[A-Za-z0-9_-]{43}$`));
      assert.equal(hash.length, 32);
      assert.notEqual(createToken(prefix).token, token);
    });
  }
});

describe('a credential', () => {
  it('is found by its token and tells whom it stands for', async () => {
    const { token, subjectId } = await addCredential('key');
    for (let time = 0; time < 2; time += 1) {
      assert.deepEqual(await findCredential(database, 'key', token, now), {
        ...scope,
        kind: 'key',
        subjectId,
        expiresAt: null,
      });
    }
  });

  it('of one kind does not pass for another', async () => {
    const { token } = await addCredential('link');
    assert.equal(await findCredential(database, 'key', token, now), null);
    assert.notEqual(await findCredential(database, 'link', token, now), null);
  });

  it('is not found by anything near its token', async () => {
    const { token } = await addCredential('key');
    const guesses = [
      '',
      token.slice(0, -1),
      `${token}A`,
      token.toUpperCase(),
      ` ${token}`,
      token.slice(8),
      'x'.repeat(1e6),
    ];
    for (const guess of guesses) assert.equal(await findCredential(database, 'key', guess, now), null);
  });

  it('ends at its expiry, also when it was found just before', async () => {
    const { token } = await addCredential('link', { expiresAt: later(100) });
    assert.notEqual(await findCredential(database, 'link', token, later(99)), null);
    assert.equal(await findCredential(database, 'link', token, later(100)), null);
  });

  it('that is made after a guess is found at once', async () => {
    const { token, hash } = createToken('gh_test_');
    assert.equal(await findCredential(database, 'key', token, now), null);
    await insertCredential(database.unscoped, { ...scope, hash, kind: 'key', subjectId: v7(), expiresAt: null });
    assert.notEqual(await findCredential(database, 'key', token, now), null);
  });
});

describe('a revocation', () => {
  it('acts at once in this process, on every credential of the subject and on no other', async () => {
    const first = await addCredential('key');
    const second = await addCredential('key', { subjectId: first.subjectId });
    const other = await addCredential('key');
    for (const { token } of [first, second, other]) await findCredential(database, 'key', token, now);
    const revocation = { kind: 'key', subjectId: first.subjectId, revokedAt: now } as const;
    assert.equal(await revokeCredential(database, scope, revocation), true);
    assert.equal(await findCredential(database, 'key', first.token, now), null);
    assert.equal(await findCredential(database, 'key', second.token, now), null);
    assert.notEqual(await findCredential(database, 'key', other.token, now), null);
    assert.equal(await revokeCredential(database, scope, revocation), false);
  });

  it('acts in another process when its cache has aged, and not later', async () => {
    const { token, subjectId } = await addCredential('key');
    const other = otherProcess();
    assert.notEqual(await findCredential(other, 'key', token, now), null);
    await revokeCredential(database, scope, { kind: 'key', subjectId, revokedAt: now });
    assert.notEqual(await findCredential(other, 'key', token, later(credentialCacheMs - 1)), null);
    assert.equal(await findCredential(other, 'key', token, later(credentialCacheMs)), null);
  });

  it('by another organization, or of the other environment, changes nothing', async () => {
    const { token, subjectId } = await addCredential('key');
    for (const wrong of [stranger, { ...scope, environment: 'test' } as const]) {
      assert.equal(await revokeCredential(database, wrong, { kind: 'key', subjectId, revokedAt: now }), false);
    }
    assert.notEqual(await findCredential(otherProcess(), 'key', token, now), null);
  });

  it('is not undone by a look-up that was under way', async () => {
    const { token, subjectId } = await addCredential('key');
    const underWay = findCredential(database, 'key', token, now);
    await revokeCredential(database, scope, { kind: 'key', subjectId, revokedAt: now });
    await underWay;
    assert.equal(await findCredential(database, 'key', token, now), null);
  });
});
