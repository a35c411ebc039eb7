import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { z } from 'zod';
import { listLogins } from '../../domain/login/list-logins.ts';
import { openPlace } from './test/place.ts';

const place = await openPlace();
const { app } = place;
const acme = await place.addCommunity();
const other = await place.addCommunity();
const client = await place.addClient();
const get = async (path: string) => {
  const answer = await app.inject(`/onekosmos/workflowapi${path}`);
  return { status: answer.statusCode, json: answer.json<Record<string, unknown>>() };
};

describe('what the service says of itself, to everybody and in clear', () => {
  test('its public key is the same in the three places', async () => {
    const { publicKey } = (await get('/publickeys')).json;
    assert.match(String(publicKey), /^[A-Za-z0-9+/]{86}==$/);
    assert.equal((await get('/healthz')).json.publicKey, publicKey);
    assert.deepEqual((await get('/.well-known')).json, { public_key: publicKey });
  });

  test('its health has the code as a text, and a version of release, commit and time', async () => {
    const { status, code, version } = (await get('/healthz')).json;
    assert.deepEqual([status, code], ['all services operational', '200']);
    assert.equal(version, '1.2.3.0123abc.1767225600');
  });

  test('its environment has the time span and the curve', async () => {
    assert.deepEqual((await get('/environment')).json, { allowed_time_span: 60, EC_CURVE_NAME: 'secp256k1' });
  });

  test('its directory is a flat map with licences and this API', async () => {
    assert.deepEqual((await get('/sd')).json, {
      global_caas: 'https://gate.example.com/onekosmos/caas',
      licenses: 'https://gate.example.com/onekosmos',
      workflowapi: 'https://gate.example.com/onekosmos/workflowapi',
    });
  });

  test('its OpenAPI document is of version 3.1 and names every route', async () => {
    const { json } = { json: (await app.inject('/onekosmos/openapi.json')).json<Record<string, unknown>>() };
    assert.equal(json.openapi, '3.1.0');
    assert.ok(Object.hasOwn(Object(json.paths), '/ecdsa_helper/{method}'));
  });
});

const serviceKeys = z.array(
  z.strictObject({ tag: z.string(), keyId: z.uuid(), keySecret: z.string(), type: z.literal('hawk') }),
);

describe('service keys', () => {
  test('are those of the licence’s own community, with their secrets, in clear', async () => {
    const { status, json } = await client.call({ method: 'GET', path: '/servicekeys', licence: acme.licences.system });
    assert.equal(status, 200);
    const secrets = serviceKeys.parse(json).map(({ keySecret }) => keySecret);
    assert.deepEqual(secrets.toSorted(), Object.values(acme.licences).toSorted());
  });

  for (const level of ['service', 'service_ext', 'app'] as const) {
    test(`are not for a licence of the level ${level}`, async () => {
      const licence = acme.licences[level];
      for (const method of ['GET', 'DELETE'] as const) {
        const path = method === 'GET' ? '/servicekeys' : '/servicekey/0197a1c2-0000-7000-8000-000000000000';
        assert.equal((await client.call({ method, path, licence })).status, 403);
      }
    });
  }

  test('are replaced one by one: the new one works and the old one does not', async () => {
    const own = await place.addCommunity();
    const call = (method: 'GET' | 'DELETE', path: string) =>
      client.call({ method, path, licence: own.licences.system });
    const before = serviceKeys.parse((await call('GET', '/servicekeys')).json);
    const app = before.find(({ tag }) => tag === 'app') ?? assert.fail();
    const made = serviceKeys.parse((await call('DELETE', `/servicekey/${app.keyId}`)).json);
    assert.equal(made.length, 1);
    assert.notEqual(made[0]?.keySecret, app.keySecret);
    const ask = (licence: string) => client.call({ method: 'GET', path: '/servicekeys', licence });
    assert.equal((await ask(app.keySecret)).status, 401);
    assert.equal((await ask(made[0]?.keySecret ?? '')).status, 403);
  });

  test('of another community are not found', async () => {
    const { json } = await client.call({ method: 'GET', path: '/servicekeys', licence: other.licences.system });
    const { keyId } = serviceKeys.parse(json)[0] ?? assert.fail();
    const path = `/servicekey/${keyId}`;
    assert.equal((await client.call({ method: 'DELETE', path, licence: acme.licences.system })).status, 404);
  });
});

describe('the helper', () => {
  const help = async (path: string, body: unknown) => {
    const url = `/onekosmos/workflowapi/ecdsa_helper${path}`;
    const answer = await app.inject({
      method: 'POST',
      url,
      headers: { 'content-type': 'application/json' },
      payload: JSON.stringify(body),
    });
    return { status: answer.statusCode, json: answer.json<Record<string, unknown>>() };
  };
  const keys = async () => {
    const [a, b] = [await place.addClient(), await place.addClient()];
    return {
      there: { publicKey: b.publicKey, privateKey: a.privateKey },
      back: { publicKey: a.publicKey, privateKey: b.privateKey },
    };
  };

  for (const path of ['', '/', '/encrypt']) {
    test(`encrypts at ${path === '' ? 'its bare path' : path} and decrypts what the other side gets`, async () => {
      const { there, back } = await keys();
      const { status, json } = await help(path, { dataStr: 'Zoë', ...there });
      assert.equal(status, 200);
      assert.equal(json.publicKey, there.publicKey);
      const again = await help('/decrypt', { dataStr: json.data, ...back });
      assert.deepEqual(again.json, { data: 'Zoë', publicKey: back.publicKey });
    });
  }

  test('refuses another method, bad keys and bad texts, and names the member', async () => {
    const { there } = await keys();
    const good = { dataStr: 'text', ...there };
    const cases: readonly (readonly [string, unknown, RegExp])[] = [
      ['/sign', good, /^method:/],
      ['/decrypt', good, /^dataStr:/],
      ['/decrypt', { ...good, dataStr: Buffer.alloc(31).toString('base64') }, /^dataStr:/],
      ['/encrypt', { ...good, publicKey: Buffer.alloc(64).toString('base64') }, /^publicKey:/],
      ['/encrypt', { ...good, privateKey: Buffer.alloc(32).toString('base64') }, /^privateKey:/],
      ['/encrypt', { ...good, privateKey: undefined }, /^privateKey: This member is required/],
    ];
    for (const [path, body, message] of cases) {
      const { status, json } = await help(path, body);
      assert.equal(status, 400);
      assert.match(String(json.message), message);
    }
  });

  test('takes private keys as Java writes them', async () => {
    const { there, back } = await keys();
    const signed = Buffer.concat([Buffer.of(0), Buffer.from(there.privateKey, 'base64')]).toString('base64');
    const { json } = await help('', { dataStr: 'text', ...there, privateKey: signed });
    assert.equal((await help('/decrypt', { dataStr: json.data, ...back })).json.data, 'text');
  });
});

describe('a token', () => {
  const verify = (token: string, data: unknown = { token }) =>
    client.call({ method: 'POST', path: '/jwt/verifyToken', token, data });

  test('that holds is told with its user, community and permissions, encrypted', async () => {
    const token = await acme.addToken(['workflow.manage']);
    const { status, json, data } = await verify(token);
    assert.equal(status, 200);
    assert.equal(typeof Object(json).data, 'string');
    const { userId, tenantId, communityId, permissions } = Object(data);
    assert.deepEqual([userId, tenantId, communityId], [acme.userId, acme.tenantId, acme.communityId]);
    assert.deepEqual(permissions, ['workflow.manage']);
  });

  test('may stand in the header alone, and must not differ from that of the body', async () => {
    const token = await acme.addToken();
    assert.equal((await verify(token, {})).status, 200);
    assert.equal((await verify(token, { token: await acme.addToken(['workflow.create']) })).status, 400);
  });

  test('that was changed, or is none, is refused', async () => {
    const token = await acme.addToken();
    for (const wrong of [`${token}A`, token.slice(0, -1), 'none']) assert.equal((await verify(wrong)).status, 401);
  });

  test('of a user who was disabled is refused, and all logins of that user end', async () => {
    const own = await place.addCommunity();
    const tokens = [await own.addToken(), await own.addToken(['workflow.create'])];
    assert.equal((await listLogins(place.context, own.scope)).length, 2);
    await place.context.database
      .scoped({ organizationId: own.scope.organizationId, environment: null })
      .updateTable('user')
      .set({ disabled_at: place.context.now() })
      .where('id', '=', own.userId)
      .execute();
    assert.equal((await verify(tokens[0] ?? '')).status, 401);
    assert.equal((await listLogins(place.context, own.scope)).length, 0);
  });
});
