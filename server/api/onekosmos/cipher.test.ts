import assert from 'node:assert/strict';
import { createSecretKey, type KeyObject } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { describe, test } from 'node:test';
import { z } from 'zod';
import {
  createKeyPair,
  decryptBytes,
  decryptText,
  deriveSecret,
  encryptText,
  openPrivateKey,
  openPublicKey,
  readPrivateKey,
  readPublicKey,
} from './cipher.ts';
import { createOwnKey } from './own-key.ts';

const keyPair = z.object({ privateKey: z.string(), publicKey: z.string() });
const vectorFile = z.object({
  vectors: z
    .array(
      z.object({
        name: z.string(),
        client: keyPair,
        server: keyPair,
        sharedSecretBase64: z.string(),
        plaintext: z.string(),
        ivHex: z.string(),
        ciphertextBase64: z.string(),
      }),
    )
    .nonempty(),
  negative: z.array(
    z.union([
      z.object({ name: z.string(), useKeysOf: z.number(), ciphertextBase64: z.string() }),
      z.object({ name: z.string(), publicKey: z.string() }),
    ]),
  ),
});

const { vectors, negative } = vectorFile.parse(
  JSON.parse(await readFile(new URL('./test/vectors.json', import.meta.url), 'utf8')),
);

const secretOf = (privateKey: string, publicKey: string): KeyObject => {
  const [scalar, point] = [readPrivateKey(privateKey), readPublicKey(publicKey)];
  const [own, other] = [scalar && openPrivateKey(scalar), point && openPublicKey(point)];
  assert.ok(own && other);
  return deriveSecret(own, other);
};

describe('the vendor’s vectors', () => {
  for (const vector of vectors) {
    const { client, server } = vector;
    test(`${vector.name}: both sides derive the secret, read the text and write the same string`, () => {
      for (const secret of [
        secretOf(client.privateKey, server.publicKey),
        secretOf(server.privateKey, client.publicKey),
      ]) {
        assert.equal(secret.export().toString('base64'), vector.sharedSecretBase64);
        assert.equal(decryptText(secret, vector.ciphertextBase64), vector.plaintext);
        const again = encryptText(secret, vector.plaintext, Buffer.from(vector.ivHex, 'hex'));
        assert.equal(again, vector.ciphertextBase64);
      }
    });
  }

  for (const vector of negative) {
    test(`${vector.name}: refused`, () => {
      if ('publicKey' in vector) return assert.equal(ownKey().secretWith(vector.publicKey), null);
      const { client, server } = vectors[vector.useKeysOf] ?? assert.fail();
      assert.equal(decryptBytes(secretOf(server.privateKey, client.publicKey), vector.ciphertextBase64), null);
    });
  }
});

const ownKey = () => createOwnKey(createKeyPair());
const base64 = (bytes: Uint8Array): string => Buffer.from(bytes).toString('base64');

describe('a public key', () => {
  const { publicKey } = createKeyPair();
  const changed = Uint8Array.from(publicKey, (byte, index) => (index === 63 ? byte ^ 1 : byte));
  const wrong = {
    'of 63 bytes': base64(publicKey.subarray(1)),
    'of 65 bytes': base64(Buffer.concat([publicKey, Buffer.of(0)])),
    'off the curve': base64(changed),
    'beyond the field': base64(Buffer.alloc(64, 0xff)),
    'that is no base64': `${base64(publicKey).slice(0, 80)}!!!!!!==`,
    'of nothing': '',
  };
  for (const [name, text] of Object.entries(wrong)) {
    test(`${name} is refused`, () => assert.equal(ownKey().secretWith(text), null));
  }
});

describe('a private key', () => {
  const { client } = vectors[0] ?? assert.fail();
  const scalar = Buffer.from(client.privateKey, 'base64');
  const order = Buffer.from('fffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141', 'hex');

  test('with a sign byte, or without its leading zeros, is the same number', () => {
    assert.deepEqual(readPrivateKey(base64(Buffer.concat([Buffer.of(0), scalar]))), scalar);
    assert.deepEqual(readPrivateKey(base64(Buffer.of(1, 2))), Buffer.concat([Buffer.alloc(30), Buffer.of(1, 2)]));
  });

  const unreadable = {
    'of 33 bytes that do not begin with zero': Buffer.concat([Buffer.of(1), scalar]),
    'of 34 bytes': Buffer.concat([Buffer.of(0, 0), scalar]),
    'of nothing': Buffer.alloc(0),
  };
  for (const [name, bytes] of Object.entries(unreadable)) {
    test(`${name} is refused`, () => assert.equal(readPrivateKey(base64(bytes)), null));
  }

  test('of zero, of the order of the curve and above it is refused', () => {
    for (const bytes of [Buffer.alloc(32), order, Buffer.alloc(32, 0xff)]) assert.equal(openPrivateKey(bytes), null);
  });
});

describe('an encrypted text', () => {
  const secret = createSecretKey(Buffer.alloc(32, 7));
  const text = encryptText(secret, 'leave no trace');

  test('opens with no character changed and nothing cut off', () => {
    const bytes = Buffer.from(text, 'base64');
    for (let length = 0; length < bytes.length; length += 1) {
      assert.equal(decryptBytes(secret, base64(bytes.subarray(0, length))), null, `${length} bytes`);
    }
    for (let index = 0; index < bytes.length; index += 1) {
      const changed = Uint8Array.from(bytes, (byte, at) => (at === index ? byte ^ 0x80 : byte));
      assert.equal(decryptBytes(secret, base64(changed)), null, `byte ${index}`);
    }
    assert.equal(decryptText(secret, text), 'leave no trace');
  });

  test('is another one each time', () => assert.notEqual(encryptText(secret, 'leave no trace'), text));

  test('may come without padding, and not with what is no base64', () => {
    assert.equal(decryptText(secret, text.replace(/=+$/, '')), 'leave no trace');
    for (const wrong of [`${text}!`, ` ${text}`, text.replace(/./, '-'), `${text}\n`]) {
      assert.equal(decryptText(secret, wrong), null, wrong);
    }
  });
});
