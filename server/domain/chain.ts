import { createHash } from 'node:crypto';
import { canonicalize } from '@gatehouse/core/workflow/canonical.ts';

/** What stands before the first entry of a log. */
export const GENESIS_HASH: Uint8Array = new Uint8Array(32);

/**
 * `SHA-256(previous hash, header, sealed bytes)`: over the sealed bytes and never the plain text, which could be guessed
 * back from a hash. The canonical header's length in bytes (4, big-endian) stands before it, so that no byte can move
 * from one part to the other.
 */
export const chainHash = (previous: Uint8Array, header: object, sealed: Uint8Array): Uint8Array => {
  const headerBytes = Buffer.from(canonicalize(header), 'utf8');
  const length = Buffer.alloc(4);
  length.writeUInt32BE(headerBytes.length);
  return createHash('sha256').update(previous).update(length).update(headerBytes).update(sealed).digest();
};
