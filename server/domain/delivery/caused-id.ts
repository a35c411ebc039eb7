import { createHash } from 'node:crypto';

/**
 * The same id for the same cause: what makes a delivery may run twice, and the second run then finds it made. It has the
 * form of a uuid v7 (RFC 9562, 5.7), so that lists stay in the order of time; a hash of the cause stands where others have
 * random bits.
 */
export const causedId = (at: Date, cause: readonly (string | number)[]): string => {
  const bytes = createHash('sha256').update(JSON.stringify(cause), 'utf8').digest().subarray(0, 16);
  bytes.writeUIntBE(at.getTime(), 0, 6);
  bytes.writeUInt8(0x70 | (bytes.readUInt8(6) & 0x0f), 6);
  bytes.writeUInt8(0x80 | (bytes.readUInt8(8) & 0x3f), 8);
  const hex = bytes.toString('hex');
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-');
};
