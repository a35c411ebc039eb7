import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isAddressAllowed, isRangeWithin, parseAddressRange } from './address-list.ts';

const callers: readonly (readonly [list: readonly string[], caller: string, isAllowed: boolean])[] = [
  [['192.0.2.7'], '192.0.2.7', true],
  [['192.0.2.7'], '192.0.2.8', false],
  [['192.0.2.7'], '::ffff:192.0.2.7', true],
  [['::ffff:192.0.2.7'], '192.0.2.7', true],
  [['::ffff:192.0.2.0/120'], '192.0.2.200', true],
  [['::ffff:192.0.2.0/120'], '192.0.3.1', false],
  [['10.0.0.0/8'], '10.255.255.255', true],
  [['10.0.0.0/8'], '11.0.0.0', false],
  [['0.0.0.0/0'], '203.0.113.1', true],
  [['0.0.0.0/0'], '2001:db8::1', false],
  [['::/0'], '203.0.113.1', false],
  [['2001:db8::/32'], '2001:db8:ffff::1', true],
  [['2001:db8::/32'], '2001:db9::1', false],
  [['2001:db8::1'], '2001:0db8:0:0:0:0:0:1', true],
  [['192.0.2.1', '198.51.100.0/24'], '198.51.100.9', true],
  [['192.0.2.1'], 'unknown', false],
  [['192.0.2.1'], '', false],
];

for (const [list, caller, isAllowed] of callers) {
  test(`${caller || 'no address'} is ${isAllowed ? 'in' : 'not in'} ${list.join(', ')}`, () => {
    assert.equal(isAddressAllowed(list.map(parseAddressRange), caller), isAllowed);
  });
}

const ranges: readonly (readonly [range: string, outer: readonly string[], isWithin: boolean])[] = [
  ['10.1.0.0/16', ['10.0.0.0/8'], true],
  ['10.0.0.0/8', ['10.0.0.0/8'], true],
  ['10.0.0.0/7', ['10.0.0.0/8'], false],
  ['10.1.2.3', ['10.1.2.3'], true],
  ['0.0.0.0/0', ['10.0.0.0/8', '192.168.0.0/16'], false],
  ['::/0', ['10.0.0.0/8'], false],
  ['2001:db8:1::/48', ['10.0.0.0/8', '2001:db8::/32'], true],
];

for (const [range, outer, isWithin] of ranges) {
  test(`${range} is ${isWithin ? 'wholly' : 'not wholly'} in ${outer.join(', ')}`, () => {
    assert.equal(isRangeWithin(parseAddressRange(range), outer.map(parseAddressRange)), isWithin);
  });
}
