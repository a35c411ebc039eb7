import assert from 'node:assert/strict';
import { test } from 'node:test';
import { en } from './en.ts';
import { reasonSentences } from './reason-sentence.ts';

const reason = (code: string) => ({ code, sentence: `The server's words for ${code}.` });

test('a known code is said in the language of the page', () => {
  assert.deepEqual(reasonSentences(en, [reason('image_glare')]), [en.reason.glare]);
});

test('codes that ask for the same better photo are said once', () => {
  const reasons = ['check_digit_wrong', 'zone_shape', 'image_dark'].map(reason);
  assert.deepEqual(reasonSentences(en, reasons), [en.reason.incomplete, en.reason.dark]);
});

test('an unknown code keeps the sentence of the server', () => {
  for (const code of ['moon_in_the_way', 'constructor']) {
    assert.deepEqual(reasonSentences(en, [reason(code)]), [`The server's words for ${code}.`]);
  }
});
