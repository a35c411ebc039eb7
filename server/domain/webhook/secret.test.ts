import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { Webhook } from 'standardwebhooks';
import { createSecret, signMessage } from './secret.ts';

describe('a webhook secret', () => {
  it('is whsec_ and base64 of 32 bytes, another one each time', () => {
    const [one, other] = [createSecret(), createSecret()];
    assert.match(one, /^whsec_[A-Za-z0-9+/]{43}=$/);
    assert.notEqual(one, other);
  });
});

describe('a signature', () => {
  const bodies = ['{}', '{"a":"ü€😀"}', 'x'.repeat(20_000), ''];
  for (const body of bodies) {
    it(`of ${body.length} characters is the one that the reference library makes, and takes`, () => {
      const secret = createSecret();
      const timestamp = Math.floor(Date.now() / 1000);
      const signature = signMessage([secret], { id: 'msg', timestamp, body });
      assert.equal(signature, new Webhook(secret).sign('msg', new Date(timestamp * 1000), body));
      const headers = { 'webhook-id': 'msg', 'webhook-timestamp': String(timestamp), 'webhook-signature': signature };
      if (body.startsWith('{')) assert.deepEqual(new Webhook(secret).verify(body, headers), JSON.parse(body));
    });
  }

  it('is made with every secret that holds, and taken with each of them and no other', () => {
    const [present, before, foreign] = [createSecret(), createSecret(), createSecret()];
    const timestamp = Math.floor(Date.now() / 1000);
    const signature = signMessage([present, before], { id: 'msg', timestamp, body: '{}' });
    const headers = { 'webhook-id': 'msg', 'webhook-timestamp': String(timestamp), 'webhook-signature': signature };
    for (const secret of [present, before]) assert.doesNotThrow(() => new Webhook(secret).verify('{}', headers));
    assert.throws(() => new Webhook(foreign).verify('{}', headers));
    assert.throws(() => new Webhook(present).verify('{"a":1}', headers));
  });
});
