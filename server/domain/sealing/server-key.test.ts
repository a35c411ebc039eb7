import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { test } from 'node:test';
import { openTestDatabase } from '../../test/database.ts';
import { createTestContext, expectOk } from '../../test/native-api.ts';
import { openSealing } from './open-sealing.ts';
import { rewrapKeys } from './rewrap-keys.ts';
import { getServerKey } from './server-key.ts';

const database = await openTestDatabase();
const now = new Date('2031-05-01T12:00:00Z');

/** As another process sees the same database: nothing is cached. */
const anotherProcess = async (masterKey: Uint8Array, previousMasterKey: Uint8Array | null = null) => ({
  ...createTestContext({ ...database }),
  sealing: expectOk(await openSealing(database.unscoped, { masterKey, previousMasterKey }, now)),
});

const [old, next] = [randomBytes(32), randomBytes(32)];
const make = () => ({ publicKey: randomBytes(64), secret: randomBytes(32) });
const neverMade = () => assert.fail('The key pair was made a second time.');
const hex = ({ publicKey, secret }: { publicKey: Uint8Array; secret: Uint8Array }) =>
  [publicKey, secret].map((half) => Buffer.from(half).toString('hex'));

test('of several processes that ask for a key pair at once all are given the same', async () => {
  const processes = await Promise.all(Array.from({ length: 4 }, () => anotherProcess(old)));
  const pairs = await Promise.all(processes.map((context) => getServerKey(context, 'race', make)));
  assert.equal(new Set(pairs.map((pair) => hex(pair).join())).size, 1);
});

test('a key pair is made once and found after a restart; another name has another', async () => {
  const context = await anotherProcess(old);
  const pair = await getServerKey(context, 'kept', make);
  assert.deepEqual(hex(await getServerKey(context, 'kept', neverMade)), hex(pair));
  assert.deepEqual(hex(await getServerKey(await anotherProcess(old), 'kept', neverMade)), hex(pair));
  assert.notDeepEqual(hex(await getServerKey(context, 'other', make)), hex(pair));
});

test('the secret half is never kept in clear', async () => {
  const pair = await getServerKey(await anotherProcess(old), 'sealed', make);
  const row = await database.owner
    .selectFrom('server_key')
    .selectAll()
    .where('name', '=', 'sealed')
    .executeTakeFirstOrThrow();
  assert.deepEqual(Buffer.from(row.public_key), Buffer.from(pair.publicKey));
  assert.equal(Buffer.from(row.secret).includes(Buffer.from(pair.secret)), false);
});

test('a failed look-up is not remembered', async () => {
  const context = await anotherProcess(old);
  const failing = { ...context, now: () => assert.fail('no clock') };
  await assert.rejects(getServerKey(failing, 'flaky', make), /no clock/);
  await getServerKey(context, 'flaky', make);
});

test('key pairs outlive a rotation of the master key', async () => {
  const pair = await getServerKey(await anotherProcess(old), 'rotated', make);
  const rotating = await anotherProcess(next, old);
  assert.deepEqual(hex(await getServerKey(rotating, 'rotated', neverMade)), hex(pair));
  assert.ok(((await rewrapKeys(rotating, new AbortController().signal)) ?? 0) > 0);
  assert.equal(await rewrapKeys(rotating, new AbortController().signal), 0);
  assert.deepEqual(hex(await getServerKey(await anotherProcess(next), 'rotated', neverMade)), hex(pair));
});
