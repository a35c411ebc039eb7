import assert from 'node:assert/strict';
import { networkInterfaces } from 'node:os';
import { test } from 'node:test';
import { createAddressGuard } from './address-guard.ts';

const isPublic = createAddressGuard([]);

const publicAddresses = ['1.1.1.1', '8.8.8.8', '93.184.216.34', '172.32.0.1', '2606:4700::1111', '::ffff:8.8.8.8'];

/** With the registry's name of each: IANA's special-purpose addresses and what embeds an IPv4 address in IPv6. */
const refused: readonly [address: string, meaning: string][] = [
  ['0.0.0.0', 'this network'],
  ['0.1.2.3', 'this network'],
  ['10.0.0.1', 'private'],
  ['100.64.0.1', 'carrier-grade NAT'],
  ['100.100.100.200', 'metadata of a cloud inside carrier-grade NAT'],
  ['127.0.0.1', 'loopback'],
  ['127.255.255.254', 'loopback'],
  ['168.63.129.16', 'host agent of a cloud'],
  ['169.254.169.254', 'metadata of a cloud, link-local'],
  ['172.16.0.1', 'private'],
  ['172.31.255.255', 'private'],
  ['192.0.0.1', 'protocol assignments'],
  ['192.0.2.1', 'documentation'],
  ['192.88.99.1', '6to4 relay'],
  ['192.168.1.1', 'private'],
  ['198.18.0.1', 'benchmark'],
  ['198.51.100.1', 'documentation'],
  ['203.0.113.1', 'documentation'],
  ['224.0.0.1', 'multicast'],
  ['240.0.0.1', 'reserved'],
  ['255.255.255.255', 'broadcast'],
  ['::', 'unspecified'],
  ['::1', 'loopback'],
  ['::127.0.0.1', 'IPv4-compatible'],
  ['::8.8.8.8', 'IPv4-compatible'],
  ['::ffff:127.0.0.1', 'IPv4-mapped'],
  ['::ffff:a9fe:a9fe', 'IPv4-mapped'],
  ['::ffff:0:127.0.0.1', 'IPv4-translated'],
  ['64:ff9b::7f00:1', 'NAT64'],
  ['64:ff9b:1::7f00:1', 'local NAT64'],
  ['100::1', 'discard'],
  ['2001::1', 'Teredo'],
  ['2001:2::1', 'benchmark'],
  ['2001:db8::1', 'documentation'],
  ['2002:7f00:1::', '6to4'],
  ['3fff::1', 'documentation'],
  ['4000::1', 'not assigned'],
  ['5f00::1', 'segment routing'],
  ['fc00::1', 'unique local'],
  ['fd00:ec2::254', 'metadata of a cloud'],
  ['fe80::1', 'link-local'],
  ['fe80::1%eth0', 'link-local with a zone'],
  ['fec0::1', 'site-local'],
  ['ff02::1', 'multicast'],
  ['localhost', 'no address'],
  ['', 'no address'],
  ['127.1', 'no address in its usual form'],
];

for (const address of publicAddresses) {
  test(`${address} is public`, () => assert.equal(isPublic(address), true));
}

for (const [address, meaning] of refused) {
  test(`${address || 'nothing'} (${meaning}) is refused`, () => assert.equal(isPublic(address), false));
}

test('a range that the operator names is let through, and nothing beside it', () => {
  const guard = createAddressGuard(['10.1.0.0/16', '192.168.1.5', 'fd12::/32', '::1']);
  const answers = ['10.1.2.3', '::ffff:10.1.2.3', '192.168.1.5', 'fd12:0:1::1', '::1', '8.8.8.8'].map(guard);
  assert.deepEqual(answers, [true, true, true, true, true, true]);
  assert.deepEqual(['10.2.0.1', '192.168.1.6', 'fd13::1', '127.0.0.1'].map(guard), [false, false, false, false]);
});

test('`any` lets every address through, but still nothing that is none', () => {
  const guard = createAddressGuard('any');
  assert.deepEqual(['127.0.0.1', '169.254.169.254', 'fe80::1', 'localhost'].map(guard), [true, true, true, false]);
});

test("this machine's own addresses are refused, also where they are public ones", () => {
  const guard = createAddressGuard([], () => ['93.184.216.34', '2606:4700:0::1111']);
  assert.deepEqual(['93.184.216.34', '::ffff:93.184.216.34', '2606:4700::1111'].map(guard), [false, false, false]);
  assert.equal(guard('93.184.216.35'), true);
  assert.equal(createAddressGuard(['93.184.216.34'], () => ['93.184.216.34'])('93.184.216.34'), true);
});

test('the addresses of the interfaces are those that are refused', () => {
  const own = Object.values(networkInterfaces()).flatMap((addresses) => addresses ?? []);
  assert.ok(own.length > 0);
  for (const { address } of own) assert.equal(isPublic(address), false, address);
});
