import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isRedirectAllowed, isRedirectTarget } from './redirect.ts';
import { organizationSettings } from './settings.ts';

const redirectUrls = ['https://app.example.com', 'https://shop.example.com/done', 'http://localhost:3000/back/'];

const cases: readonly (readonly [url: string, isAllowed: boolean])[] = [
  ['https://app.example.com', true],
  ['https://app.example.com/', true],
  ['https://app.example.com/anything?case=1#top', true],
  ['https://APP.example.com:443/x', true],
  ['https://shop.example.com/done', true],
  ['https://shop.example.com/done/42', true],
  ['https://shop.example.com/done?case=1', true],
  ['http://localhost:3000/back/', true],
  ['http://localhost:3000/back/x', true],
  ['https://shop.example.com/donexyz', false],
  ['https://shop.example.com/', false],
  ['https://shop.example.com/done/../admin', false],
  ['https://shop.example.com/done/%2e%2e/admin', false],
  ['http://app.example.com/', false],
  ['https://app.example.com:8443/', false],
  ['https://app.example.com.evil.test/', false],
  ['https://app.example.com@evil.test/', false],
  ['https://user:word@app.example.com/', false],
  ['https://evil.test/https://app.example.com', false],
  ['https:\\\\app.example.com\\x', false],
  ['https://app.exa\tmple.com/', false],
  [' https://app.example.com/', false],
  ['//app.example.com/', false],
  ['/done', false],
  ['javascript:alert(1)', false],
  ['data:text/html,x', false],
  ['http://localhost:3000/back', false],
  ['http://localhost:3001/back/', false],
  ['', false],
];

for (const [url, isAllowed] of cases) {
  test(`a redirect to ${JSON.stringify(url)} is ${isAllowed ? 'allowed' : 'refused'}`, () => {
    assert.equal(isRedirectAllowed({ redirectUrls }, url), isAllowed);
  });
}

test('no redirect is allowed while the list is empty', () => {
  assert.equal(isRedirectAllowed({ redirectUrls: [] }, 'https://app.example.com/'), false);
});

const targets: readonly (readonly [url: string, isTarget: boolean])[] = [
  ['https://anywhere.example/done?case=1#top', true],
  ['http://localhost:3000/back', true],
  ['http://127.0.0.1/', true],
  ['http://anywhere.example/', false],
  ['https://user:word@anywhere.example/', false],
  ['https:\\\\anywhere.example\\x', false],
  ['https://any\twhere.example/', false],
  ['//anywhere.example/', false],
  ['/done', false],
  ['javascript:alert(1)', false],
  ['data:text/html,x', false],
  ['', false],
];

for (const [url, isTarget] of targets) {
  test(`a browser may ${isTarget ? 'be sent' : 'never be sent'} to ${JSON.stringify(url)}, whoever vouches for it`, () => {
    assert.equal(isRedirectTarget(url), isTarget);
  });
}

for (const rule of [
  'http://app.example.com',
  'https://app.example.com/?x=1',
  'https://app.example.com/#x',
  'https://user@app.example.com/',
  'https://app.example.com/a/../b',
  'ftp://app.example.com/',
  'app.example.com',
  'https://*.example.com',
  '*',
]) {
  test(`the list does not take ${rule}`, () => {
    assert.equal(organizationSettings.safeParse({ redirectUrls: [rule] }).success, false);
  });
}
