import assert from 'node:assert/strict';
import { test } from 'node:test';
import { openTestDatabase } from '../../test/database.ts';
import { createTestContext } from '../../test/native-api.ts';
import { findSealedMetadataProblem, MAX_SEALED_PAIRS, sealedPairs, toSealedPair } from './sealed-metadata.ts';

const { sealing } = createTestContext(await openTestDatabase());
const organization = '0190f000-0000-7000-8000-000000000001';
const hashes = (pairs: ReturnType<typeof sealedPairs>): string[] =>
  pairs.map(({ valueHash }) => Buffer.from(valueHash).toString('hex'));

test('single values of the first level find a session, others do not', () => {
  const metadata = { name: 'Ann', age: 41, vip: false, empty: '', nothing: null, list: ['a'], inner: { name: 'Ann' } };
  const expected = [
    ['name', 'Ann'],
    ['age', '41'],
    ['vip', 'false'],
    ['empty', ''],
  ].map(([name = '', value = '']) => toSealedPair(sealing, organization, name, value));
  assert.deepEqual(sealedPairs(sealing, organization, metadata), expected);
});

test('neither the name nor the value stands in a pair, and no two of them meet', () => {
  const pairs = [
    ['a', 'b'],
    ['a=b', ''],
    ['a', 'B'],
    ['b', 'a'],
    ['', 'a=b'],
  ].map(([name = '', value = '']) => toSealedPair(sealing, organization, name, value));
  const foreign = toSealedPair(sealing, '0190f000-0000-7000-8000-000000000002', 'a', 'b');
  assert.equal(new Set(hashes([...pairs, foreign])).size, 6);
  assert.deepEqual(new Set(pairs.map(({ key }) => key)), new Set(['']));
});

test('long values are not searched for, and there are fifty pairs at most', () => {
  assert.equal(sealedPairs(sealing, organization, { a: 'x'.repeat(200), b: 'x'.repeat(201) }).length, 1);
  const many = Object.fromEntries(Array.from({ length: 80 }, (_, index) => [`key${index}`, index]));
  assert.equal(sealedPairs(sealing, organization, many).length, MAX_SEALED_PAIRS);
});

test('what cannot be kept is refused', () => {
  assert.equal(findSealedMetadataProblem({ a: ['x'.repeat(16_000)] }), null);
  assert.equal(findSealedMetadataProblem({ a: 'x'.repeat(16_384) })?.code, 'request_invalid');
  assert.equal(findSealedMetadataProblem({ a: '\ud800' })?.code, 'request_invalid');
});
