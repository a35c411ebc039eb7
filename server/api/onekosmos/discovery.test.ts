import assert from 'node:assert/strict';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, test } from 'node:test';
import { createApp } from '../../app.ts';
import { loadConfig } from '../../config.ts';
import { system } from '../../domain/actor.ts';
import { authenticateLicence } from '../../domain/key/authenticate-licence.ts';
import { revokeKey } from '../../domain/key/revoke-key.ts';
import { getOrganization } from '../../domain/organization/read-organization.ts';
import { createLogger } from '../../log.ts';
import { expectOk } from '../../test/native-api.ts';
import { openWireClient, throughApp } from './test/client.ts';
import { type Community, openPlace } from './test/place.ts';

const place = await openPlace();
const { app, context } = place;
const acme = await place.addCommunity();
const inTest = await place.addCommunity('test');
const other = await place.addCommunity();
const nameOf = async ({ scope }: Community) => (await getOrganization(context, scope.organizationId)).name;
const client = await openWireClient({ send: throughApp(app), now: context.now, prefix: '/onekosmos' });

const fetchInfo = async (payload: object) => {
  const url = '/onekosmos/api/r1/system/community_info/fetch';
  const answer = await app.inject({ method: 'POST', url, payload });
  return { status: answer.statusCode, json: answer.json() };
};

describe('community_info/fetch, in clear and to everybody', () => {
  test('finds a community by its name, without its case, and names its tenant', async () => {
    const name = await nameOf(acme);
    const { status, json } = await fetchInfo({ dns: 'gate.example.com', communityName: name.toUpperCase() });
    assert.equal(status, 200);
    assert.deepEqual(
      [json.tenant.id, json.tenant.name, json.community.id, json.community.tenantid, json.community.name, json.message],
      [acme.tenantId, name, acme.communityId, acme.tenantId, name, null],
    );
    assert.match(json.tenant.tenanttag, /^acme-[0-9a-f-]+$/);
  });

  test('finds it by both ids, and gives the key that everything is encrypted under', async () => {
    const { tenantId, communityId } = acme;
    const { json } = await fetchInfo({ tenantId, communityId, skipLogos: true });
    assert.equal(json.community.id, communityId);
    const { publicKey } = (await app.inject('/onekosmos/workflowapi/publickeys')).json();
    assert.equal(json.community.publicKey, publicKey);
  });

  test('tells the environments of an organization apart', async () => {
    const communityName = `${await nameOf(inTest)} test`;
    const { json } = await fetchInfo({ communityName });
    assert.deepEqual([json.community.id, json.community.name], [inTest.communityId, communityName]);
  });

  const wrong: readonly (readonly [string, () => object | Promise<object>, number])[] = [
    ['a name that nobody has', () => ({ dns: 'x', communityName: 'nobody' }), 404],
    ['an id that nobody has', () => ({ communityId: 'f'.repeat(24) }), 404],
    ['another tenant’s id', () => ({ tenantId: other.tenantId, communityId: acme.communityId }), 404],
    ['another tenant’s id with a name', async () => ({ tenantId: 'x', communityName: await nameOf(acme) }), 404],
    ['nothing', () => ({}), 404],
    ['an id that is no text', () => ({ communityId: { $ne: null } }), 400],
    ['a name without end', () => ({ communityName: 'x'.repeat(201) }), 400],
  ];
  for (const [what, body, status] of wrong) {
    test(`finds nothing for ${what}`, async () => {
      const answer = await fetchInfo(await body());
      assert.equal(answer.status, status);
      assert.deepEqual(Object.keys(answer.json), ['statusCode', 'error', 'message']);
      if (status === 404) assert.equal(answer.json.message, 'Unable to load tenant/community');
    });
  }
});

test('the directory of services is a flat map of URLs that lead there', async () => {
  const root = 'https://gate.example.com/onekosmos';
  assert.deepEqual((await app.inject('/onekosmos/caas/sd')).json(), {
    global_caas: `${root}/caas`,
    licenses: root,
    workflowapi: `${root}/workflowapi`,
  });
  for (const path of ['/caas/environment', '/publickeys', '/workflowapi/publickeys']) {
    assert.equal((await app.inject(`/onekosmos${path}`)).statusCode, 200, path);
  }
});

describe('the face of the licences', () => {
  for (const level of ['system', 'service', 'service_ext', 'app'] as const) {
    test(`gives back what a licence of the level ${level} is, in clear`, async () => {
      const licence = acme.licences[level];
      const { status, json } = await client.call({ method: 'GET', path: '/servicekey/current', licence });
      const { keyId } = expectOk(await authenticateLicence(context, licence));
      const expiry = '2033-05-01T12:00:00.000Z';
      const about = { type: 'hawk', disabled: false, expiry, authLevel: level, tag: level, keyId };
      assert.deepEqual([status, json], [200, { ...about, keySecret: licence }]);
      const path = `/community/${acme.communityId}/licensecheck`;
      const checked = await client.call({ method: 'GET', path, licence });
      assert.deepEqual([checked.status, checked.json], [200, { ...about, isAuthorized: true }]);
    });
  }

  test('takes the licence in clear where the path says so', async () => {
    const ask = async (path: string, licensekey: string) => {
      const answer = await app.inject({ url: `/onekosmos/u1${path}`, headers: { licensekey, requestid: 'x' } });
      return { status: answer.statusCode, json: answer.json() };
    };
    const licence = acme.licences.service;
    assert.equal((await ask('/servicekey/current', licence)).json.keySecret, licence);
    assert.equal((await ask(`/community/${acme.communityId}/licensecheck`, licence)).json.isAuthorized, true);
    assert.equal((await ask('/servicekey/current', 'x')).status, 401);
    assert.equal((await ask('/servicekey/current', '')).status, 401);
  });

  test('says no for other communities and for none, in the same words', async () => {
    for (const id of [other.communityId, 'f'.repeat(24), 'x']) {
      const licence = acme.licences.system;
      const { json } = await client.call({ method: 'GET', path: `/community/${id}/licensecheck`, licence });
      assert.equal(Object(json).isAuthorized, false);
      assert.equal(Object(json).authLevel, 'system');
    }
  });

  test('deletes a service key for a system licence of the same community, and makes it anew', async () => {
    const { licences } = await place.addCommunity();
    const { keyId } = expectOk(await authenticateLicence(context, licences.app));
    const path = `/servicekey?keyId=${keyId}`;
    const ask = async (licence: string) => (await client.call({ method: 'DELETE', path, licence })).status;
    assert.deepEqual([await ask(licences.service), await ask(acme.licences.system)], [403, 404]);
    const { status, json } = await client.call({ method: 'DELETE', path, licence: licences.system });
    assert.equal(status, 200);
    assert.equal((await authenticateLicence(context, licences.app)).ok, false);
    const [made] = Array.isArray(json) ? json : [];
    assert.equal(expectOk(await authenticateLicence(context, made.keySecret)).keyId, made.keyId);
    assert.equal(await ask(licences.system), 404);
  });

  const paths = ['/servicekey/current', `/community/${acme.communityId}/licensecheck`] as const;
  const refusals: readonly (readonly [string, Parameters<typeof client.call>[0], number])[] = [
    ...paths.flatMap((path): (readonly [string, Parameters<typeof client.call>[0], number])[] => [
      [`${path} without a licence`, { method: 'GET', path }, 401],
      [`${path} with a licence in clear`, { method: 'GET', path, headers: { licensekey: acme.licences.app } }, 401],
      [
        `${path} without a key`,
        { method: 'GET', path, licence: acme.licences.app, headers: { publickey: undefined } },
        400,
      ],
      [
        `${path} with an unknown licence`,
        { method: 'GET', path, licence: '00000000-0000-4000-8000-000000000000' },
        401,
      ],
    ]),
    ['no key id', { method: 'DELETE', path: '/servicekey', licence: acme.licences.system }, 400],
    ['a key id that is none', { method: 'DELETE', path: '/servicekey?keyId=x', licence: acme.licences.system }, 404],
    ['another method', { method: 'POST', path: '/caas/sd', data: {} }, 405],
  ];
  for (const [what, call, status] of refusals) {
    test(`refuses ${what}`, async () => assert.equal((await client.call(call)).status, status));
  }

  test('refuses a licence that was disabled', async () => {
    const { licences, scope } = await place.addCommunity();
    const { keyId } = expectOk(await authenticateLicence(context, licences.service));
    expectOk(await revokeKey(context, scope, keyId, system));
    const asked = await client.call({ method: 'GET', path: '/servicekey/current', licence: licences.service });
    assert.deepEqual([asked.status, Object(asked.json).message], [401, 'Invalid or Unauthorized License']);
  });
});

/** The whole server, whose pages are empty. */
const openServer = async () => {
  const captureFolder = await mkdtemp(join(tmpdir(), 'gatehouse-discovery-'));
  await mkdir(join(captureFolder, 'assets'));
  await writeFile(join(captureFolder, 'index.html'), '<!doctype html>');
  const settings = { BASE_URL: 'https://gate.example.com', DIALECT_HOSTS: 'onekosmos=kyc.example.com' };
  const [config, logger] = [expectOk(loadConfig(settings)), createLogger({ level: 'silent' })];
  const served = await createApp({ context, config, logger, version: '1.2.3', captureFolder });
  after(async () => {
    await served.close();
    await rm(captureFolder, { recursive: true });
  });
  return served;
};
const served = await openServer();

describe('on a host of the vendor’s, where clients take no prefix', () => {
  const at = (host: string, url: string) => served.inject({ url, headers: { host } });
  const directory = (root: string) => ({
    global_caas: `${root}/caas`,
    licenses: root,
    workflowapi: `${root}/workflowapi`,
  });

  const base = 'https://gate.example.com/onekosmos';
  const cases: readonly (readonly [string, string, string])[] = [
    ['kyc.example.com', '/caas/sd', 'http://kyc.example.com'],
    ['kyc.example.com', '/workflowapi/sd', 'http://kyc.example.com'],
    ['kyc.example.com', '/onekosmos/caas/sd', 'http://kyc.example.com/onekosmos'],
    ['gate.example.com', '/onekosmos/caas/sd', base],
    ['evil.example', '/onekosmos/caas/sd', base],
  ];
  for (const [host, url, root] of cases) {
    test(`${host}${url} names places below ${root}`, async () => {
      assert.deepEqual((await at(host, url)).json(), directory(root));
    });
  }

  test('and nowhere else', async () => {
    assert.equal((await at('kyc.example.com', '/publickeys')).statusCode, 200);
    for (const path of ['/caas/sd', '/publickeys', '/workflowapi/sd']) {
      assert.equal((await at('gate.example.com', path)).statusCode, 404, path);
    }
  });

  test('an encrypted call works as it does under the prefix', async () => {
    const through = throughApp(served);
    const send: typeof through = (request) =>
      through({ ...request, headers: { ...request.headers, host: 'kyc.example.com' } });
    const caller = await openWireClient({ send, now: context.now, prefix: '' });
    const licence = acme.licences.system;
    const { status, json } = await caller.call({ method: 'GET', path: '/servicekey/current', licence });
    assert.deepEqual([status, Object(json).keySecret], [200, licence]);
    assert.equal((await caller.call({ method: 'GET', path: '/workflowapi/servicekeys', licence })).status, 200);
  });

  test('an instance’s URL names the host that was called', async () => {
    const licence = acme.licences.service;
    for (const [host, origin] of [
      ['kyc.example.com', 'http://kyc.example.com'],
      ['evil.example', 'https://gate.example.com'],
    ] as const) {
      const through = throughApp(served);
      const send: typeof through = (request) => through({ ...request, headers: { ...request.headers, host } });
      const caller = await openWireClient({ send, now: context.now });
      const nodes = [{ type: 'form', id: 'bye', fields: [], is_terminal_node: true }];
      const flow = { version: 'v1', name: 'Bye', type: 'IAL2', isPublished: true, nodes };
      const made = await caller.call({ method: 'PUT', path: `${acme.path}/workflow`, licence, data: flow });
      const data = { workflowId: Object(made.data).workflowId };
      const path = `/workflow_instance${acme.path}/create`;
      const instance = Object((await caller.call({ method: 'POST', path, licence, data })).data);
      assert.equal(instance.wfInstanceUrl, `${origin}/workflow/wf_instance/${instance.wfInstanceId}`);
    }
  });
});
