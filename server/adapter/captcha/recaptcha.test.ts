import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { after, test } from 'node:test';
import type { CaptchaVerdict } from '../../domain/captcha/captcha-port.ts';
import { createOutboundHttp } from '../outbound/outbound-http.ts';
import { createRecaptcha } from './recaptcha.ts';

interface Asked {
  readonly method: string | undefined;
  readonly type: string | undefined;
  readonly form: Readonly<Record<string, string>>;
}

const asked: Asked[] = [];
let reply: { status: number; body: string } = { status: 200, body: '{}' };

/** Siteverify as its documentation describes it. */
const service = createServer((request, response) => {
  const chunks: Buffer[] = [];
  request.on('data', (chunk: Buffer) => chunks.push(chunk));
  request.on('end', () => {
    const form = Object.fromEntries(new URLSearchParams(Buffer.concat(chunks).toString('utf8')));
    asked.push({ method: request.method, type: request.headers['content-type'], form });
    response.writeHead(reply.status, { 'content-type': 'application/json' }).end(reply.body);
  });
});
await new Promise<void>((resolve) => service.listen(0, '127.0.0.1', resolve));
after(() => service.close());
const url = `http://127.0.0.1:${(service.address() as AddressInfo).port}/recaptcha/api/siteverify`;

const outbound = createOutboundHttp({ privateAddresses: ['127.0.0.0/8'] });
const captcha = createRecaptcha({ outbound, url, siteKey: 'site', secret: 'se&cret', suffices: false });
const solved = { token: 'to+ken', address: '192.0.2.7' };

test('a token is posted as a form with the secret and the address of the person', async () => {
  reply = { status: 200, body: '{"success":true,"challenge_ts":"2031-05-01T12:00:00Z","hostname":"shop.example"}' };
  assert.equal(await captcha.verify(solved), 'passed');
  assert.deepEqual(asked.at(-1), {
    method: 'POST',
    type: 'application/x-www-form-urlencoded',
    form: { secret: 'se&cret', response: 'to+ken', remoteip: '192.0.2.7' },
  });
});

const answers: readonly [name: string, status: number, body: string, CaptchaVerdict][] = [
  ['a wrong token', 200, '{"success":false,"error-codes":["invalid-input-response"]}', 'refused'],
  ['one that was used', 200, '{"success":false,"error-codes":["timeout-or-duplicate"]}', 'refused'],
  ['no code', 200, '{"success":false}', 'refused'],
  ['a person by version 3', 200, '{"success":true,"score":0.5}', 'passed'],
  ['a program by version 3', 200, '{"success":true,"score":0.4}', 'refused'],
  ['a wrong secret', 200, '{"success":false,"error-codes":["invalid-input-secret"]}', 'unavailable'],
  ['an error', 500, '{"success":true}', 'unavailable'],
  ['a redirect', 302, '', 'unavailable'],
  ['no JSON', 200, '<html>', 'unavailable'],
  ['another JSON', 200, '{"success":"true"}', 'unavailable'],
];

test('only a plain success passes; what says nothing of the person is no refusal of theirs', async () => {
  for (const [name, status, body, expected] of answers) {
    reply = { status, body };
    assert.equal(await captcha.verify(solved), expected, name);
  }
});

test('what can be no token is refused without asking anybody', async () => {
  const before = asked.length;
  for (const token of ['', 'x'.repeat(10_000)]) {
    assert.equal(await captcha.verify({ ...solved, token }), 'refused');
  }
  assert.equal(asked.length, before);
});

test('a service on a private address is not asked where the operator does not allow it', async () => {
  const before = asked.length;
  const guarded = createRecaptcha({
    outbound: createOutboundHttp({ privateAddresses: [] }),
    url,
    siteKey: 'site',
    secret: 'secret',
    suffices: false,
  });
  assert.equal(await guarded.verify(solved), 'unavailable');
  assert.equal(asked.length, before);
});
