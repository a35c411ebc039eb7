import { createCipheriv, createDecipheriv, type KeyObject, randomFillSync } from 'node:crypto';

const version = 1;
const versionBytes = 1;
const nonceBytes = 12;
const tagBytes = 16;
const overheadBytes = versionBytes + nonceBytes + tagBytes;
const algorithm = 'aes-256-gcm';

/** Why sealed bytes did not open. It never says which of the two it was, key or bytes: the cipher cannot tell either. */
const unreadable = (purpose: string, cause?: unknown): Error =>
  new Error(`What was sealed as "${purpose}" cannot be opened: it was changed, or sealed for another place or key.`, {
    cause,
  });

/**
 * One version byte, a random nonce of 12 bytes, the cipher text, a tag of 16 bytes (AES-256-GCM, NIST SP 800-38D).
 * A random nonce is safe for 2^32 messages under one key (section 8.3 there); a data key seals one session's or one
 * entity's rows, which is far below.
 */
export const sealBytes = (key: KeyObject, purpose: string, plain: Uint8Array): Uint8Array => {
  const nonce = nextNonce();
  const cipher = createCipheriv(algorithm, key, nonce).setAAD(associatedData(version, purpose));
  return Buffer.concat([Buffer.of(version), nonce, cipher.update(plain), cipher.final(), cipher.getAuthTag()]);
};

/** Throws when the bytes were not made by `sealBytes` with this key and purpose. */
export const openBytes = (key: KeyObject, purpose: string, sealed: Uint8Array): Uint8Array => {
  if (sealed.length < overheadBytes || sealed[0] !== version) throw unreadable(purpose);
  const nonce = sealed.subarray(versionBytes, versionBytes + nonceBytes);
  const body = sealed.subarray(versionBytes + nonceBytes, -tagBytes);
  const decipher = createDecipheriv(algorithm, key, nonce, { authTagLength: tagBytes })
    .setAAD(associatedData(version, purpose))
    .setAuthTag(sealed.subarray(-tagBytes));
  try {
    return Buffer.concat([decipher.update(body), decipher.final()]);
  } catch (error) {
    throw unreadable(purpose, error);
  }
};

/** One byte for the version, then the purpose. */
const associatedData = (formatVersion: number, purpose: string): Uint8Array =>
  Buffer.from(String.fromCharCode(formatVersion) + purpose, 'utf8');

/** Nonces drawn ahead, each handed out once: asking the random source for so few bytes costs as much as sealing them. */
const drawn = Buffer.alloc(nonceBytes * 256);
let spent = drawn.length;

const nextNonce = (): Uint8Array => {
  if (spent === drawn.length) {
    randomFillSync(drawn);
    spent = 0;
  }
  spent += nonceBytes;
  return drawn.subarray(spent - nonceBytes, spent);
};
