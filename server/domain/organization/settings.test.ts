import assert from 'node:assert/strict';
import { test } from 'node:test';
import { organizationSettings, readSettings, writeSettings } from './settings.ts';

const logo = (mediaType: string, hex: string): string =>
  `data:${mediaType};base64,${Buffer.from(hex, 'hex').toString('base64')}`;

test('settings that an older release wrote, with members missing, have the defaults', () => {
  assert.deepEqual(readSettings('{}'), {
    branding: { name: null, logoUrl: null, accentColor: null },
    redirectUrls: [],
    allowedHosts: [],
    searchableMetadataKeys: [],
    retention: { sessionDays: null, documentDays: null, deliveryDays: 90 },
  });
});

test('settings come back as they were written', () => {
  const settings = organizationSettings.parse({
    branding: { name: 'Acme', logoUrl: logo('image/png', '89504e470d0a1a0a00'), accentColor: '#1a5fb4' },
    redirectUrls: ['https://app.example.com'],
  });
  assert.deepEqual(readSettings(writeSettings(settings)), settings);
});

const logos: readonly (readonly [name: string, url: string, isTaken: boolean])[] = [
  ['a PNG', logo('image/png', '89504e470d0a1a0a00'), true],
  ['a JPEG', logo('image/jpeg', 'ffd8ffe000'), true],
  ['a WebP', logo('image/webp', '524946460000000057454250'), true],
  ['an SVG', logo('image/svg+xml', '3c7376672f3e'), false],
  ['HTML that says it is a PNG', logo('image/png', '3c68746d6c3e'), false],
  ['an address on the web', 'https://example.com/logo.png', false],
  ['a script', 'javascript:alert(1)', false],
  ['more than 100 KB', logo('image/png', `89504e470d0a1a0a${'00'.repeat(80_000)}`), false],
];

for (const [name, url, isTaken] of logos) {
  test(`${name} is ${isTaken ? 'taken' : 'refused'} as a logo`, () => {
    assert.equal(organizationSettings.safeParse({ branding: { logoUrl: url } }).success, isTaken);
  });
}

for (const [color, isTaken] of [
  ['#1a5fb4', true],
  ['#1A5FB4', true],
  ['red', false],
  ['#fff', false],
  ['#1a5fb4;background:url(x)', false],
] as const) {
  test(`${color} is ${isTaken ? 'taken' : 'refused'} as a colour`, () => {
    assert.equal(organizationSettings.safeParse({ branding: { accentColor: color } }).success, isTaken);
  });
}

for (const [host, isTaken] of [
  ['api.example.com', true],
  ['*.example.com', true],
  ['xn--mnchen-3ya.example', true],
  ['localhost', true],
  ['10.1.2.3', true],
  ['[::1]', true],
  ['API.example.com', false],
  ['münchen.example', false],
  ['example.com.', false],
  ['*.example.com.', false],
  ['example.com:8443', false],
  ['example.com/path', false],
  ['https://example.com', false],
  ['user@example.com', false],
  ['*', false],
  ['*.com', false],
  ['*.10.1.2.3', false],
  ['*.*.example.com', false],
  ['api.*.com', false],
  ['2130706433', false],
  ['127.1', false],
  ['example .com', false],
  ['', false],
] as const) {
  test(`${host === '' ? 'an empty text' : host} is ${isTaken ? 'taken' : 'refused'} as an allowed host`, () => {
    assert.equal(organizationSettings.safeParse({ allowedHosts: [host] }).success, isTaken);
  });
}

test('a member that settings do not have is refused', () => {
  assert.equal(organizationSettings.safeParse({ colour: 'red' }).success, false);
});
