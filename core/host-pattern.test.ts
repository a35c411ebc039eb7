import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isHostListed } from './host-pattern.ts';

const cases: readonly [pattern: string, host: string, isListed: boolean][] = [
  ['api.example.com', 'api.example.com', true],
  ['api.example.com', 'www.example.com', false],
  ['api.example.com', 'x.api.example.com', false],
  ['api.example.com', 'api.example.com.', false],
  ['api.example.com', 'api.example.com.evil.example', false],
  ['*.example.com', 'api.example.com', true],
  ['*.example.com', 'a.b.example.com', true],
  ['*.example.com', 'example.com', false],
  ['*.example.com', 'evilexample.com', false],
  ['[::1]', '[::1]', true],
  ['127.0.0.1', '127.0.0.1', true],
  ['127.0.0.1', '127.0.0.10', false],
];

for (const [pattern, host, isListed] of cases) {
  test(`${pattern} ${isListed ? 'lists' : 'does not list'} ${host}`, () => {
    assert.equal(isHostListed([pattern], host), isListed);
  });
}

test('an empty list lists nothing', () => {
  assert.equal(isHostListed([], 'example.com'), false);
});
