import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { describe, it } from 'node:test';
import { checkValueOf, createSealing } from './create-sealing.ts';

const encoder = new TextEncoder();
const plain = encoder.encode('{"surname":"ERIKSSON"}');
const purpose = 'event:0192:1:payload';
const masterKey = randomBytes(32);
const sealing = createSealing({ masterKey });
const { dataKey, wrapped } = sealing.createDataKey('key-1');

const changed = (bytes: Uint8Array, index: number): Uint8Array => {
  const copy = Uint8Array.from(bytes);
  copy[index] = (copy[index] ?? 0) ^ 0x01;
  return copy;
};

describe('sealed bytes', () => {
  const sealed = sealing.seal(dataKey, purpose, plain);

  it('open to what was sealed, the empty text included', () => {
    assert.deepEqual(Buffer.from(sealing.open(dataKey, purpose, sealed)), Buffer.from(plain));
    const empty = sealing.seal(dataKey, purpose, new Uint8Array(0));
    assert.equal(sealing.open(dataKey, purpose, empty).length, 0);
  });

  it('hold nothing of the plain text and differ each time', () => {
    assert.equal(Buffer.from(sealed).includes('ERIKSSON'), false);
    assert.notDeepEqual(sealing.seal(dataKey, purpose, plain), sealed);
  });

  it('do not open when any single byte was changed', () => {
    for (let index = 0; index < sealed.length; index += 1) {
      assert.throws(() => sealing.open(dataKey, purpose, changed(sealed, index)), /cannot be opened/, `byte ${index}`);
    }
  });

  it('do not open at any shorter length, nor with a byte more', () => {
    for (let length = 0; length < sealed.length; length += 1) {
      assert.throws(() => sealing.open(dataKey, purpose, sealed.subarray(0, length)), /cannot be opened/);
    }
    assert.throws(() => sealing.open(dataKey, purpose, Buffer.concat([sealed, Buffer.of(0)])), /cannot be opened/);
  });

  const others = {
    'for another purpose': () => sealing.open(dataKey, 'event:0192:2:payload', sealed),
    'for a purpose that starts the same': () => sealing.open(dataKey, `${purpose}x`, sealed),
    'under another data key': () => sealing.open(sealing.createDataKey('key-2').dataKey, purpose, sealed),
  };
  for (const [name, open] of Object.entries(others)) {
    it(`do not open ${name}`, () => assert.throws(open, /cannot be opened/));
  }
});

describe('a wrapped data key', () => {
  it('unwraps in another process with the same master key', () => {
    const restarted = createSealing({ masterKey });
    const sealed = sealing.seal(dataKey, purpose, plain);
    const opened = restarted.open(restarted.openDataKey('key-1', wrapped), purpose, sealed);
    assert.deepEqual(Buffer.from(opened), Buffer.from(plain));
  });

  it('does not unwrap under another id, another master key, or when any byte was changed', () => {
    assert.throws(() => createSealing({ masterKey }).openDataKey('key-2', wrapped), /cannot be opened/);
    assert.throws(
      () => createSealing({ masterKey: randomBytes(32) }).openDataKey('key-1', wrapped),
      /cannot be opened/,
    );
    for (let index = 0; index < wrapped.length; index += 1) {
      assert.throws(() => createSealing({ masterKey }).openDataKey('key-1', changed(wrapped, index)), /cannot/);
    }
  });

  it('is forgotten at erasure: what the cache held is unwrapped anew', () => {
    const own = createSealing({ masterKey });
    own.openDataKey('key-1', wrapped);
    assert.doesNotThrow(() => own.openDataKey('key-1', new Uint8Array(0)));
    own.forgetDataKey('key-1');
    assert.throws(() => own.openDataKey('key-1', new Uint8Array(0)), /cannot be opened/);
  });
});

describe('what is derived from the master key', () => {
  it('is the same for the same key and differs for another', () => {
    const same = createSealing({ masterKey });
    const otherKey = randomBytes(32);
    const other = createSealing({ masterKey: otherKey });
    assert.equal(same.sealingKeyId, sealing.sealingKeyId);
    assert.deepEqual(checkValueOf(masterKey), checkValueOf(masterKey));
    assert.deepEqual(same.keyedHash('licence', 'abc'), sealing.keyedHash('licence', 'abc'));
    assert.notEqual(other.sealingKeyId, sealing.sealingKeyId);
    assert.notDeepEqual(checkValueOf(otherKey), checkValueOf(masterKey));
    assert.notDeepEqual(other.keyedHash('licence', 'abc'), sealing.keyedHash('licence', 'abc'));
  });

  it('gives unlike hashes for unlike labels and texts', () => {
    assert.notDeepEqual(sealing.keyedHash('a', 'text'), sealing.keyedHash('b', 'text'));
    assert.notDeepEqual(sealing.keyedHash('a', 'text'), sealing.keyedHash('a', 'texts'));
  });

  it('is short and printable as an id', () => assert.match(sealing.sealingKeyId, /^[0-9a-f]{16}$/));

  it('refuses a key of another length', () => {
    assert.throws(() => createSealing({ masterKey: randomBytes(16) }), /32 bytes, this one has 16/);
  });
});
