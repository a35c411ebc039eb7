import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { after, before, test } from 'node:test';
import { findFreePort } from '../scripts/free-port.ts';
import { type RunningServer, startServer } from '../server/test/running-server.ts';

let server: RunningServer;
before(async () => {
  server = await startServer({ OUTBOUND_PRIVATE_ADDRESSES: '127.0.0.0/8' });
});
after(() => server.close());

const start = (name: string, args: readonly string[]) =>
  spawn(process.execPath, [join(import.meta.dirname, name), ...args], {
    env: { ...process.env, GATEHOUSE_URL: server.baseUrl, GATEHOUSE_KEY: server.liveKey },
    stdio: ['ignore', 'pipe', 'pipe'],
  });

const run = async (name: string, ...args: string[]): Promise<{ out: string; errors: string }> => {
  const child = start(name, args);
  const closed: Promise<unknown[]> = once(child, 'close');
  const [out, errors, [code]] = await Promise.all([text(child.stdout), text(child.stderr), closed]);
  assert.equal(code, 0, errors);
  return { out, errors };
};

test('a person is onboarded: a workflow is published and a link made', async () => {
  const { out } = await run('onboard-a-person.ts', 'Ada Example', 'ada@example.com');
  assert.match(out, /Published version 1 of Membership/);
  const url = out.trim().split('\n').at(-1) ?? '';
  assert.equal((await fetch(url)).status, 200);
});

test('whoever waits for a decision is shown, and nobody is said to wait where nobody does', async () => {
  const { out } = await run('review-sessions.ts');
  assert.equal(out, 'Nobody waits for a decision.\n');
});

test('a webhook is received and believed', async () => {
  const url = `http://127.0.0.1:${await findFreePort()}`;
  const child = start('receive-webhooks.ts', [url, '--once']);
  const closed: Promise<unknown[]> = once(child, 'close');
  const errors = text(child.stderr);
  let out = '';
  for await (const chunk of child.stdout) {
    out += chunk;
    if (out.endsWith(`Listening on ${url}.\n`)) await server.createSession();
  }
  const [code] = await closed;
  assert.equal(code, 0, await errors);
  assert.match(out, /session\.created \{.*"sessionId":"/);
});

test('sessions are exported as CSV', async () => {
  const { out } = await run('export-to-csv.ts');
  assert.match(out, /^session,created,ended,decision,name\n/);
});

test('a person is handed the data that are kept, and is erased', async () => {
  const { out, errors } = await run('erase-a-person.ts', 'ada@example.com', 'Asked for it.');
  assert.equal(JSON.parse(out).entity.name, 'Ada Example');
  assert.match(errors, /^Erased .* at 20/);
  const again = await run('erase-a-person.ts', 'ada@example.com');
  assert.match(again.errors, /Nobody is known/);
});
