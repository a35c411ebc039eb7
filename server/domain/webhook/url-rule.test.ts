import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { findUrlProblem } from './url-rule.ts';

const cases: readonly (readonly [url: string, isTaken: boolean, isTakenWithPrivate: boolean])[] = [
  ['https://example.com/hooks?tenant=1', true, true],
  ['https://example.com:8443/hooks', true, true],
  ['HTTPS://EXAMPLE.COM', true, true],
  ['https://127.0.0.1/hooks', true, true],
  ['http://localhost:3000/hooks', false, true],
  ['http://127.0.0.1:3000/hooks', false, true],
  ['http://[::1]:3000/hooks', false, true],
  ['http://example.com/hooks', false, false],
  ['http://localhost.example.com/', false, false],
  ['http://10.0.0.5/hooks', false, false],
  ['https://user:password@example.com/', false, false],
  ['https://example.com/#part', false, false],
  ['ftp://example.com/', false, false],
  ['file:///etc/passwd', false, false],
  ['javascript:alert(1)', false, false],
  ['https://example.com/\0', false, false],
  ['https://example.com/a b', false, false],
  ['https:\\\\example.com', false, false],
  [' https://example.com', false, false],
  ['example.com/hooks', false, false],
  ['', false, false],
];

describe('the URL of a webhook endpoint', () => {
  for (const [url, isTaken, isTakenWithPrivate] of cases) {
    const when = isTaken ? 'always' : isTakenWithPrivate ? 'where private addresses are allowed' : 'never';
    it(`${JSON.stringify(url)} is taken ${when}`, () => {
      assert.equal(findUrlProblem(url, false) === null, isTaken);
      assert.equal(findUrlProblem(url, true) === null, isTakenWithPrivate);
    });
  }
});
