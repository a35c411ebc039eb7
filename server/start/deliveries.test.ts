import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { setTimeout } from 'node:timers/promises';
import { Webhook } from 'standardwebhooks';
import { z } from 'zod';
import { findFreePort } from '../../scripts/free-port.ts';
import { openTestDatabase } from '../test/database.ts';
import { type ServerProcess, startServerProcess } from '../test/server-process.ts';
import { openWebhookReceiver, type Received } from '../test/webhook-receiver.ts';

const { url: databaseUrl, close: closeDatabase } = await openTestDatabase();
const dataDir = mkdtempSync(join(tmpdir(), 'gatehouse-deliveries-'));
const port = await findFreePort();
const receiver = await openWebhookReceiver();

let running: ServerProcess;

before(async () => {
  running = startServerProcess({
    DATA_DIR: dataDir,
    PORT: String(port),
    OUTBOUND_PRIVATE_ADDRESSES: '127.0.0.1',
    ...(databaseUrl !== null && { DATABASE_URL: databaseUrl }),
  });
  await running.settled;
  assert.equal(running.child.exitCode, null, running.output());
});

after(async () => {
  running.child.kill('SIGKILL');
  await running.ended;
  await closeDatabase();
  rmSync(dataDir, { recursive: true, force: true });
});

const credentials = z.object({ keys: z.object({ live: z.string() }), demo: z.object({ workflowId: z.uuid() }) });

const call = async <Answer>(
  answer: z.ZodType<Answer>,
  method: string,
  path: string,
  body?: object,
): Promise<Answer> => {
  const { keys } = credentials.parse(JSON.parse(readFileSync(join(dataDir, 'credentials.json'), 'utf8')));
  const response = await fetch(`http://127.0.0.1:${port}/api${path}`, {
    method,
    headers: { authorization: `Bearer ${keys.live}`, 'content-type': 'application/json' },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  });
  return answer.parse(await response.json());
};

test('the start line and the health answer say that mail and short messages go to a folder', async () => {
  const folder = join(dataDir, 'outbox');
  assert.ok(running.output().includes(`mail         ${folder} (no SMTP_URL is set)\n`), running.output());
  assert.ok(running.output().includes(`sms          ${folder} (no SMS_PROVIDER is set)\n`));
  const health = await call(z.object({ mail: z.string(), sms: z.string() }), 'GET', '/health');
  assert.deepEqual(health, { mail: 'outbox', sms: 'outbox' });
});

test('a new session reaches a webhook endpoint, signed, and its delivery says so', { timeout: 60_000 }, async () => {
  const arrived = Promise.withResolvers<Received>();
  receiver.answerWith((received) => {
    arrived.resolve(received);
    return { status: 200 };
  });
  const made = z.object({ id: z.uuid(), secret: z.string() });
  const endpoint = await call(made, 'POST', '/webhook-endpoints', {
    url: receiver.url,
    eventTypes: ['session.created'],
  });
  const { demo } = credentials.parse(JSON.parse(readFileSync(join(dataDir, 'credentials.json'), 'utf8')));
  const input = { workflowId: demo.workflowId, entity: { kind: 'person' } };
  const session = await call(z.object({ id: z.uuid() }), 'POST', '/sessions', input);
  const { body, headers } = await arrived.promise;
  const event = new Webhook(endpoint.secret).verify(body, z.record(z.string(), z.string()).parse(headers));
  assert.deepEqual(z.object({ type: z.string(), data: z.object({ sessionId: z.string() }) }).parse(event), {
    type: 'session.created',
    data: { sessionId: session.id },
  });
  const deliveries = z.object({ items: z.array(z.object({ id: z.string(), state: z.string() })) });
  const url = `/deliveries?sessionId=${session.id}&endpointId=${endpoint.id}`;
  let { items } = await call(deliveries, 'GET', url);
  // The attempt is written down after the receiver has answered.
  while (items[0]?.state === 'pending') {
    await setTimeout(50);
    ({ items } = await call(deliveries, 'GET', url));
  }
  assert.deepEqual(items, [{ id: headers['webhook-id'], state: 'delivered' }]);
});
