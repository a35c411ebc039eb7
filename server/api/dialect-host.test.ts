import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import Fastify from 'fastify';
import { type Config, loadConfig } from '../config.ts';
import { expectOk } from '../test/native-api.ts';
import { createPlaceReader, createUrlRewriter } from './dialect-host.ts';

const hosts =
  'onekosmos=kyc.example.com,verifa=Verifa.example.com,deepidv=all.example.com:8443,onekosmos=all.example.com';
const configOf = (settings: Record<string, string>): Config => expectOk(loadConfig(settings));
const given = { BASE_URL: 'https://gate.example.com', PORT: '9000', DIALECT_HOSTS: hosts };
const behindProxy = { ...given, TRUST_PROXY: '10.0.0.1' };

/** What a server makes of a request: the path that is routed, and the place that its answer would name. */
const ask = async (
  settings: Record<string, string>,
  { url = '/', headers = {}, from = '10.0.0.1' }: { url?: string; headers?: Record<string, string>; from?: string },
): Promise<{ url: string; origin: string; origins: readonly string[]; prefix: string }> => {
  const config = configOf(settings);
  const app = Fastify({ trustProxy: config.trustProxy, rewriteUrl: createUrlRewriter(config) });
  const placeOf = createPlaceReader(config);
  app.all('*', async (request) => {
    const { origin, origins, prefix } = placeOf(request);
    return { url: request.url, origin, origins, prefix: prefix('onekosmos') };
  });
  const answer = await app.inject({ url, headers, remoteAddress: from });
  await app.close();
  return answer.json();
};

describe('a path on a vendor’s host is that of its dialect', () => {
  const cases: readonly (readonly [string, string, string])[] = [
    ['kyc.example.com', '/workflowapi/publickeys', '/onekosmos/workflowapi/publickeys'],
    ['KYC.Example.com', '/workflowapi', '/onekosmos/workflowapi'],
    ['kyc.example.com:8080', '/caas/sd?x=1', '/onekosmos/caas/sd?x=1'],
    ['kyc.example.com', '/api/r1/system/community_info/fetch', '/onekosmos/api/r1/system/community_info/fetch'],
    ['kyc.example.com', '/servicekey?keyId=1', '/onekosmos/servicekey?keyId=1'],
    ['kyc.example.com', '/servicekey/current', '/onekosmos/servicekey/current'],
    ['kyc.example.com', '/community/1/licensecheck', '/onekosmos/community/1/licensecheck'],
    ['kyc.example.com', '/publickeys', '/onekosmos/publickeys'],
    ['verifa.example.com', '/api/v1/workflows', '/verifa/api/v1/workflows'],
    ['all.example.com', '/workflow/1?x=/workflow/wf_instance', '/deepidv/workflow/1?x=/workflow/wf_instance'],
    ['all.example.com', '/workflowapi/sd', '/onekosmos/workflowapi/sd'],
    // What is ours stays ours there.
    ['kyc.example.com', '/', '/'],
    ['kyc.example.com', '/s/token', '/s/token'],
    ['kyc.example.com', '/api/sessions', '/api/sessions'],
    ['kyc.example.com', '/workflowapis', '/workflowapis'],
    ['kyc.example.com', '/api/r10', '/api/r10'],
    ['kyc.example.com', '/onekosmos/workflowapi/sd', '/onekosmos/workflowapi/sd'],
    ['all.example.com', '/workflow/wf_instance/wfi-1', '/workflow/wf_instance/wfi-1'],
    ['verifa.example.com', '/workflowapi/sd', '/workflowapi/sd'],
    ['gate.example.com', '/workflowapi/sd', '/workflowapi/sd'],
    ['kyc.example.com.evil.example', '/workflowapi/sd', '/workflowapi/sd'],
    ['', '/workflowapi/sd', '/workflowapi/sd'],
  ];
  for (const [host, url, expected] of cases) {
    it(`${host}${url}`, async () => assert.equal((await ask(given, { url, headers: { host } })).url, expected));
  }

  it('as a proxy tells it, where proxies are in use and not elsewhere', async () => {
    const request = { url: '/workflowapi/sd', headers: { host: 'inside', 'x-forwarded-host': 'kyc.example.com' } };
    assert.equal((await ask(behindProxy, request)).url, '/onekosmos/workflowapi/sd');
    assert.equal((await ask(given, request)).url, '/workflowapi/sd');
  });

  it('nowhere, where no hosts are set', async () => {
    const { DIALECT_HOSTS: _none, ...settings } = given;
    const headers = { host: 'kyc.example.com' };
    assert.equal((await ask(settings, { url: '/workflowapi/sd', headers })).url, '/workflowapi/sd');
  });
});

describe('an answer names', () => {
  const base = 'https://gate.example.com';
  const proxied = { 'x-forwarded-host': 'kyc.example.com', 'x-forwarded-proto': 'https' };
  const cases: readonly (readonly [string, Record<string, string>, Record<string, string>, string, string])[] = [
    ['the base URL for its own host', given, { host: 'gate.example.com' }, base, '10.0.0.1'],
    ['the vendor’s host that was called', given, { host: 'kyc.example.com' }, 'http://kyc.example.com', '10.0.0.1'],
    [
      'it with the port of the server',
      given,
      { host: 'KYC.example.com:9000' },
      'http://kyc.example.com:9000',
      '10.0.0.1',
    ],
    [
      'it with the port of the setting',
      given,
      { host: 'all.example.com:8443' },
      'http://all.example.com:8443',
      '10.0.0.1',
    ],
    ['no other port', given, { host: 'kyc.example.com:1234' }, base, '10.0.0.1'],
    ['no host of somebody else', given, { host: 'evil.example' }, base, '10.0.0.1'],
    ['no host with more in it', given, { host: 'kyc.example.com@evil.example' }, base, '10.0.0.1'],
    ['what a trusted proxy tells', behindProxy, { host: 'inside', ...proxied }, 'https://kyc.example.com', '10.0.0.1'],
    ['not what a stranger tells as if he were one', behindProxy, { host: 'inside', ...proxied }, base, '192.0.2.1'],
    ['not what a proxy tells that nobody trusts', given, { host: 'inside', ...proxied }, base, '10.0.0.1'],
    [
      'no protocol but http and https',
      behindProxy,
      { host: 'x', ...proxied, 'x-forwarded-proto': 'javascript' },
      'http://kyc.example.com',
      '10.0.0.1',
    ],
  ];
  for (const [what, settings, headers, origin, from] of cases) {
    it(what, async () => assert.equal((await ask(settings, { headers, from })).origin, origin));
  }

  it('the prefix where the caller used it', async () => {
    const headers = { host: 'kyc.example.com' };
    assert.equal((await ask(given, { url: '/caas/sd', headers })).prefix, '');
    assert.equal((await ask(given, { url: '/onekosmos/caas/sd', headers })).prefix, '/onekosmos');
  });
});

it('a URL of any host of ours is known again on each of them, and no other', async () => {
  const onBase = await ask(given, { headers: { host: 'gate.example.com' } });
  const onVendors = await ask(given, { headers: { host: 'kyc.example.com' } });
  assert.deepEqual(onBase.origins, onVendors.origins);
  for (const origin of ['https://gate.example.com', 'https://kyc.example.com', 'http://kyc.example.com:9000'])
    assert.ok(onBase.origins.includes(origin), origin);
  const stranger = await ask(given, { headers: { host: 'evil.example' } });
  assert.deepEqual(stranger.origins, onBase.origins);
});
