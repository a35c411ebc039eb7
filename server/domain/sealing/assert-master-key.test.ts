import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { describe, it } from 'node:test';
import { openTestDatabase } from '../../test/database.ts';
import { assertMasterKey, sealedRowsExist } from './assert-master-key.ts';
import { createSealing } from './create-sealing.ts';

const database = await openTestDatabase();

const now = new Date('2031-05-01T12:00:00Z');
const newSealing = () => createSealing({ masterKey: randomBytes(32) });

describe('the master key', () => {
  it('becomes that of an empty database, and of several that come at once only one does', async () => {
    assert.equal(await sealedRowsExist(database.unscoped), false);
    const sealings = Array.from({ length: 5 }, newSealing);
    const results = await Promise.all(sealings.map((sealing) => assertMasterKey(database.unscoped, sealing, now)));
    assert.equal(results.filter((result) => result.ok).length, 1);
    assert.equal(await sealedRowsExist(database.unscoped), true);
    const own = sealings[results.findIndex((result) => result.ok)] ?? assert.fail();
    assert.equal((await assertMasterKey(database.unscoped, own, now)).ok, true);

    const other = newSealing();
    const refused = await assertMasterKey(database.unscoped, other, now);
    assert.ok(!refused.ok);
    assert.match(refused.error, new RegExp(`${other.sealingKeyId}.*${own.sealingKeyId}.*GATEHOUSE_MASTER_KEY`));

    const sameNameOtherKey = { ...other, sealingKeyId: own.sealingKeyId };
    assert.equal((await assertMasterKey(database.unscoped, sameNameOtherKey, now)).ok, false);
  });
});
