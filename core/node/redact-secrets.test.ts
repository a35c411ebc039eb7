import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Json } from '../json.ts';
import { redactSecrets } from './redact-secrets.ts';

const redaction = redactSecrets(
  new Map([
    ['SHORT', '1234567'],
    ['EIGHT', 'abcdefgh'],
    ['LONGER', 'abcdefgh-and-more'],
    ['PATTERN', 'a.*b+c?$[x](y)|z'],
    ['UMLAUT', ' grün-und-gut '],
    ['QUOTED', 'say "quoted"'],
    ['NUMBER', '4815162342'],
  ]),
);

const cases: readonly [what: string, given: Json, redacted: Json][] = [
  ['a text that is one', 'abcdefgh', '[secret EIGHT]'],
  ['a text that holds two', 'x abcdefgh y abcdefgh', 'x [secret EIGHT] y [secret EIGHT]'],
  ['the longer of two that begin alike', 'abcdefgh-and-more', '[secret LONGER]'],
  ['one of signs that patterns are made of', 'Bearer a.*b+c?$[x](y)|z!', 'Bearer [secret PATTERN]!'],
  ['one as it was given', '< grün-und-gut >', '<[secret UMLAUT]>'],
  ['one as a header had it', 'gr%C3%BCn-und-gut', '[secret UMLAUT]'],
  ['one as JSON within a text had it', { data: '{"key":"say \\"quoted\\""}' }, { data: '{"key":"[secret QUOTED]"}' }],
  ['a number', { code: 4815162342 }, { code: '[secret NUMBER]' }],
  [
    'names and members, however deep',
    [{ abcdefgh: [{ a: 'abcdefgh' }] }],
    [{ '[secret EIGHT]': [{ a: '[secret EIGHT]' }] }],
  ],
  ['nothing of fewer than eight characters', ['1234567', 1234567], ['1234567', 1234567]],
  ['nothing of what is like one', ['abcdefg', 'ABCDEFGH', 'aXbc'], ['abcdefg', 'ABCDEFGH', 'aXbc']],
  ['nothing else', [null, true, 1.5, '', {}], [null, true, 1.5, '', {}]],
];
for (const [what, given, redacted] of cases) {
  test(`of an answer ${what} is replaced`, () => assert.deepEqual(redaction.json(given), redacted));
}

test('without secrets an answer stays what it is', () => {
  const answer = { a: ['abcdefgh'] };
  assert.equal(redactSecrets(new Map()).json(answer), answer);
  assert.equal(redactSecrets(new Map([['A', '1234567']])).text('1234567'), '1234567');
});
