import assert from 'node:assert/strict';
import { test } from 'node:test';
import { graph } from './graph.ts';
import { lintCredentials } from './lint-credentials.ts';

const findingsOf = (headers: object, type = 'http'): string[] =>
  lintCredentials(
    graph.parse({ entry: 'call', nodes: [{ id: 'call', type, config: { url: 'https://a.example/', headers } }] }),
  ).map(({ code, severity, pointer }) => `${severity} ${code} ${pointer}`);

const warned = [
  ['Authorization', 'Bearer abc'],
  ['AUTHORIZATION', 'Basic dXNlcg=='],
  ['Cookie', 'sid=1'],
  ['X-Api-Key', 'k'],
  ['apikey', 'k'],
  ['x-auth-token', 'k'],
  ['X_Client_Secret', 'k'],
  ['x-password', 'k'],
] as const;
for (const [name, value] of warned) {
  test(`the header ${name} with ${value} is warned of`, () => {
    assert.deepEqual(findingsOf({ [name]: value }), [
      `warning http_credential_in_clear /nodes/0/config/headers/${name}`,
    ]);
  });
}

const passed = [
  ['Authorization', 'Bearer {{secret.TOKEN}}'],
  ['X-Api-Key', '{{prefill.key}}'],
  ['Authorization', ''],
  ['Idempotency-Key', 'abc'],
  ['X-Request-Source', 'gatehouse'],
  ['X-Author', 'Ada'],
  ['X-Monkey', 'm'],
] as const;
for (const [name, value] of passed) {
  test(`the header ${name} with ${value || 'nothing'} is not`, () =>
    assert.deepEqual(findingsOf({ [name]: value }), []));
}

test('a header of another type of node, or of a config that is none, is nobody’s business', () => {
  assert.deepEqual(findingsOf({ authorization: 'x' }, 'form'), []);
  assert.deepEqual(findingsOf(['authorization']), []);
  assert.deepEqual(findingsOf({ authorization: { en: 'x' } }), []);
});
