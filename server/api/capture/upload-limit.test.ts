import assert from 'node:assert/strict';
import { once } from 'node:events';
import { type ClientRequest, type IncomingMessage, request } from 'node:http';
import { after, test } from 'node:test';
import Fastify from 'fastify';
import { addSession, openGate } from '../../test/journey.ts';
import { registerCaptureApi } from './register.ts';

const gate = await openGate();
const place = await gate.addOrganization();
const app = Fastify({ forceCloseConnections: true });
const rateLimits = { linkPerMinute: 600, addressPerMinute: 0 };
await app.register((api) => registerCaptureApi(api, { context: gate.context, maxUploadBytes: 1_000_000, rateLimits }), {
  prefix: '/api/capture',
});
const address = await app.listen({ port: 0 });
after(async () => {
  await app.close();
  await gate.close();
});

const path = '/api/capture/uploads/front?node=details&attempt=1';

/** An upload whose body does not come to its end. */
const begin = (token: string): ClientRequest => {
  const begun = request(`${address}${path}`, {
    method: 'PUT',
    headers: { authorization: `Bearer ${token}`, 'content-type': 'image/jpeg', 'content-length': '1000' },
  });
  begun.on('error', () => undefined);
  begun.write('x');
  return begun;
};

const statusOf = async (asked: ClientRequest): Promise<number | undefined> => {
  const [response]: IncomingMessage[] = await once(asked, 'response');
  response?.resume();
  return response?.statusCode;
};

const send = async (token: string): Promise<number> => {
  const headers = { authorization: `Bearer ${token}`, 'content-type': 'image/jpeg' };
  return (await fetch(`${address}${path}`, { method: 'PUT', headers, body: 'x' })).status;
};

test('a link that has four uploads under way gets no fifth, other links do, and one that breaks off makes room', async () => {
  const { token } = await addSession(gate.context, place);
  const { token: other } = await addSession(gate.context, place);
  const begun = Array.from({ length: 5 }, () => begin(token));
  const first = await Promise.race(begun.map(async (asked) => ({ asked, status: await statusOf(asked) })));
  assert.equal(first.status, 429);
  assert.equal(await send(other), 409);
  const [lost, ...rest] = begun.filter((asked) => asked !== first.asked);
  lost?.destroy();
  while ((await send(token)) === 429) await new Promise(setImmediate);
  for (const asked of rest) asked.destroy();
});

test('a link sends thirty photos in a minute at most', async () => {
  const { token } = await addSession(gate.context, place);
  const statuses: number[] = [];
  for (let sent = 0; sent < 31; sent += 1) statuses.push(await send(token));
  assert.deepEqual(new Set(statuses.slice(0, 30)), new Set([409]));
  assert.equal(statuses[30], 429);
});
