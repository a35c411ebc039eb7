import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { describe, it } from 'node:test';
import { openTestDatabase } from '../../test/database.ts';
import { expectOk } from '../../test/native-api.ts';
import { checkValueOf, fingerprint } from './create-sealing.ts';
import { openSealing, sealedRowsExist } from './open-sealing.ts';

const database = await openTestDatabase();

const now = new Date('2031-05-01T12:00:00Z');
const open = (masterKey: Uint8Array, previousMasterKey: Uint8Array | null = null) =>
  openSealing(database.unscoped, { masterKey, previousMasterKey }, now);

describe('the master key', () => {
  let own: Uint8Array = randomBytes(32);

  it('becomes that of an empty database, and of several that come at once only one does', async () => {
    assert.equal(await sealedRowsExist(database.unscoped), false);
    const keys = Array.from({ length: 5 }, () => randomBytes(32));
    const results = await Promise.all(keys.map((key) => open(key)));
    assert.equal(results.filter((result) => result.ok).length, 1);
    assert.equal(await sealedRowsExist(database.unscoped), true);
    own = keys[results.findIndex((result) => result.ok)] ?? assert.fail();
    assert.equal((await open(own)).ok, true);
  });

  it('that is another one is refused with both fingerprints, even under the right name', async () => {
    const other = randomBytes(32);
    const refused = await open(other);
    assert.match(
      refused.ok ? '' : refused.error,
      new RegExp(`${fingerprint(other)}.*${fingerprint(own)}.*GATEHOUSE_MASTER_KEY`),
    );
    await database.owner
      .updateTable('sealing_key')
      .set({ check_value: checkValueOf(other) })
      .execute();
    assert.equal((await open(own)).ok, false);
    await database.owner
      .updateTable('sealing_key')
      .set({ check_value: checkValueOf(own) })
      .execute();
  });

  it('follows another one that is given with it: keys of both open, and keyed hashes stay', async () => {
    const before = expectOk(await open(own));
    const { dataKey, wrapped } = before.createDataKey('one');
    const next = randomBytes(32);
    assert.equal((await open(next, randomBytes(32))).ok, false);
    const rotating = expectOk(await open(next, own));
    assert.equal(rotating.isRotating, true);
    assert.deepEqual(rotating.openDataKey('one', wrapped).key, dataKey.key);
    const rewrapped = rotating.rewrapDataKey('one', wrapped);

    const after = expectOk(await open(next));
    assert.equal(after.isRotating, false);
    assert.deepEqual(after.openDataKey('one', rewrapped).key, dataKey.key);
    assert.throws(() => after.openDataKey('two', wrapped));
    assert.deepEqual(after.keyedHash('label', 'text'), before.keyedHash('label', 'text'));

    const third = randomBytes(32);
    const again = expectOk(await open(third, next));
    assert.deepEqual(again.keyedHash('label', 'text'), before.keyedHash('label', 'text'));
  });
});
