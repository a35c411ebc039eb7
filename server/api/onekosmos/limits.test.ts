import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import Fastify from 'fastify';
import { openTestDatabase } from '../../test/database.ts';
import { createTestContext } from '../../test/native-api.ts';
import { registerOneKosmosApi } from './register.ts';
import { openPlaceOn, type PlaceOptions } from './test/place.ts';

const context = createTestContext(await openTestDatabase());
const openPlace = (options?: PlaceOptions) => openPlaceOn(context, options);

const settings = { allowedTimeSpanSeconds: 60, hasClearAnswers: false, hasEcdsaHelper: true, hasExecuteNode: true };

const helperBody = (privateKey: string, publicKey: string) => ({
  method: 'POST' as const,
  url: '/onekosmos/workflowapi/ecdsa_helper',
  headers: { 'content-type': 'application/json', keySecret: 'YOUR_KEY_SECRET' },
  payload: JSON.stringify({ dataStr: 'text', privateKey, publicKey }),
});

describe('limits', () => {
  test('hold for a licence, with 429 in the vendor’s envelope', async () => {
    const place = await openPlace({ rateLimits: { keyPerMinute: 2, linkPerMinute: 0, addressPerMinute: 0 } });
    const { licences } = await place.addCommunity();
    const client = await place.addClient();
    const call = { method: 'GET', path: '/servicekeys', licence: licences.system } as const;
    for (let count = 0; count < 2; count += 1) assert.equal((await client.call(call)).status, 200);
    const { status, json } = await client.call(call);
    assert.equal(status, 429);
    assert.deepEqual(Object.keys(Object(json)), ['statusCode', 'error', 'message']);
  });

  test('hold for an address that sends wrong licences, and not for right ones from there', async () => {
    const place = await openPlace({ rateLimits: { keyPerMinute: 0, linkPerMinute: 0, addressPerMinute: 2 } });
    const { licences } = await place.addCommunity();
    const client = await place.addClient();
    const statuses = [];
    for (let count = 0; count < 4; count += 1) {
      statuses.push((await client.call({ method: 'GET', path: '/servicekeys', licence: 'wrong' })).status);
    }
    assert.deepEqual(statuses, [401, 401, 429, 429]);
    const right = await client.call({ method: 'GET', path: '/servicekeys', licence: licences.system });
    assert.equal(right.status, 200);
  });

  test('hold for guessed ids of instances', async () => {
    const place = await openPlace({ rateLimits: { keyPerMinute: 0, linkPerMinute: 0, addressPerMinute: 2 } });
    const client = await place.addClient();
    const statuses = [];
    for (let count = 0; count < 3; count += 1) {
      const data = { wfInstanceId: `wfi-${crypto.randomUUID()}` };
      statuses.push((await client.call({ method: 'POST', path: '/workflow_instance/initiate', data })).status);
    }
    assert.deepEqual(statuses, [404, 404, 429]);
  });

  test('hold for the helper, which nobody needs a credential for', async () => {
    const place = await openPlace({ rateLimits: { keyPerMinute: 0, linkPerMinute: 0, addressPerMinute: 1200 } });
    const { privateKey, publicKey } = await place.addClient();
    const statuses = [];
    for (let count = 0; count < 61; count += 1) {
      statuses.push((await place.app.inject(helperBody(privateKey, publicKey))).statusCode);
    }
    assert.deepEqual([statuses[59], statuses[60]], [200, 429]);
  });
});

test('the two calls that are unsafe by design can be switched off', async () => {
  const place = await openPlace({ settings: { ...settings, hasEcdsaHelper: false, hasExecuteNode: false } });
  const { privateKey, publicKey } = await place.addClient();
  assert.equal((await place.app.inject(helperBody(privateKey, publicKey))).statusCode, 404);
  const run = `/workflow_instance/wfi-1/tenant/t/community/c/execute_node/n`;
  assert.equal((await place.app.inject(`/onekosmos/workflowapi${run}`)).statusCode, 404);
});

test('no log line at any level holds a key, a licence or a text', async () => {
  const lines: string[] = [];
  const place = await openPlace();
  const { licences } = await place.addCommunity();
  const client = await place.addClient();
  const app = Fastify({ logger: { level: 'trace', stream: { write: (line: string) => void lines.push(line) } } });
  const rateLimits = { keyPerMinute: 0, linkPerMinute: 0, addressPerMinute: 0 };
  await app.register((api) => registerOneKosmosApi(api, { context, settings, rateLimits, version: '1.2.3' }), {
    prefix: '/onekosmos',
  });
  const good = helperBody(client.privateKey, client.publicKey);
  for (const payload of [good.payload, good.payload.slice(0, -1), good.payload.replace('privateKey', 'other')]) {
    await app.inject({ ...good, payload });
  }
  const headers = { requestid: client.requestId(), publickey: client.publicKey, keySecret: 'YOUR_KEY_SECRET' };
  for (const licensekey of [client.encrypt(licences.system), licences.app]) {
    await app.inject({ url: '/onekosmos/workflowapi/servicekeys', headers: { ...headers, licensekey } });
  }
  await app.close();
  assert.ok(lines.length > 0);
  const log = lines.join('');
  for (const secret of [client.privateKey, licences.system, licences.app, 'YOUR_KEY_SECRET', 'dataStr']) {
    assert.equal(log.includes(secret), false);
  }
});
