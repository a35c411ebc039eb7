import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer, type IncomingHttpHeaders } from 'node:http';
import { after, test } from 'node:test';
import type { OutboundRequest } from '../../domain/outbound/outbound-port.ts';
import { createOutboundHttp } from './outbound-http.ts';
import { followRedirect, type Hop } from './redirect.ts';

const hop = (url: string, changes: Partial<Hop> = {}): Hop => ({
  method: 'GET',
  target: new URL(url),
  headers: {},
  body: null,
  ...changes,
});

const anyHost = { allowedHosts: null };

const allHeaders = {
  accept: 'application/json',
  'content-type': 'text/plain',
  'content-language': 'de',
  'user-agent': 'tester',
  authorization: 'Bearer x',
  cookie: 'a=b',
  'x-api-key': 'k',
};

const methods: readonly [status: number, method: string, becomes: string, keepsBody: boolean][] = [
  [301, 'GET', 'GET', true],
  [301, 'POST', 'GET', false],
  [301, 'PUT', 'PUT', true],
  [302, 'POST', 'GET', false],
  [303, 'POST', 'GET', false],
  [303, 'PUT', 'GET', false],
  [303, 'HEAD', 'HEAD', true],
  [307, 'POST', 'POST', true],
  [308, 'POST', 'POST', true],
];
for (const [status, method, becomes, keepsBody] of methods) {
  test(`${method} answered with ${status} goes on as ${becomes} ${keepsBody ? 'with' : 'without'} its body`, () => {
    const from = hop('https://a.example/one', { method, headers: allHeaders, body: Buffer.from('body') });
    const next = followRedirect(from, status, '/two', anyHost);
    assert.ok(next.ok);
    assert.equal(next.value.method, becomes);
    assert.equal(next.value.body !== null, keepsBody);
    assert.equal(next.value.headers['content-type'] !== undefined, keepsBody);
    assert.equal(next.value.headers.authorization, 'Bearer x');
    assert.equal(next.value.target.href, 'https://a.example/two');
  });
}

for (const location of ['https://b.example/', 'https://a.example:8443/', '//b.example/', 'https://sub.a.example/']) {
  test(`nothing that could be a credential goes on to ${location}`, () => {
    const next = followRedirect(hop('https://a.example/', { headers: allHeaders }), 307, location, anyHost);
    assert.ok(next.ok);
    assert.deepEqual(Object.keys(next.value.headers).sort(), ['accept', 'content-type', 'user-agent']);
  });
}

const refusals: readonly [location: string, code: string][] = [
  ['http://a.example/', 'url_invalid'],
  ['http://b.example/', 'host_not_allowed'],
  ['https://b.example/', 'host_not_allowed'],
  ['https://user:secret@a.example/', 'url_invalid'],
  ['https://a.example:22/', 'url_invalid'],
  ['ftp://a.example/', 'url_invalid'],
  ['file:///etc/passwd', 'url_invalid'],
  ['https://', 'url_invalid'],
];
for (const [location, code] of refusals) {
  test(`a redirect from https://a.example to ${location} ends in ${code}`, () => {
    const next = followRedirect(hop('https://a.example/'), 302, location, { allowedHosts: ['a.example'] });
    assert.ok(!next.ok);
    assert.equal(next.error.code, code);
    assert.doesNotMatch(next.error.sentence, /secret/);
  });
}

test('http may become https', () => {
  assert.ok(followRedirect(hop('http://a.example/'), 301, 'https://a.example/', anyHost).ok);
});

/** One server whose answers are told by its paths. */
const requests: { url: string; headers: IncomingHttpHeaders }[] = [];
const server = createServer((incoming, outgoing) => {
  requests.push({ url: incoming.url ?? '', headers: incoming.headers });
  const { searchParams, pathname } = new URL(incoming.url ?? '', 'http://localhost');
  const location = pathname === '/loop' ? '/loop' : searchParams.get('to');
  if (location === null) outgoing.end('arrived');
  else outgoing.writeHead(302, { Location: location }).end('moved');
}).listen(0, '127.0.0.1');
await once(server, 'listening');
after(() => server.close());
const address = server.address();
assert.ok(typeof address === 'object' && address !== null);
const { port } = address;

const names: Readonly<Record<string, string>> = {
  'one.test': '127.0.0.1',
  'two.test': '127.0.0.1',
  'inner.test': '10.9.8.7',
};
const outbound = createOutboundHttp({
  privateAddresses: ['127.0.0.1'],
  resolveName: async (hostname) => [names[hostname] ?? '169.254.169.254'],
});

const send = async (url: string, changes: Partial<OutboundRequest> = {}) => {
  const answer = await outbound.send({
    method: 'GET',
    url,
    headers: {},
    body: null,
    timeoutMs: 5000,
    maxAnswerBytes: 1000,
    allowedHosts: null,
    redirects: 3,
    ...changes,
  });
  return answer.ok ? answer.value.status : answer.error.code;
};

const from = (location: string): string => `http://one.test:${port}/?to=${encodeURIComponent(location)}`;

for (const location of [
  'http://inner.test:8080/',
  'http://169.254.169.254/',
  'http://[::1]:8080/',
  'http://0x7f000002:8080/',
])
  test(`a redirect to ${location} is refused by its address`, async () => {
    assert.equal(await send(from(location)), 'address_refused');
  });

test('a redirect to a host that the list does not have is refused', async () => {
  const allowedHosts = ['one.test'];
  assert.equal(await send(from(`http://two.test:${port}/`), { allowedHosts }), 'host_not_allowed');
  assert.equal(await send(from(`http://one.test:${port}/end`), { allowedHosts }), 200);
});

test('redirects are followed as often as allowed; one more ends the request, and at none the redirect is the answer', async () => {
  const chain = (length: number): string => (length === 0 ? `http://one.test:${port}/end` : from(chain(length - 1)));
  assert.equal(await send(chain(3)), 200);
  assert.equal(await send(chain(4)), 'too_many_redirects');
  assert.equal(await send(`http://one.test:${port}/loop`), 'too_many_redirects');
  assert.equal(await send(chain(1), { redirects: 0 }), 302);
});

test('a redirect to another host arrives there with that host in its Host header, and without credentials', async () => {
  requests.length = 0;
  const headers = { Authorization: 'Bearer x', Cookie: 'a=b', 'X-Api-Key': 'k', Accept: 'text/plain' };
  assert.equal(await send(from(`http://two.test:${port}/end`), { headers }), 200);
  assert.equal(requests[0]?.headers.authorization, 'Bearer x');
  assert.equal(requests[1]?.headers.host, `two.test:${port}`);
  assert.equal(requests[1]?.headers.accept, 'text/plain');
  for (const name of ['authorization', 'cookie', 'x-api-key']) assert.equal(requests[1]?.headers[name], undefined);
});

const secretive = { allowedHosts: null, confidential: { headers: ['User-Agent', 'X-Own'], body: true } };

test('a header with a secret goes on to no other origin, whatever its name, and stays on its own', () => {
  const headers = { 'user-agent': 'secret', 'x-own': 'secret', accept: 'text/plain' };
  const away = followRedirect(hop('https://a.example/', { headers }), 302, 'https://b.example/', secretive);
  assert.deepEqual(away.ok && away.value.headers, { accept: 'text/plain' });
  const near = followRedirect(hop('https://a.example/', { headers }), 302, '/two', secretive);
  assert.deepEqual(near.ok && near.value.headers, headers);
});

const bodies: readonly [status: number, method: string, location: string, isFollowed: boolean][] = [
  [307, 'POST', 'https://b.example/', false],
  [308, 'POST', 'https://a.example:8443/', false],
  [302, 'PUT', 'https://b.example/', false],
  [307, 'POST', 'https://a.example/two', true],
  [302, 'POST', 'https://b.example/', true],
  [303, 'PUT', 'https://b.example/', true],
];
for (const [status, method, location, isFollowed] of bodies) {
  test(`${method} with a secret in its body, redirected by ${status} to ${location}, is ${isFollowed ? 'followed' : 'ended'}`, () => {
    const from = hop('https://a.example/', { method, body: Buffer.from('secret') });
    const next = followRedirect(from, status, location, secretive);
    assert.equal(next.ok, isFollowed);
    if (next.ok && next.value.target.origin !== 'https://a.example') assert.equal(next.value.body, null);
    if (!next.ok) assert.equal(next.error.code, 'url_invalid');
  });
}
