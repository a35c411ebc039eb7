/*
 * What the encryption of the 1Kosmos dialect adds to one request: its two headers and a body of 1 KB decrypted, an answer of
 * 1 KB encrypted.
 */
import {
  createKeyPair,
  decryptText,
  deriveSecret,
  encryptText,
  openPrivateKey,
  openPublicKey,
} from '../server/api/onekosmos/cipher.ts';
import { createOwnKey } from '../server/api/onekosmos/own-key.ts';
import { median } from './measure/numbers.ts';

export interface CipherFigures {
  /** Milliseconds of processor time for a request of a caller whose secret is remembered. */
  readonly knownMs: number;
  /** The same for a caller who comes for the first time. */
  readonly newMs: number;
}

const rounds = 5;
const callers = 200;
const requestId = JSON.stringify({ ts: 1_767_225_600, uuid: '6f1c1b64-3c1e-4b7e-9a43-0d9b1a2c3d4e', appid: 'bench' });
const licence = '3b0f8f2e-6c2d-4a53-8a0f-1f4a5b6c7d8e';
const kilobyte = JSON.stringify({ text: 'x'.repeat(1000) });

export const measureCipher = (): CipherFigures => {
  const server = createKeyPair();
  const known: number[] = [];
  const first: number[] = [];
  for (let round = 0; round < rounds; round += 1) {
    const ownKey = createOwnKey(server);
    const requests = Array.from({ length: callers }, () => requestOf(server.publicKey));
    const serve = () => {
      const before = process.cpuUsage();
      for (const request of requests) serveOne(ownKey, request);
      const { user, system } = process.cpuUsage(before);
      return (user + system) / 1000 / callers;
    };
    first.push(serve());
    known.push(serve());
  }
  return { knownMs: median(known), newMs: median(first) };
};

interface Request {
  readonly publicKey: string;
  readonly texts: readonly string[];
}

/** As a client with a key pair of its own sends it. */
const requestOf = (serverKey: Uint8Array): Request => {
  const { publicKey, secret } = createKeyPair();
  const [own, other] = [openPrivateKey(secret), openPublicKey(serverKey)];
  if (own === null || other === null) throw new Error('A key pair that was just made is none.');
  const shared = deriveSecret(own, other);
  const texts = [requestId, licence, kilobyte].map((text) => encryptText(shared, text));
  return { publicKey: Buffer.from(publicKey).toString('base64'), texts };
};

const serveOne = (ownKey: ReturnType<typeof createOwnKey>, { publicKey, texts }: Request): void => {
  const secret = ownKey.secretWith(publicKey);
  if (secret === null) throw new Error('A public key that was just made is none.');
  if (texts.some((text) => decryptText(secret, text) === null)) throw new Error('A text does not open.');
  encryptText(secret, kilobyte);
};
