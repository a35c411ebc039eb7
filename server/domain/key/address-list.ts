import ipaddr from 'ipaddr.js';

type Address = ipaddr.IPv4 | ipaddr.IPv6;

/** A block of addresses: those that share its first `bits` bits. */
export interface AddressRange {
  readonly address: Address;
  readonly bits: number;
}

/** Bits before the IPv4 address in an IPv6 address that stands for one (RFC 4291, 2.5.5.2). */
const MAPPED_BITS = 96;

/** Throws for a text that is neither an address nor a range: what is stored was checked before. */
export const parseAddressRange = (text: string): AddressRange => {
  const [address, bits] = text.includes('/')
    ? ipaddr.parseCIDR(text)
    : [ipaddr.parse(text), ipaddr.parse(text).kind() === 'ipv4' ? 32 : 128];
  return address instanceof ipaddr.IPv6 && address.isIPv4MappedAddress() && bits >= MAPPED_BITS
    ? { address: address.toIPv4Address(), bits: bits - MAPPED_BITS }
    : { address, bits };
};

/** Whether a caller's address lies in one of the ranges. An address that cannot be read lies in none. */
export const isAddressAllowed = (ranges: readonly AddressRange[], caller: string): boolean => {
  if (!ipaddr.isValid(caller)) return false;
  const address = ipaddr.process(caller);
  return ranges.some((range) => contains(range, address));
};

/** Whether every address of a range lies in one of the outer ones. */
export const isRangeWithin = (range: AddressRange, outer: readonly AddressRange[]): boolean =>
  outer.some((candidate) => candidate.bits <= range.bits && contains(candidate, range.address));

const contains = (range: AddressRange, address: Address): boolean =>
  range.address.kind() === address.kind() && address.match(range.address, range.bits);
