import assert from 'node:assert/strict';
import { test } from 'node:test';
import { findIssuingState, ISSUING_STATES } from './issuing-state.ts';

test('the list holds all 249 codes of ISO 3166-1 and those that ICAO adds', () => {
  const states = [...ISSUING_STATES.values()];
  const iso = states.filter(({ code, nameKey }) => code.length === 3 && nameKey.startsWith('region.'));
  assert.equal(iso.length, 249);
  assert.equal(new Set(iso.map(({ alpha2 }) => alpha2)).size, 249);
  assert.ok(states.every(({ code }) => /^([A-Z]{3}|D)$/.test(code)));
  assert.ok(iso.every(({ alpha2 }) => /^[A-Z]{2}$/.test(alpha2 ?? '')));
});

test('codes are found as a zone writes them', () => {
  const cases: [string, string | null | undefined][] = [
    ['SWE', 'SE'],
    ['D<<', 'DE'],
    ['D', 'DE'],
    ['DEU', 'DE'],
    ['GBN', 'GB'],
    ['CHE', 'CH'],
    ['SVK', 'SK'],
    ['SVN', 'SI'],
    ['AUT', 'AT'],
    ['AUS', 'AU'],
    ['PRK', 'KP'],
    ['KOR', 'KR'],
    ['UNO', null],
    ['RKS', null],
    ['XXA', null],
    ['UTO', null],
    ['QQQ', undefined],
    ['SUN', undefined],
    ['DE', undefined],
    ['', undefined],
  ];
  for (const [code, alpha2] of cases) assert.equal(findIssuingState(code)?.alpha2, alpha2, code);
});

test('names of ISO codes can be shown in any language', () => {
  const names = new Intl.DisplayNames('en', { type: 'region', fallback: 'none' });
  for (const { alpha2 } of ISSUING_STATES.values()) {
    if (alpha2 !== null) assert.ok(names.of(alpha2), alpha2);
  }
});
