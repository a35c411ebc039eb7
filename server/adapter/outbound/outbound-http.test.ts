import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type RequestListener } from 'node:http';
import { createServer as createTcpServer, type Socket } from 'node:net';
import { after, test } from 'node:test';
import type { OutboundFailureCode, OutboundRequest } from '../../domain/outbound/outbound-port.ts';
import { createOutboundHttp } from './outbound-http.ts';

const closers: (() => void)[] = [];
after(() => {
  for (const close of closers) close();
});

/** A real server on this machine; gives the port. */
const serve = async (listener: RequestListener): Promise<number> => {
  const server = createServer(listener).listen(0, '127.0.0.1');
  await once(server, 'listening');
  closers.push(() => {
    server.close();
    server.closeAllConnections();
  });
  return portOf(server.address());
};

/** A server below HTTP. */
const serveTcp = async (onConnection: (socket: Socket) => void): Promise<number> => {
  const sockets: Socket[] = [];
  const server = createTcpServer((socket) => {
    sockets.push(socket);
    socket.on('error', () => undefined);
    onConnection(socket);
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  closers.push(() => {
    server.close();
    for (const socket of sockets) socket.destroy();
  });
  return portOf(server.address());
};

const portOf = (address: ReturnType<ReturnType<typeof createServer>['address']>): number => {
  assert.ok(typeof address === 'object' && address !== null);
  return address.port;
};

const bodyOf = async (request: IncomingMessage): Promise<string> => {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk);
  return Buffer.concat(chunks).toString();
};

const request = (url: string, changes: Partial<OutboundRequest> = {}): OutboundRequest => ({
  method: 'GET',
  url,
  headers: {},
  body: null,
  timeoutMs: 5000,
  maxAnswerBytes: 10_000,
  allowedHosts: null,
  redirects: 0,
  ...changes,
});

/** Names of the tests; the real resolver is in its own tests below. */
const names: Readonly<Record<string, readonly string[]>> = {
  'inside.test': ['127.0.0.1'],
  'other.test': ['127.0.0.1'],
  'mixed.test': ['93.184.216.34', '10.0.0.1'],
  'metadata.test': ['169.254.169.254'],
  'mapped.test': ['::ffff:127.0.0.1'],
  'nothing.test': [],
};
const resolveName = async (hostname: string): Promise<readonly string[]> => {
  const addresses = names[hostname];
  if (addresses === undefined) throw Object.assign(new Error('no such name'), { code: 'ENOTFOUND' });
  return addresses;
};

const local = createOutboundHttp({ privateAddresses: ['127.0.0.0/8'], resolveName });
const guarded = createOutboundHttp({ privateAddresses: [], resolveName });

const codeOf = async (outbound: typeof local, sent: OutboundRequest): Promise<OutboundFailureCode | number> => {
  const answer = await outbound.send(sent);
  return answer.ok ? answer.value.status : answer.error.code;
};

test('a request arrives as it was given, and its answer comes back whole', async () => {
  const seen: { line: string; headers: IncomingMessage['headers']; body: string }[] = [];
  const port = await serve(async (incoming, outgoing) => {
    seen.push({ line: `${incoming.method} ${incoming.url}`, headers: incoming.headers, body: await bodyOf(incoming) });
    outgoing.setHeader('X-Twice', ['a', 'b']);
    outgoing.setHeader('Set-Cookie', 'a=1');
    outgoing.writeHead(201, { 'Content-Type': 'text/plain' }).end('héllo');
  });
  const answer = await local.send(
    request(`http://inside.test:${port}/way?q=1`, {
      method: 'POST',
      headers: { 'X-Api-Key': 'k', 'Content-Type': 'text/plain' },
      body: Buffer.from('grüß'),
    }),
  );
  assert.ok(answer.ok);
  assert.equal(answer.value.status, 201);
  assert.equal(Buffer.from(answer.value.body).toString(), 'héllo');
  assert.equal(answer.value.headers['x-twice'], 'a, b');
  assert.equal(answer.value.headers['set-cookie'], undefined);
  assert.equal(answer.value.truncated, false);
  assert.ok(answer.value.durationMs >= 0 && answer.value.durationMs < 5000);
  const [sent] = seen;
  assert.equal(sent?.line, 'POST /way?q=1');
  assert.equal(sent?.body, 'grüß');
  assert.equal(sent?.headers.host, `inside.test:${port}`);
  assert.equal(sent?.headers['x-api-key'], 'k');
  assert.equal(sent?.headers['accept-encoding'], 'identity');
  assert.equal(sent?.headers['content-length'], '6');
  assert.equal(sent?.headers.connection, 'close');
});

test('an answer of any status is an answer', async () => {
  const port = await serve((incoming, outgoing) => outgoing.writeHead(Number(incoming.url?.slice(1))).end('x'));
  for (const status of [200, 204, 304, 400, 404, 429, 500, 503])
    assert.equal(await codeOf(local, request(`http://127.0.0.1:${port}/${status}`)), status);
});

const urls: readonly [url: string, expected: OutboundFailureCode][] = [
  ['', 'url_invalid'],
  ['/relative', 'url_invalid'],
  ['ftp://example.com/', 'url_invalid'],
  ['file:///etc/passwd', 'url_invalid'],
  ['data:text/plain,x', 'url_invalid'],
  ['javascript:alert(1)', 'url_invalid'],
  ['http://', 'url_invalid'],
  ['http://user:secret@example.com/', 'url_invalid'],
  ['http://user@example.com/', 'url_invalid'],
  ['http://example.com:22/', 'url_invalid'],
  ['http://example.com:25/', 'url_invalid'],
  ['https://example.com:1023/', 'url_invalid'],
  ['http://127.0.0.1/', 'address_refused'],
  ['http://2130706433/', 'address_refused'],
  ['http://0177.0.0.1/', 'address_refused'],
  ['http://0x7f.1/', 'address_refused'],
  ['http://127.1/', 'address_refused'],
  ['http://１２７.0.0.1/', 'address_refused'],
  ['http://[::1]/', 'address_refused'],
  ['http://[::ffff:127.0.0.1]/', 'address_refused'],
  ['http://[::ffff:7f00:1]/', 'address_refused'],
  ['http://[64:ff9b::7f00:1]/', 'address_refused'],
  ['http://0/', 'address_refused'],
  ['http://169.254.169.254/latest/meta-data/', 'address_refused'],
  ['http://inside.test/', 'address_refused'],
  ['http://mixed.test/', 'address_refused'],
  ['http://metadata.test/', 'address_refused'],
  ['http://mapped.test/', 'address_refused'],
  ['http://nothing.test/', 'address_refused'],
  ['http://unknown.test/', 'unreachable'],
];
for (const [url, expected] of urls) {
  test(`${url || 'an empty URL'} ends in ${expected}`, async () => {
    assert.equal(await codeOf(guarded, request(url)), expected);
  });
}

test('a private address is not even connected to, while the same request passes where the operator allows its range', async () => {
  let connections = 0;
  const port = await serveTcp((socket) => {
    connections += 1;
    socket.end('HTTP/1.1 204 No Content\r\nConnection: close\r\n\r\n');
  });
  for (const host of ['127.0.0.1', 'inside.test', '[::ffff:127.0.0.1]'])
    assert.equal(await codeOf(guarded, request(`http://${host}:${port}/`)), 'address_refused');
  assert.equal(connections, 0);
  assert.equal(await codeOf(local, request(`http://inside.test:${port}/`)), 204);
  assert.equal(connections, 1);
});

test('localhost is refused as this machine resolves it', async () => {
  assert.equal(
    await codeOf(createOutboundHttp({ privateAddresses: [] }), request('http://localhost:8080/')),
    'address_refused',
  );
});

test('localhost is reached as this machine resolves it where its range is allowed', async () => {
  const port = await serve((_incoming, outgoing) => outgoing.end('here'));
  const outbound = createOutboundHttp({ privateAddresses: ['127.0.0.0/8', '::1'] });
  assert.equal(await codeOf(outbound, request(`http://localhost:${port}/`)), 200);
});

test('a name that changes its address between check and connection is asked once, and the checked address is used', async () => {
  const port = await serve((_incoming, outgoing) => outgoing.end('checked'));
  let asked = 0;
  const rebinding = createOutboundHttp({
    privateAddresses: ['127.0.0.1'],
    resolveName: async () => {
      asked += 1;
      return [asked === 1 ? '127.0.0.1' : '127.0.0.2'];
    },
  });
  assert.equal(await codeOf(rebinding, request(`http://rebind.test:${port}/`)), 200);
  assert.equal(asked, 1);
  // The next request asks again, and the new address is judged anew.
  assert.equal(await codeOf(rebinding, request(`http://rebind.test:${port}/`)), 'address_refused');
});

test('where the first of several addresses does not answer, the next is tried', async () => {
  const port = await serve((_incoming, outgoing) => outgoing.end('second'));
  const outbound = createOutboundHttp({
    privateAddresses: ['127.0.0.0/8'],
    resolveName: async () => ['127.0.0.9', '127.0.0.1'],
  });
  assert.equal(await codeOf(outbound, request(`http://several.test:${port}/`)), 200);
});

test('hosts that a list does not have are refused before their name is looked up', async () => {
  let asked = 0;
  const outbound = createOutboundHttp({
    privateAddresses: [],
    resolveName: async () => {
      asked += 1;
      return [];
    },
  });
  const allowedHosts = ['api.example.com', '*.example.org'];
  for (const host of ['example.com', 'evil.example', 'example.org', 'api.example.com.', '127.0.0.1'])
    assert.equal(await codeOf(outbound, request(`https://${host}/`, { allowedHosts })), 'host_not_allowed');
  assert.equal(await codeOf(outbound, request('https://api.example.com/', { allowedHosts: [] })), 'host_not_allowed');
  assert.equal(asked, 0);
  assert.equal(await codeOf(outbound, request('https://API.example.com/', { allowedHosts })), 'address_refused');
  assert.equal(await codeOf(outbound, request('https://a.b.example.org/', { allowedHosts })), 'address_refused');
  assert.equal(asked, 2);
});

test('a host on the list is still refused at a private address', async () => {
  assert.equal(
    await codeOf(guarded, request('http://inside.test/', { allowedHosts: ['inside.test'] })),
    'address_refused',
  );
});

const badRequests: readonly [what: string, changes: Partial<OutboundRequest>][] = [
  ['a method in small letters', { method: 'get' }],
  ['CONNECT', { method: 'CONNECT' }],
  ['TRACE', { method: 'TRACE' }],
  ['a method with a line break', { method: 'GET / HTTP/1.1\r\nX: y' }],
  ['a header value with a line break', { headers: { 'x-a': 'b\r\nx-c: d' } }],
  ['a header name with a space', { headers: { 'x a': 'b' } }],
  ['a host header', { headers: { Host: 'inside.test' } }],
  ['a length of its own', { headers: { 'Content-Length': '3' } }],
  ['a transfer coding', { headers: { 'transfer-encoding': 'chunked' } }],
  ['an upgrade', { headers: { Upgrade: 'websocket' } }],
];
for (const [what, changes] of badRequests) {
  test(`${what} is refused before anything is sent`, async () => {
    let connections = 0;
    const port = await serveTcp(() => {
      connections += 1;
    });
    assert.equal(await codeOf(local, request(`http://127.0.0.1:${port}/`, changes)), 'url_invalid');
    assert.equal(connections, 0);
  });
}

test('no sentence holds a path, a query or a credential', async () => {
  const secret = 'topsecret';
  const port = await serve((_incoming, outgoing) =>
    outgoing.writeHead(302, { Location: `http://x.test/${secret}` }).end(),
  );
  const failures = [
    await guarded.send(request(`http://inside.test/${secret}?q=${secret}`)),
    await guarded.send(request(`http://${secret}:${secret}@inside.test/`)),
    await guarded.send(request(`nothing://${secret}`)),
    await guarded.send(request(`http://example.com/${secret}`, { allowedHosts: [] })),
    await guarded.send(request(`http://example.com/${secret}`, { headers: { [secret]: `${secret}\n` } })),
    await local.send(request(`http://inside.test:${port}/${secret}`, { redirects: 3 })),
    await local.send(request(`http://inside.test:${port}/${secret}`, { redirects: 3, allowedHosts: ['inside.test'] })),
    await local.send(request(`http://unknown.test/${secret}`)),
    await local.send(request(`http://inside.test:1/${secret}`)),
  ];
  for (const failure of failures) {
    assert.ok(!failure.ok);
    assert.doesNotMatch(failure.error.sentence, new RegExp(secret));
    assert.match(failure.error.sentence, /\.$/);
  }
});

test('a server that is silent, one that is slow with its headers and one that is slow with its body end at the time set', async () => {
  const silent = await serveTcp(() => undefined);
  const halfHead = await serveTcp((socket) => socket.write('HTTP/1.1 200 OK\r\nX-Slow: '));
  const halfBody = await serveTcp((socket) => socket.write('HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhalf'));
  for (const port of [silent, halfHead, halfBody])
    assert.equal(await codeOf(local, request(`http://127.0.0.1:${port}/`, { timeoutMs: 100 })), 'timeout');
});

test('a name that is never looked up to its end runs into the time set', async () => {
  const outbound = createOutboundHttp({ privateAddresses: [], resolveName: () => new Promise(() => undefined) });
  assert.equal(await codeOf(outbound, request('http://slow.test/', { timeoutMs: 50 })), 'timeout');
});

test('redirects share one time', async () => {
  const port = await serve((incoming, outgoing) => {
    const timer = setTimeout(() => outgoing.writeHead(302, { Location: `${incoming.url}x` }).end(), 60);
    outgoing.on('close', () => clearTimeout(timer));
  });
  const answer = await codeOf(local, request(`http://127.0.0.1:${port}/`, { timeoutMs: 200, redirects: 20 }));
  assert.equal(answer, 'timeout');
});

test('an abort by the caller is thrown, with its reason', async () => {
  const port = await serveTcp(() => undefined);
  const reason = new Error('stopped');
  const controller = new AbortController();
  const sent = local.send(request(`http://127.0.0.1:${port}/`), controller.signal);
  setImmediate(() => controller.abort(reason));
  await assert.rejects(sent, reason);
  await assert.rejects(local.send(request(`http://127.0.0.1:${port}/`), controller.signal), reason);
});

test('an endless body is cut off, and the connection with it', async () => {
  const closed = Promise.withResolvers<void>();
  const port = await serve((_incoming, outgoing) => {
    const pour = () => {
      while (outgoing.write('x'.repeat(1000)));
    };
    outgoing.on('drain', pour).on('close', () => closed.resolve());
    pour();
  });
  assert.equal(await codeOf(local, request(`http://127.0.0.1:${port}/`)), 'answer_too_large');
  await closed.promise;
  const cut = await local.send(request(`http://127.0.0.1:${port}/`, { truncate: true }));
  assert.ok(cut.ok);
  assert.equal(cut.value.body.byteLength, 10_000);
  assert.equal(cut.value.truncated, true);
});

test('a body of exactly the limit is whole, and one byte more is too large, with and without a stated length', async () => {
  const port = await serve((incoming, outgoing) => {
    const [, size, length] = (incoming.url ?? '').split('/');
    if (length === 'stated') outgoing.setHeader('Content-Length', Number(size));
    outgoing.end('x'.repeat(Number(size)));
  });
  for (const way of ['stated', 'open']) {
    assert.equal(await codeOf(local, request(`http://127.0.0.1:${port}/10000/${way}`)), 200);
    assert.equal(await codeOf(local, request(`http://127.0.0.1:${port}/10001/${way}`)), 'answer_too_large');
  }
});

test('a packed body is not unpacked', async () => {
  const packed = Buffer.from('1f8b0800000000000003', 'hex');
  const port = await serve((_incoming, outgoing) =>
    outgoing.writeHead(200, { 'Content-Encoding': 'gzip' }).end(packed),
  );
  const answer = await local.send(request(`http://127.0.0.1:${port}/`));
  assert.ok(answer.ok);
  assert.deepEqual(Buffer.from(answer.value.body), packed);
});

const brokenServers: readonly [what: string, answer: string, expected: OutboundFailureCode][] = [
  ['headers of 20 KB', `HTTP/1.1 200 OK\r\nX-Large: ${'x'.repeat(20_000)}\r\n\r\n`, 'answer_too_large'],
  ['a great many headers', `HTTP/1.1 200 OK\r\n${'X-A: bcdefgh\r\n'.repeat(2000)}\r\n`, 'answer_too_large'],
  ['something that is no HTTP', 'SSH-2.0-OpenSSH_9.6\r\n', 'unreachable'],
  ['two lengths', 'HTTP/1.1 200 OK\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nxx', 'unreachable'],
  ['another protocol', 'HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\nConnection: Upgrade\r\n\r\n', 'unreachable'],
  ['less than the length says', 'HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nhalf', 'unreachable'],
  ['half a chunk', 'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n9\r\nhalf', 'unreachable'],
  ['nothing', '', 'unreachable'],
];
for (const [what, bytes, expected] of brokenServers) {
  test(`a server that answers with ${what} ends in ${expected}`, async () => {
    const port = await serveTcp((socket) => socket.once('data', () => socket.end(bytes)));
    assert.equal(await codeOf(local, request(`http://127.0.0.1:${port}/`)), expected);
  });
}

test('a connection that is reset, at once or within the body, is unreachable', async () => {
  const atOnce = await serveTcp((socket) => socket.once('data', () => socket.resetAndDestroy()));
  const within = await serveTcp((socket) =>
    socket.once('data', () =>
      socket.write('HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nhalf', () => socket.resetAndDestroy()),
    ),
  );
  for (const port of [atOnce, within])
    assert.equal(await codeOf(local, request(`http://127.0.0.1:${port}/`)), 'unreachable');
});

test('a port where nobody listens is unreachable', async () => {
  const port = await serve(() => undefined);
  closers.at(-1)?.();
  assert.equal(await codeOf(local, request(`http://127.0.0.1:${port}/`)), 'unreachable');
});

test('proxies of the environment are not used', async () => {
  let asked = 0;
  const proxy = await serve((_incoming, outgoing) => {
    asked += 1;
    outgoing.end('proxy');
  });
  const target = await serve((_incoming, outgoing) => outgoing.writeHead(202).end());
  const before = { ...process.env };
  Object.assign(process.env, {
    HTTP_PROXY: `http://127.0.0.1:${proxy}`,
    http_proxy: `http://127.0.0.1:${proxy}`,
    NODE_USE_ENV_PROXY: '1',
  });
  try {
    assert.equal(await codeOf(local, request(`http://127.0.0.1:${target}/`)), 202);
    assert.equal(asked, 0);
  } finally {
    for (const name of ['HTTP_PROXY', 'http_proxy', 'NODE_USE_ENV_PROXY']) {
      delete process.env[name];
      if (before[name] !== undefined) process.env[name] = before[name];
    }
  }
});
