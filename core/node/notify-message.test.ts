import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { JsonObject } from '../json.ts';
import { AT, created, graphOf, opened, runOf } from '../workflow/test/graph.ts';
import { findNodeType } from './catalogue.ts';
import { renderNotifyMessage } from './notify-message.ts';

const entity: JsonObject = {
  email: ' Ada@Example.COM ',
  phone: '0049 (0)170 / 123-4567',
  name: 'Ada',
  evil: 'Ada\r\nBcc: all@example.com\u202e\u2028Yours, the bank',
  html: '<a href="x">& "y"</a>',
  long: 'x'.repeat(5000),
  language: 'de-AT',
};

const values = (given: JsonObject = entity) => ({
  run: { results: {}, given: { entity: given, prefill: {} } },
  sessionId: '0199d4a0-0000-7000-8000-000000000003',
});

const mail = {
  channel: 'email',
  to: 'entity.email',
  subject: { en: 'Hello {{entity.evil}}', de: 'Hallo' },
  body: { en: 'Dear {{entity.name}},\n\nyour number is {{session.id}}.', de: 'Guten Tag {{entity.name}}' },
};

const render = (config: object, given?: JsonObject) => renderNotifyMessage(config, values(given));

test('an e-mail has one line of subject, whatever stands in its values', () => {
  assert.deepEqual(render(mail), {
    ok: true,
    value: {
      channel: 'email',
      to: 'Ada@example.com',
      language: 'en',
      subject: 'Hello Ada Bcc: all@example.com Yours, the bank',
      text: 'Dear Ada,\n\nyour number is 0199d4a0-0000-7000-8000-000000000003.',
    },
  });
});

test('it is written in the language that a reference finds, else in English', () => {
  const made = render({ ...mail, language: 'entity.language' });
  assert.deepEqual(made.ok && [made.value.language, made.value.text], ['de-AT', 'Guten Tag Ada']);
  for (const language of ['entity.gone', 'entity.long']) {
    const other = render({ ...mail, language });
    assert.equal(other.ok && other.value.language, 'en');
  }
});

test('an SMS goes to a number in one form', () => {
  const made = render({ channel: 'sms', to: 'entity.phone', body: { en: 'Hello {{entity.name}}' } });
  assert.deepEqual(made, {
    ok: true,
    value: { channel: 'sms', to: '+491701234567', language: 'en', text: 'Hello Ada' },
  });
});

const written: readonly [name: string, text: string][] = [
  ['name', 'Ada'],
  ['evil', 'Ada Bcc: all@example.com Yours, the bank'],
  ['html', '<a href="x">& "y"</a>'],
  ['long', `${'x'.repeat(200)}…`],
  ['gone', ''],
];

for (const [name, text] of written) {
  test(`the value ${name} stays a word in the line of its place`, () => {
    const made = render({ ...mail, body: { en: `[{{entity.${name}}}]` } });
    assert.equal(made.ok && made.value.text, `[${text}]`);
  });
}

const nobody: readonly [channel: string, address: unknown][] = [
  ['email', undefined],
  ['email', null],
  ['email', 'ada'],
  ['email', 'a@b.example, c@d.example'],
  ['email', 'Ada <ada@example.com>'],
  ['email', 'ada@example.com\r\nBcc: x@example.com'],
  ['email', { address: 'ada@example.com' }],
  ['sms', '0170 1234567'],
  ['sms', 'ada@example.com'],
  ['sms', ''],
];

for (const [channel, address] of nobody) {
  test(`nothing goes by ${channel} to ${JSON.stringify(address)}`, () => {
    const given = JSON.parse(JSON.stringify({ to: address }));
    const config = {
      channel,
      to: 'entity.to',
      body: { en: 'Hello' },
      ...(channel === 'email' && { subject: { en: 'Hi' } }),
    };
    const made = render(config, given);
    assert.equal(made.ok ? 'ok' : made.error.code, 'notify_no_address');
  });
}

test('an SMS that grows too long with its values is a reason', () => {
  const body = { en: '{{entity.long}}'.repeat(6) };
  const made = render({ channel: 'sms', to: 'entity.phone', body });
  assert.equal(made.ok ? 'ok' : made.error.code, 'notify_text_too_long');
});

const wrong: readonly [config: object, pointer: string][] = [
  [{ ...mail, subject: undefined }, '/subject'],
  [{ ...mail, channel: 'sms' }, '/subject'],
  [{ ...mail, to: 'ada@example.com' }, '/to'],
  [{ ...mail, body: { en: 'Go to {{session.url}}' } }, '/body/en'],
  [{ ...mail, body: { en: '' } }, '/body/en'],
  [{ ...mail, body: {} }, '/body'],
  [{ ...mail, body: { english: 'Hello' } }, '/body/english'],
];

for (const [config, pointer] of wrong) {
  test(`a config is refused at ${pointer}: ${JSON.stringify(config).slice(-80)}`, () => {
    const bound = findNodeType('notify')?.bind(JSON.parse(JSON.stringify(config)));
    assert.ok(bound && !bound.ok);
    assert.ok(
      bound.error.some((error) => error.pointer === pointer),
      JSON.stringify(bound.error),
    );
  });
}

test('a place for the link says why there is none', () => {
  const bound = findNodeType('notify')?.bind({ ...mail, body: { en: '{{session.url}}' } });
  assert.ok(bound && !bound.ok);
  assert.match(bound.error[0]?.sentence ?? '', /link is kept as a hash alone/);
});

test('a message that is on its way is success, and one that is not is an error with its reason', () => {
  const graph = graphOf({ id: 'tell', type: 'notify', config: mail });
  const reason = { code: 'notify_no_address', sentence: 'Nobody.' };
  const evaluated = (evaluation: JsonObject) =>
    runOf(graph, created, opened, { type: 'evaluated', at: AT, node: 'tell', attempt: 1, evaluation }).results.tell;
  const sent = evaluated({ ok: true, deliveryId: 'd-1' });
  assert.deepEqual([sent?.outcome, sent?.fields], ['success', { deliveryId: 'd-1' }]);
  const failed = evaluated({ ok: false, reason });
  assert.deepEqual([failed?.outcome, failed?.verdict?.reasons], ['error', [reason]]);
  assert.equal(evaluated({ ok: true })?.verdict?.reasons[0]?.code, 'evaluation_malformed');
});
