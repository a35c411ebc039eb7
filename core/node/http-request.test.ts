import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { JsonObject } from '../json.ts';
import { resolveHttpRequest } from './http-request.ts';
import type { TemplateValues } from './template.ts';

const entity: JsonObject = {
  plain: 'Ada',
  hard: 'a/b?c=d&e#f "g"\r\nX-Evil: 1 é',
  dots: '..',
  dot: '.',
  encoded: '%2e%2E',
  empty: '',
  number: 7,
  yes: true,
  list: ['a', 1],
  half: 'x\ud800y',
  'snow-man': '☃',
};

const values: TemplateValues = {
  run: { results: {}, given: { entity, prefill: { code: 'P' } } },
  sessionId: '0199d4a0-0000-7000-8000-000000000003',
};

const base = 'https://api.example.com';

const resolve = (config: object) => resolveHttpRequest(config, values);

const urlOf = (url: string): string => {
  const made = resolve({ method: 'GET', url });
  return made.ok ? made.value.url : made.error.code;
};

const urls: readonly [template: string, url: string][] = [
  ['/persons/{{entity.plain}}', `${base}/persons/Ada`],
  ['/persons/{{ entity.plain }}/x', `${base}/persons/Ada/x`],
  ['/q?name={{entity.hard}}', `${base}/q?name=a%2Fb%3Fc%3Dd%26e%23f%20%22g%22%0D%0AX-Evil%3A%201%20%C3%A9`],
  ['/{{entity.number}}/{{entity.yes}}', `${base}/7/true`],
  ['/{{entity.list}}', `${base}/%5B%22a%22%2C1%5D`],
  ['/{{entity.half}}', `${base}/x%EF%BF%BDy`],
  ['/{{session.id}}', `${base}/0199d4a0-0000-7000-8000-000000000003`],
  ['/{{prefill.code}}-{{entity.plain}}', `${base}/P-Ada`],
  ['/{{entity.empty}}', 'http_value_missing'],
  ['/{{entity.gone}}', 'http_value_missing'],
  ['/{{nodes.form.name}}', 'http_value_missing'],
  ['/{{entity.constructor}}', 'http_value_missing'],
  ['/a/{{entity.dots}}/b', 'http_value_unsafe'],
  ['/a/{{entity.dot}}', 'http_value_unsafe'],
  ['/a/{{entity.dot}}{{entity.dot}}?x', 'http_value_unsafe'],
  ['/a/{{entity.encoded}}', `${base}/a/%252e%252E`],
  ['/a/x{{entity.dots}}', `${base}/a/x..`],
  ['/a?path={{entity.dots}}', `${base}/a?path=..`],
];

for (const [template, url] of urls) {
  test(`in a URL ${template} becomes ${url}`, () => assert.equal(urlOf(`${base}${template}`), url));
}

test('a value reaches a body as JSON: alone as it is, within words as text, and never as another member', () => {
  const body = {
    name: '{{entity.plain}}',
    hard: '{{entity.hard}}',
    number: '{{ entity.number }}',
    words: 'No. {{entity.number}}: {{entity.list}}',
    gone: '{{entity.gone}}',
    gap: '[{{entity.gone}}]',
    list: ['{{entity.list}}', { deep: '{{entity.yes}}' }, null, 3],
  };
  const made = resolve({ url: base, body });
  assert.ok(made.ok);
  assert.deepEqual(JSON.parse(made.value.body ?? ''), {
    name: 'Ada',
    hard: entity.hard,
    number: 7,
    words: 'No. 7: ["a",1]',
    gone: null,
    gap: '[]',
    list: [['a', 1], { deep: true }, null, 3],
  });
  assert.deepEqual(made.value.headers, { 'content-type': 'application/json' });
  assert.equal(made.value.timeoutMs, 10_000);
});

test('a value cannot end a header, and what is not ASCII is percent-encoded', () => {
  const headers = { 'X-Hard': 'v={{entity.hard}}', 'x-snow': '{{entity.snow-man}}', 'x-gone': '{{entity.gone}}' };
  const made = resolve({ url: base, headers });
  assert.ok(made.ok);
  assert.deepEqual(made.value.headers, {
    'X-Hard': 'v=a/b?c=d&e#f "g"%0D%0AX-Evil: 1 %C3%A9',
    'x-snow': '%E2%98%83',
    'x-gone': '',
  });
  assert.equal(made.value.body, null);
});

test('a content type that the config names stays, however it is written', () => {
  const made = resolve({ url: base, headers: { 'Content-Type': 'application/vnd.example+json' }, body: {} });
  assert.ok(made.ok);
  assert.deepEqual(made.value.headers, { 'Content-Type': 'application/vnd.example+json' });
});

test('a call that grows too large with its values is a reason, and so is a config that is none', () => {
  const long: TemplateValues = {
    ...values,
    run: { results: {}, given: { entity: { long: 'x'.repeat(16_000) }, prefill: {} } },
  };
  const configs = [
    { url: `${base}/{{entity.long}}` },
    { url: base, headers: { 'x-long': '{{entity.long}}' } },
    { url: base, body: Array(5).fill('{{entity.long}}') },
  ];
  for (const config of configs) {
    const made = resolveHttpRequest(config, long);
    assert.equal(made.ok ? 'ok' : made.error.code, 'http_request_too_large');
  }
  const none = resolve({ url: 'ftp://example.com' });
  assert.equal(none.ok ? 'ok' : none.error.code, 'node_unusable');
});

const secrets = new Map([
  ['CRM_TOKEN', 'tok-123456'],
  ['lower-case', 'p"w é\n'],
]);

const withSecrets = (config: object, entityName: string = 'Ada') =>
  resolveHttpRequest(config, {
    run: { results: {}, given: { entity: { name: entityName }, prefill: {} } },
    sessionId: values.sessionId,
    secrets,
  });

test('a secret reaches headers and body, each written for its place, and the call says where it stands', () => {
  const made = withSecrets({
    url: base,
    headers: { Authorization: 'Bearer {{secret.CRM_TOKEN}}', 'x-low': '{{ secret.lower-case }}', accept: 'a/b' },
    body: { deep: [{ key: '{{secret.lower-case}}' }], text: 'key={{secret.CRM_TOKEN}}' },
  });
  assert.ok(made.ok);
  assert.equal(made.value.headers.Authorization, 'Bearer tok-123456');
  assert.equal(made.value.headers['x-low'], 'p"w %C3%A9%0A');
  assert.deepEqual(JSON.parse(made.value.body ?? ''), { deep: [{ key: 'p"w é\n' }], text: 'key=tok-123456' });
  assert.deepEqual(made.value.confidential, { headers: ['Authorization', 'x-low'], body: true });
  const plain = withSecrets({ url: base, headers: { 'x-name': '{{entity.name}}' }, body: {} });
  assert.deepEqual(plain.ok && plain.value.confidential, { headers: [], body: false });
});

test('a person who writes a place for a secret is sent on as these words', () => {
  const body = { name: '{{entity.name}}', words: 'Dear {{entity.name}}' };
  const made = withSecrets({ url: base, headers: { 'x-name': '{{entity.name}}' }, body }, '{{secret.CRM_TOKEN}}');
  assert.ok(made.ok);
  assert.doesNotMatch(JSON.stringify(made.value), /tok-123456/);
  assert.equal(made.value.headers['x-name'], '{{secret.CRM_TOKEN}}');
});

const refusedSecrets: readonly [what: string, config: object, code: string, named: RegExp][] = [
  ['in a header, not there', { url: base, headers: { a: '{{secret.GONE}}' } }, 'http_secret_missing', /GONE/],
  ['in the body, not there', { url: base, body: ['{{secret.crm_token}}'] }, 'http_secret_missing', /crm_token/],
  ['of a prototype’s name', { url: base, headers: { a: '{{secret.constructor}}' } }, 'http_secret_missing', /constr/],
  ['in the URL’s path', { url: `${base}/{{secret.CRM_TOKEN}}` }, 'node_unusable', /./],
  ['in the URL’s query', { url: `${base}/?key={{secret.CRM_TOKEN}}` }, 'node_unusable', /./],
  ['without a name', { url: base, headers: { a: '{{secret.}}' } }, 'node_unusable', /./],
  ['of a name that is none', { url: base, headers: { a: '{{secret.a.b}}' } }, 'node_unusable', /./],
];
for (const [what, config, code, named] of refusedSecrets) {
  test(`a secret ${what} is ${code}`, () => {
    const made = withSecrets(config);
    assert.ok(!made.ok);
    assert.equal(made.error.code, code);
    assert.match(made.error.sentence, named);
    assert.doesNotMatch(made.error.sentence, /tok-123456/);
  });
}
