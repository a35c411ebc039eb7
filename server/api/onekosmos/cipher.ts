import {
  createCipheriv,
  createDecipheriv,
  createECDH,
  createPrivateKey,
  createPublicKey,
  createSecretKey,
  diffieHellman,
  type KeyObject,
  randomBytes,
} from 'node:crypto';

/*
 * The vendor's encryption, which it calls ECDSA though nothing is signed: ECDH on secp256k1, whose X coordinate, 32 bytes,
 * is the key of AES-256-GCM as it is. On the wire: base64( IV[16] ++ cipher text ++ tag[16] ); keys are base64 of X ++ Y
 * (64 bytes, no leading 04) and of the scalar (32 bytes). All big-endian. The vectors in `test/vectors.json` pin it.
 */

const curve = 'secp256k1';
const algorithm = 'aes-256-gcm';
const coordinateBytes = 32;
const publicKeyBytes = 2 * coordinateBytes;
const ivBytes = 16;
const tagBytes = 16;

/** A SubjectPublicKeyInfo (RFC 5480, 2) up to the point: id-ecPublicKey, secp256k1, a bit string that begins with 04. */
const publicKeyPrefix = Buffer.from('3056301006072a8648ce3d020106052b8104000a03420004', 'hex');

export interface KeyPair {
  /** X and Y, 64 bytes. */
  readonly publicKey: Uint8Array;
  /** The scalar, 32 bytes. */
  readonly secret: Uint8Array;
}

export const createKeyPair = (): KeyPair => {
  const pair = createECDH(curve);
  pair.generateKeys();
  return { publicKey: pair.getPublicKey().subarray(1), secret: toWidth(pair.getPrivateKey()) };
};

const toWidth = (scalar: Uint8Array): Uint8Array =>
  Buffer.concat([new Uint8Array(Math.max(0, coordinateBytes - scalar.length)), scalar]);

/** The 64 bytes of a public key as it stands in a header, or null; whether they are a point is not looked at. */
export const readPublicKey = (text: string): Uint8Array | null => {
  const bytes = fromBase64(text);
  return bytes?.length === publicKeyBytes ? bytes : null;
};

/** A public key as `deriveSecret` takes it; null for 64 bytes that are no point of the curve. */
export const openPublicKey = (publicKey: Uint8Array): KeyObject | null => {
  try {
    return createPublicKey({ key: Buffer.concat([publicKeyPrefix, publicKey]), format: 'der', type: 'spki' });
  } catch {
    return null;
  }
};

/**
 * The scalar of a private key in base64, or null. Clients in Java send a sign byte before it or leave leading zeros out,
 * those in Go leave them out: 33 bytes that begin with zero and fewer than 32 are the same number.
 */
export const readPrivateKey = (text: string): Uint8Array | null => {
  const bytes = fromBase64(text);
  if (bytes === null || bytes.length === 0) return null;
  const scalar = bytes.length === coordinateBytes + 1 && bytes[0] === 0 ? bytes.subarray(1) : bytes;
  return scalar.length > coordinateBytes ? null : toWidth(scalar);
};

/** A private key as `deriveSecret` takes it; null for zero and for what is not below the order of the curve. */
export const openPrivateKey = (scalar: Uint8Array): KeyObject | null => {
  const pair = createECDH(curve);
  try {
    pair.setPrivateKey(scalar);
  } catch {
    return null;
  }
  const [x, y] = [pair.getPublicKey().subarray(1, 1 + coordinateBytes), pair.getPublicKey().subarray(-coordinateBytes)];
  const key = { kty: 'EC', crv: curve, x: toBase64Url(x), y: toBase64Url(y), d: toBase64Url(scalar) };
  return createPrivateKey({ key, format: 'jwk' });
};

const toBase64Url = (bytes: Uint8Array): string => Buffer.from(bytes).toString('base64url');

/** What both sides know: the key of everything that is said between them. */
export const deriveSecret = (privateKey: KeyObject, publicKey: KeyObject): KeyObject =>
  createSecretKey(diffieHellman({ privateKey, publicKey }));

/** Random bytes, each of them given once. They are fetched for many at a time: asking costs as much as encrypting. */
const createIvSource = (): (() => Uint8Array) => {
  let fetched: Uint8Array = new Uint8Array(0);
  return () => {
    if (fetched.length === 0) fetched = randomBytes(IVS_FETCHED * ivBytes);
    const iv = fetched.subarray(0, ivBytes);
    fetched = fetched.subarray(ivBytes);
    return iv;
  };
};

const IVS_FETCHED = 256;
const nextIv = createIvSource();

/** `iv` is for the test of the layout alone: two texts under one key with one IV give both away. */
export const encryptText = (secret: KeyObject, text: string, iv: Uint8Array = nextIv()): string => {
  const cipher = createCipheriv(algorithm, secret, iv, { authTagLength: tagBytes });
  return Buffer.concat([iv, cipher.update(text, 'utf8'), cipher.final(), cipher.getAuthTag()]).toString('base64');
};

/** The plain bytes, or null where the text is no base64, too short, or was not encrypted with this secret. */
export const decryptBytes = (secret: KeyObject, text: string): Uint8Array | null => {
  const bytes = fromBase64(text);
  if (bytes === null || bytes.length < ivBytes + tagBytes) return null;
  const decipher = createDecipheriv(algorithm, secret, bytes.subarray(0, ivBytes), { authTagLength: tagBytes });
  decipher.setAuthTag(bytes.subarray(-tagBytes));
  try {
    return Buffer.concat([decipher.update(bytes.subarray(ivBytes, -tagBytes)), decipher.final()]);
  } catch {
    return null;
  }
};

const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/** As `decryptBytes`, for what is a text; null for bytes that are no UTF-8 too. */
export const decryptText = (secret: KeyObject, text: string): string | null => {
  const bytes = decryptBytes(secret, text);
  try {
    return bytes === null ? null : utf8.decode(bytes);
  } catch {
    return null;
  }
};

/**
 * Standard base64 (RFC 4648, 4), padded or not, or null. Node's own reader passes over what is none, and so gives fewer
 * bytes than the text stands for; counting them costs a tenth of a regular expression.
 */
const fromBase64 = (text: string): Uint8Array | null => {
  const digits = text.length - paddingOf(text);
  const bytes = Buffer.from(text, 'base64');
  const isWhole = digits % 4 !== 1 && bytes.length === Math.floor((digits * 3) / 4);
  // Those two are digits of the other alphabet, which Node's reader takes as well.
  return isWhole && !text.includes('-') && !text.includes('_') ? bytes : null;
};

const paddingOf = (text: string): number => {
  if (text.endsWith('==')) return 2;
  return text.endsWith('=') ? 1 : 0;
};
