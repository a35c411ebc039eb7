import { isIP } from 'node:net';
import { networkInterfaces } from 'node:os';
import ipaddr from 'ipaddr.js';

type Address = ipaddr.IPv4 | ipaddr.IPv6;

/** Says of an IP address whether requests may go there. What is no address may not be reached. */
export type AddressGuard = (address: string) => boolean;

/**
 * Lets requests go to the public internet, and to the private ranges that the operator names: CIDR ranges and single
 * addresses, or `any`. This machine's own addresses count as private, also where they are public ones: a service that a
 * firewall hides from the internet would not be hidden from this process.
 */
export const createAddressGuard = (
  privateAddresses: 'any' | readonly string[],
  ownAddresses: () => readonly string[] = machineAddresses,
): AddressGuard => {
  const ranges = privateAddresses === 'any' ? [] : privateAddresses.map(parseRange);
  return (text) => {
    if (isIP(text) === 0) return false;
    if (privateAddresses === 'any') return true;
    // An IPv4 address mapped into IPv6 is judged as what it is; the older `::1.2.3.4` is IPv6, which the library takes for IPv4.
    const address = ipaddr.process(text.replace(/^::(?=\d+\.)/, '::0:'));
    if (ranges.some((range) => isWithin(address, range))) return true;
    return isPublic(address) && !ownAddresses().some((own) => isSame(ipaddr.process(own), address));
  };
};

/** All IPv6 addresses of the public internet begin with 001 (RFC 4291, 2.4); outside of it, `::127.0.0.1` and its like look like unicast. */
const globalUnicast: readonly [ipaddr.IPv6, number] = [ipaddr.IPv6.parse('2000::'), 3];

/** Public addresses that a cloud gives a meaning inside a machine. */
const insideMeanings: readonly string[] = [
  // Azure's host agent and resolver, which hands out a machine's configuration.
  '168.63.129.16',
];

const isPublic = (address: Address): boolean => {
  if (address.range() !== 'unicast' || insideMeanings.includes(address.toString())) return false;
  return address.kind() === 'ipv4' || isWithin(address, globalUnicast);
};

/** Asked anew each time: interfaces come and go. */
const machineAddresses = (): readonly string[] =>
  Object.values(networkInterfaces()).flatMap((addresses) => (addresses ?? []).map(({ address }) => address));

const isSame = (one: Address, other: Address): boolean => one.toNormalizedString() === other.toNormalizedString();

const parseRange = (text: string): readonly [Address, number] => {
  const [address = '', bits] = text.split('/');
  const parsed = ipaddr.parse(address);
  return [parsed, bits === undefined ? parsed.toByteArray().length * 8 : Number(bits)];
};

const isWithin = (address: Address, [range, bits]: readonly [Address, number]): boolean =>
  address.kind() === range.kind() && address.match(range, bits);
