import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { type Answer, openWebhookReceiver } from '../../test/webhook-receiver.ts';
import { createOutboundHttp } from '../outbound/outbound-http.ts';
import { createTwilioSms } from './twilio-sms.ts';

const outbound = createOutboundHttp({ privateAddresses: ['127.0.0.0/8'] });
const provider = await openWebhookReceiver();
const account = `AC${'0'.repeat(32)}`;
const about = { deliveryId: '01f7a1de-0000-7000-8000-000000000001', sessionId: null, entityId: null };
const to = '+491701234567';

const senderFrom = (from: string) =>
  createTwilioSms({ outbound, baseUrl: new URL(provider.url).origin, account, token: 's3cret', from });

const refused = (code: number, message: string, status = 400): Answer => ({
  status,
  body: JSON.stringify({ code, message, more_info: `https://www.twilio.com/docs/errors/${code}`, status }),
});

describe('a short message through Twilio', () => {
  it('is posted as its API has it, and what it answers is kept', async () => {
    const queued = JSON.stringify({ sid: `SM${'1'.repeat(32)}`, status: 'queued' });
    provider.answerWith(() => ({ status: 201, body: queued }));
    const outcome = await senderFrom('+15005550006').send({ to, text: 'Ihr Code & Link: ü' }, about);
    assert.deepEqual(
      [outcome.ok, outcome.statusCode, Buffer.from(outcome.response ?? '').toString()],
      [true, 201, queued],
    );
    const received = provider.received.at(-1);
    assert.equal(received?.headers['content-type'], 'application/x-www-form-urlencoded');
    const login = Buffer.from(`${account}:s3cret`).toString('base64');
    assert.equal(received?.headers.authorization, `Basic ${login}`);
    assert.deepEqual(Object.fromEntries(new URLSearchParams(received?.body)), {
      To: to,
      Body: 'Ihr Code & Link: ü',
      From: '+15005550006',
    });
  });

  it('may come from a messaging service', async () => {
    provider.answerWith(() => ({ status: 201 }));
    await senderFrom(`MG${'a'.repeat(32)}`).send({ to, text: 'Hi' }, about);
    const form = new URLSearchParams(provider.received.at(-1)?.body);
    assert.deepEqual([form.get('MessagingServiceSid'), form.get('From')], [`MG${'a'.repeat(32)}`, null]);
  });

  const failures: readonly (readonly [name: string, answer: Answer, isPermanent: boolean, error: string])[] = [
    [
      'a number that is none ends it',
      refused(21211, `The 'To' number ${to} is not a valid phone number.`),
      true,
      'The SMS provider refused the message (400, error 21211).',
    ],
    [
      'somebody who wants none ends it',
      refused(21610, 'Attempt to send to unsubscribed recipient'),
      true,
      'The SMS provider refused the message (400, error 21610).',
    ],
    [
      'a sender that is not the account’s waits for the operator',
      refused(21606, 'The From phone number is not a valid'),
      false,
      'The SMS provider refused the message (400, error 21606).',
    ],
    [
      'a wrong token waits for the operator',
      refused(20003, 'Authenticate', 401),
      false,
      'The SMS provider refused the login (401, error 20003). Check SMS_ACCOUNT and SMS_TOKEN.',
    ],
    [
      'too many are tried again',
      refused(20429, 'Too Many Requests', 429),
      false,
      'The SMS provider answered with an error (429, error 20429).',
    ],
    [
      'a failure is tried again',
      { status: 503, body: 'down' },
      false,
      'The SMS provider answered with an error (503).',
    ],
    [
      'a redirect is not followed',
      { status: 302, headers: { location: 'http://127.0.0.1:9/' } },
      false,
      'The SMS provider answered with an error (302).',
    ],
  ];
  for (const [name, answer, isPermanent, error] of failures) {
    it(name, async () => {
      provider.answerWith(() => answer);
      const outcome = await senderFrom('+15005550006').send({ to, text: 'Hi' }, about);
      assert.ok(!outcome.ok);
      assert.deepEqual([outcome.isPermanent, outcome.error], [isPermanent, error]);
    });
  }

  it('waits as long as the provider asks', async () => {
    provider.answerWith(() => ({ status: 429, headers: { 'retry-after': '30' } }));
    const outcome = await senderFrom('+15005550006').send({ to, text: 'Hi' }, about);
    assert.ok(!outcome.ok);
    assert.equal(outcome.retryAfterMs, 30_000);
  });

  it('goes through the outbound guard', async () => {
    const guarded = createOutboundHttp({ privateAddresses: [] });
    const baseUrl = new URL(provider.url).origin;
    const before = provider.received.length;
    const sms = createTwilioSms({ outbound: guarded, baseUrl, account, token: 's3cret', from: '+15005550006' });
    const outcome = await sms.send({ to, text: 'Hi' }, about);
    assert.ok(!outcome.ok && !outcome.isPermanent);
    assert.equal(provider.received.length, before);
  });
});
