import assert from 'node:assert/strict';
import { test } from 'node:test';
import { countryCodes } from '@gatehouse/core/node/country.ts';
import { directionOf, languages, pickLanguage, texts } from './language.ts';

const cases: readonly [readonly string[], string][] = [
  [['de-AT', 'en'], 'de'],
  [['en-GB'], 'en'],
  [['fr-FR', 'de', 'en'], 'de'],
  [['fr', 'it'], 'en'],
  [[], 'en'],
  [['DE'], 'de'],
];

for (const [wanted, expected] of cases) {
  test(`who wants ${wanted.join(', ') || 'nothing in particular'} reads ${expected}`, () => {
    assert.equal(pickLanguage(wanted), expected);
  });
}

test('Arabic and Hebrew are written from right to left, the languages of the page from left to right', () => {
  for (const language of ['ar', 'he-IL']) assert.equal(directionOf(language), 'rtl');
  for (const language of languages) assert.equal(directionOf(language), 'ltr');
});

for (const language of languages) {
  test(`every country has a name in ${language}`, () => {
    const names = new Intl.DisplayNames([texts[language].language], { type: 'region' });
    for (const code of countryCodes) assert.notEqual(names.of(code), code);
  });
}
