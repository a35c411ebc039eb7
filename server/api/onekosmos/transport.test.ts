import assert from 'node:assert/strict';
import { after, describe, test } from 'node:test';
import { system } from '../../domain/actor.ts';
import { createKey } from '../../domain/key/create-key.ts';
import { createLicence } from '../../domain/key/create-licence.ts';
import { listLicences } from '../../domain/key/list-licences.ts';
import { replaceLicence } from '../../domain/key/replace-licence.ts';
import { expectOk } from '../../test/native-api.ts';
import { openWireClient, throughNetwork, type WireAnswer, type WireCall } from './test/client.ts';
import { openPlace } from './test/place.ts';

const place = await openPlace();
const { app, context } = place;
after(() => app.close());
const acme = await place.addCommunity();
const client = await place.addClient();

/** A call that takes a licence or a login, in its right form; `change` makes one thing about it wrong. */
const ask = (change: Partial<WireCall> = {}): Promise<WireAnswer> =>
  client.call({ method: 'GET', path: `/v0${acme.path}/workflow/node/library`, ...change });

const words: Readonly<Record<number, string>> = {
  400: 'Bad Request',
  401: 'Unauthorized',
  403: 'Forbidden',
  404: 'Not Found',
  405: 'Method Not Allowed',
  413: 'Payload Too Large',
  415: 'Unsupported Media Type',
  429: 'Too Many Requests',
};

/** That an answer is a refusal in the general envelope, in clear, and nothing else. */
const assertRefused = ({ status, json }: Pick<WireAnswer, 'status' | 'json'>, expected: number, message?: RegExp) => {
  assert.equal(status, expected, JSON.stringify(json));
  const { message: said, ...rest } = Object(json);
  assert.deepEqual(rest, { statusCode: expected, error: words[expected] });
  assert.match(said, message ?? /./);
};

const flipped = (text: string): string => text.replace(/.$/, (last) => (last === '=' ? 'A' : '='));
const cut = (text: string, bytes: number): string => Buffer.from(text, 'base64').subarray(0, bytes).toString('base64');
const offTheCurve = Buffer.alloc(64, 1).toString('base64');
const now = Math.floor(context.now().getTime() / 1000);
const stranger = await place.addClient();
const { service: licence, app: lowLicence } = acme.licences;

const headerCases: Readonly<Record<string, readonly [Record<string, string | undefined>, number, RegExp]>> = {
  'no public key': [{ publickey: undefined }, 400, /^publickey: This header should not be empty/],
  'an empty public key': [{ publickey: '' }, 400, /^publickey:/],
  'a public key off the curve': [{ publickey: offTheCurve }, 400, /^publickey:/],
  'a public key of 63 bytes': [{ publickey: cut(client.publicKey, 63) }, 400, /^publickey:/],
  'two public keys': [{ publickey: `${client.publicKey}, ${stranger.publicKey}` }, 400, /^publickey:/],
  'another’s public key': [{ publickey: stranger.publicKey }, 401, /^requestid:/],
  'no request id': [{ requestid: undefined }, 400, /^requestid: This header should not be empty/],
  'a request id in clear': [{ requestid: '{"ts":1}' }, 401, /^requestid:/],
  'a truncated request id': [{ requestid: cut(client.requestId(), 60) }, 401, /^requestid:/],
  'a changed request id': [{ requestid: flipped(client.requestId()) }, 401, /^requestid:/],
  'a request id that is no JSON': [{ requestid: client.encrypt('hello') }, 401, /^requestid:/],
  'a request id without uuid': [{ requestid: client.requestId({ uuid: undefined }) }, 401, /uuid/],
  'a request id without appid': [{ requestid: client.requestId({ appid: undefined }) }, 401, /appid/],
  'a request id whose time is a text': [{ requestid: client.requestId({ ts: String(now) }) }, 401, /ts/],
  'a request id that is too old': [{ requestid: client.requestId({ ts: now - 61 }) }, 401, /60 seconds/],
  'a request id from the future': [{ requestid: client.requestId({ ts: now + 61 }) }, 401, /60 seconds/],
};

describe('the headers of every encrypted call', () => {
  for (const [name, [headers, status, message]] of Object.entries(headerCases)) {
    test(`with ${name} it is refused with ${status}`, async () =>
      assertRefused(await ask({ licence, headers }), status, message));
  }

  test('a request id is taken for a minute before and after its time, with members of its own in any order', async () => {
    for (const ts of [now - 60, now + 60]) {
      const requestid = client.encrypt(JSON.stringify({ extra: [1], uuid: 'any text', appid: 'fixme', ts }));
      assert.equal((await ask({ licence, headers: { requestid } })).status, 200);
    }
  });

  test('their names may be written in any case', async () => {
    const headers = {
      requestid: undefined,
      publickey: undefined,
      requestId: client.requestId(),
      PublicKey: client.publicKey,
      LicenseKey: client.encrypt(licence),
    };
    assert.equal((await ask({ headers })).status, 200);
  });

  test('what the samples of the document send beside them changes nothing', async () => {
    const headers = {
      keyId: 'YOUR_KEY_ID',
      keySecret: 'YOUR_KEY_SECRET',
      license: 'YOUR_LICENSE_KEY',
      charset: 'utf-8',
    };
    assert.equal((await ask({ licence, headers })).status, 200);
    assertRefused(await ask({ headers }), 401);
  });
});

describe('a licence', () => {
  const sent = (licensekey: string) => ask({ headers: { licensekey } });
  const input = { name: 'another', ownerUserId: acme.userId, level: 'service' as const };

  test('lets its holder in at the levels that the route names, again and again', async () => {
    const licensekey = client.encrypt(licence);
    for (let count = 0; count < 2; count += 1) assert.equal((await sent(licensekey)).status, 200);
    for (const level of ['system', 'service_ext'] as const) {
      assert.equal((await ask({ licence: acme.licences[level] })).status, 200);
    }
    assertRefused(await ask({ licence: lowLicence }), 403, /system, service, service_ext/);
  });

  test('in clear, truncated, unknown, or a key of another API is refused', async () => {
    const { scope, userId: ownerUserId } = acme;
    const key = expectOk(
      await createKey(context, scope, { name: 'k', ownerUserId, scopes: ['workflows:read'] }, system),
    );
    const texts = [licence, cut(client.encrypt(licence), 40), client.encrypt('3b0f8f2e-6c2d-4a53-8a0f-1f4a5b6c7d8e')];
    for (const text of [
      ...texts,
      client.encrypt(key.token),
      client.encrypt(` ${licence}`),
      stranger.encrypt(licence),
    ]) {
      assertRefused(await sent(text), 401, /Invalid or Unauthorized License/);
    }
  });

  test('that was replaced or has expired is refused', async () => {
    const expiresAt = new Date(context.now().getTime() + 1000);
    const short = expectOk(await createLicence(context, acme.scope, { ...input, expiresAt }, system));
    const replaced = expectOk(await createLicence(context, acme.scope, input, system));
    for (const { token } of [short, replaced]) assert.equal((await ask({ licence: token })).status, 200);
    expectOk(await replaceLicence(context, acme.scope, replaced.id, system));
    const before = context.now();
    context.setTime(expiresAt);
    for (const { token } of [short, replaced]) assertRefused(await ask({ licence: token }), 401);
    context.setTime(before);
    assert.ok((await listLicences(context, acme.scope)).length > 4);
  });

  test('is no way into another community, tenant or environment, known or not', async () => {
    const other = await place.addCommunity();
    const paths = [
      other.path,
      `/tenant/${other.tenantId}/community/${acme.communityId}`,
      `/tenant/${acme.tenantId}/community/${'0'.repeat(24)}`,
      `/tenant/${acme.tenantId}/community/nothing`,
    ];
    for (const path of paths) {
      assertRefused(await ask({ licence, path: `/v0${path}/workflow/node/library` }), 403, /tenant and community/);
    }
  });
});

describe('a login', () => {
  test('stands in for a licence where its permissions suffice', async () => {
    const token = await acme.addToken(['workflow.instance.view']);
    assert.equal((await ask({ token })).status, 200);
    assertRefused(await ask({ token: await acme.addToken(['community.admin']) }), 403, /workflow\.manage/);
    const other = await place.addCommunity();
    assertRefused(await ask({ token: await other.addToken() }), 403, /tenant and community/);
  });

  test('may come doubled, and not as two', async () => {
    const [token, second] = [await acme.addToken(), await acme.addToken(['workflow.create'])];
    assert.equal((await ask({ headers: { authorization: `Bearer ${token}, Bearer ${token}` } })).status, 200);
    assertRefused(await ask({ headers: { authorization: `Bearer ${token}, Bearer ${second}` } }), 401);
  });

  test('of another scheme, changed, or none is refused', async () => {
    const token = await acme.addToken();
    for (const authorization of [token, `Basic ${token}`, `Bearer ${token}A`, 'Bearer', 'Bearer null']) {
      assertRefused(await ask({ headers: { authorization } }), 401, /^authorization:/);
    }
  });

  test('is not looked at where a licence comes too', async () => {
    const token = await acme.addToken();
    assert.equal((await ask({ licence, token: 'none' })).status, 200);
    assertRefused(await ask({ licence: 'none', token }), 401, /License/);
    assertRefused(await ask({ licence: lowLicence, token }), 403, /level/);
  });
});

test('of several things that are wrong the first in the order of refusal is told', async () => {
  const path = `/v0/tenant/${acme.tenantId}/community/${'0'.repeat(24)}/workflow/node/library`;
  const stale = client.requestId({ ts: now - 1000 });
  const steps: readonly (readonly [Partial<WireCall>, number, RegExp])[] = [
    [{ path, headers: { publickey: offTheCurve, requestid: stale, licensekey: 'wrong' } }, 400, /^publickey/],
    [{ path, headers: { requestid: stale, licensekey: 'wrong' } }, 401, /^requestid/],
    [{ path, headers: { licensekey: 'wrong' } }, 401, /License/],
    [{ path, licence: lowLicence }, 403, /level/],
    [{ path, licence }, 403, /community/],
  ];
  for (const [change, status, message] of steps) assertRefused(await ask(change), status, message);
  assertRefused(await ask(), 401, /licensekey or authorization/);
});

describe('a body', () => {
  const send = async (change: Partial<WireCall>): Promise<WireAnswer> =>
    client.call({ method: 'POST', path: '/jwt/verifyToken', token: await acme.addToken(), ...change });

  test('may have its data encrypted, in clear, or be the bare form', async () => {
    for (const change of [{ data: {} }, { data: {}, inClear: true }, { body: {} }, {}]) {
      const { status, json, data } = await send(change);
      assert.equal(status, 200, JSON.stringify(json));
      assert.equal(Object(data).userId, acme.userId);
    }
  });

  const encrypted = (text: string) => ({ body: { data: client.encrypt(text) } });
  const deep = `${'['.repeat(65)}${']'.repeat(65)}`;
  const wrong: Readonly<Record<string, readonly [Partial<WireCall>, number, RegExp?]>> = {
    'that is no JSON': [{ body: '{"data":' }, 400],
    'whose data is truncated': [{ body: { data: cut(client.encrypt('{"token":"x"}'), 40) } }, 400, /^data: /],
    'whose data was encrypted for somebody else': [{ body: { data: stranger.encrypt('{}') } }, 400, /^data: /],
    'whose data is a text in clear': [{ body: { data: 'hello' } }, 400, /^data: /],
    'that holds no JSON once decrypted': [encrypted('hello'), 400],
    'that is nested too deep once decrypted': [encrypted(`{"token":${deep}}`), 400],
    'that holds NUL once decrypted': [encrypted('{"token":"\\u0000"}'), 400, /^token: /],
    'whose member has the wrong type': [{ data: { token: 1 } }, 400, /^token: /],
    'that is a list': [{ data: [], inClear: true }, 400],
    'of another content type': [{ body: 'token=1', headers: { 'content-type': 'text/plain' } }, 415],
    'that is too large': [{ body: { data: 'A'.repeat(1_100_000) } }, 413],
  };
  for (const [name, [change, status, message]] of Object.entries(wrong)) {
    test(`${name} is refused with ${status}, in the vendor’s envelope`, async () =>
      assertRefused(await send(change), status, message));
  }
});

describe('an answer', () => {
  const send = async (change: Partial<WireCall>, from = client): Promise<WireAnswer> =>
    from.call({ method: 'POST', path: '/jwt/verifyToken', token: await acme.addToken(), ...change });
  const isEncrypted = ({ json }: WireAnswer): boolean => typeof Object(json).data === 'string';
  const noecdsa = { headers: { noecdsa: '1' } };

  test('is encrypted under the key that it names, unless the call asks for clear and came in clear', async () => {
    const { publicKey } = (await app.inject('/onekosmos/workflowapi/publickeys')).json<{ publicKey: string }>();
    for (const [change, expected] of [
      [{ data: {} }, true],
      [{ data: {}, inClear: true }, true],
      [{ data: {}, inClear: true, ...noecdsa }, false],
      [{ data: {}, ...noecdsa }, true],
    ] as const) {
      const answer = await send(change);
      assert.equal(isEncrypted(answer), expected);
      assert.equal(Object(answer.json).publicKey, publicKey);
    }
  });

  test('is clear to everybody who sends in clear where the setting says so', async () => {
    const settings = { allowedTimeSpanSeconds: 60, hasClearAnswers: true, hasEcdsaHelper: true, hasExecuteNode: true };
    const clear = await openPlace({ settings });
    const community = await clear.addCommunity();
    const caller = await clear.addClient();
    const call = { method: 'GET', path: `/v0${community.path}/workflow/node/library` } as const;
    const { json } = await caller.call({ ...call, licence: community.licences.system });
    assert.deepEqual(Object.keys(Object(json)), ['data']);
    const token = await community.addToken();
    const encrypted = await caller.call({ method: 'POST', path: '/jwt/verifyToken', token, data: {} });
    assert.equal(isEncrypted(encrypted), true);
  });
});

describe('what the framework refuses', () => {
  const cases: Readonly<Record<string, readonly ['GET' | 'PUT', string, number]>> = {
    'an unknown path': ['GET', '/nowhere', 404],
    'the prefix alone': ['GET', '', 404],
    'another method': ['PUT', '/publickeys', 405],
    'another method of a path with ids': ['PUT', '/servicekey/x', 405],
  };
  for (const [name, [method, path, status]] of Object.entries(cases)) {
    test(`${name}, in the vendor’s envelope`, async () => {
      const answer = await app.inject({ method, url: `/onekosmos/workflowapi${path}` });
      assertRefused({ status: answer.statusCode, json: answer.json() }, status);
    });
  }
});

test('over a real connection a doubled authorization passes as fetch writes it', async () => {
  const address = await app.listen({ port: 0, host: '127.0.0.1' });
  const far = await openWireClient({ send: throughNetwork(address), now: context.now });
  const token = await acme.addToken();
  const path = `/v0${acme.path}/workflow/node/library`;
  const headers = { authorization: `Bearer ${token}`, Authorization: `Bearer ${token}` };
  const { status, data } = await far.call({ method: 'GET', path, headers });
  assert.equal(status, 200);
  assert.ok(Object.hasOwn(Object(data), 'categories'));
});
