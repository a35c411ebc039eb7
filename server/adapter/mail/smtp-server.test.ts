import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { parseSmtpUrl, type SmtpServer } from './smtp-server.ts';

const anonymous = { login: null };

const cases: readonly (readonly [url: string, server: SmtpServer | null])[] = [
  ['smtp://mail.example.com', { host: 'mail.example.com', port: 587, tls: 'required', ...anonymous }],
  ['smtp://mail.example.com:2525?tls=off', { host: 'mail.example.com', port: 2525, tls: 'off', ...anonymous }],
  ['smtp://localhost:25', { host: 'localhost', port: 25, tls: 'off', ...anonymous }],
  ['smtp://127.0.0.1:25?tls=required', { host: '127.0.0.1', port: 25, tls: 'required', ...anonymous }],
  ['smtp://[::1]:25', { host: '::1', port: 25, tls: 'off', ...anonymous }],
  ['smtp://localhost.example.com', { host: 'localhost.example.com', port: 587, tls: 'required', ...anonymous }],
  [
    'smtps://gate%40example.com:p%3Aw@mail.example.com',
    { host: 'mail.example.com', port: 465, tls: 'implicit', login: { user: 'gate@example.com', password: 'p:w' } },
  ],
  ['smtps://mail.example.com?tls=off', null],
  ['smtp://mail.example.com?tls=maybe', null],
  ['smtp://gate:100%@mail.example.com', null],
  ['http://mail.example.com', null],
  ['mail.example.com', null],
];

describe('SMTP_URL', () => {
  for (const [url, server] of cases) {
    it(`${url} is ${server === null ? 'refused' : `${server.host} with ${server.tls} encryption`}`, () => {
      assert.deepEqual(parseSmtpUrl(url), server);
    });
  }
});
