import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:https';
import { createServer as createTcpServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { getCACertificates, setDefaultCACertificates } from 'node:tls';
import { createOutboundHttp } from './outbound-http.ts';

/** A certificate for `gate.test` that only this file knows. */
const makeCertificate = (): { key: Buffer; cert: Buffer } => {
  const folder = mkdtempSync(join(tmpdir(), 'gatehouse-tls-'));
  const key = join(folder, 'key.pem');
  const cert = join(folder, 'cert.pem');
  const names = ['-subj', '/CN=gate.test', '-addext', 'subjectAltName=DNS:gate.test'];
  const newKey = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-keyout', key];
  execFileSync('openssl', ['req', '-x509', ...newKey, '-out', cert, '-days', '2', ...names], { stdio: 'ignore' });
  const made = { key: readFileSync(key), cert: readFileSync(cert) };
  rmSync(folder, { recursive: true });
  return made;
};

const certificate = makeCertificate();
const servernames: string[] = [];
const server = createServer(certificate, (incoming, outgoing) => {
  if ('servername' in incoming.socket) servernames.push(String(incoming.socket.servername));
  outgoing.end('safe');
}).listen(0, '127.0.0.1');
await once(server, 'listening');
after(() => server.close());
const address = server.address();
assert.ok(typeof address === 'object' && address !== null);

const outbound = createOutboundHttp({ privateAddresses: ['127.0.0.1'], resolveName: async () => ['127.0.0.1'] });

const send = async (host: string, port = address.port): Promise<number | string> => {
  const answer = await outbound.send({
    method: 'GET',
    url: `https://${host}:${port}/`,
    headers: {},
    body: null,
    timeoutMs: 5000,
    maxAnswerBytes: 1000,
    allowedHosts: null,
    redirects: 0,
  });
  return answer.ok ? answer.value.status : answer.error.code;
};

test('a certificate that nobody trusts is refused, also where the environment says to accept any', async () => {
  assert.equal(await send('gate.test'), 'tls_failed');
  const before = process.env.NODE_TLS_REJECT_UNAUTHORIZED;
  process.env.NODE_TLS_REJECT_UNAUTHORIZED = '0';
  try {
    assert.equal(await send('gate.test'), 'tls_failed');
  } finally {
    if (before === undefined) delete process.env.NODE_TLS_REJECT_UNAUTHORIZED;
    else process.env.NODE_TLS_REJECT_UNAUTHORIZED = before;
  }
});

test('a trusted certificate is asked for by name and taken for that name alone', async () => {
  const before = getCACertificates('default');
  setDefaultCACertificates([...before, certificate.cert.toString()]);
  try {
    servernames.length = 0;
    assert.equal(await send('gate.test'), 200);
    assert.deepEqual(servernames, ['gate.test']);
    assert.equal(await send('other.test'), 'tls_failed');
    assert.equal(await send('127.0.0.1'), 'tls_failed');
  } finally {
    setDefaultCACertificates(before);
  }
});

test('a server that does not speak TLS is no trusted one', async () => {
  const plain = createTcpServer((socket) => socket.end('HTTP/1.1 200 OK\r\n\r\n')).listen(0, '127.0.0.1');
  await once(plain, 'listening');
  const { port } = Object(plain.address());
  assert.equal(await send('gate.test', port), 'tls_failed');
  plain.close();
});
