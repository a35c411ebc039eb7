import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { request } from 'node:https';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { setTimeout } from 'node:timers/promises';
import type { TLSSocket } from 'node:tls';
import { findFreePort } from '../../scripts/free-port.ts';
import { expectOk } from '../test/native-api.ts';
import { type ServerProcess, startServerProcess } from '../test/server-process.ts';
import { loadTls } from './tls.ts';

const folder = mkdtempSync(join(tmpdir(), 'gatehouse-tls-'));
after(() => rmSync(folder, { recursive: true }));
const fileOf = (name: string): string => join(folder, name);

/** A self-signed certificate for this machine, and its key. */
const makeCertificate = (name: string): { readonly certFile: string; readonly keyFile: string } => {
  const [certFile, keyFile] = [fileOf(`${name}.crt`), fileOf(`${name}.key`)];
  execFileSync(
    'openssl',
    ['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-days', '2']
      .concat(['-subj', `/CN=${name}`, '-addext', 'subjectAltName=DNS:localhost,IP:127.0.0.1'])
      .concat(['-keyout', keyFile, '-out', certFile]),
    { stdio: 'ignore' },
  );
  return { certFile, keyFile };
};

const first = makeCertificate('first');
const second = makeCertificate('second');
writeFileSync(fileOf('text'), 'not a certificate');
writeFileSync(fileOf('empty'), '');

describe('certificate and key', () => {
  it('are read as they are', async () => {
    const loaded = expectOk(await loadTls(first));
    assert.equal(loaded?.cert, readFileSync(first.certFile, 'utf8'));
    assert.equal(loaded?.key, readFileSync(first.keyFile, 'utf8'));
    assert.equal(expectOk(await loadTls(null)), null);
  });

  const wrong: readonly (readonly [string, { certFile: string; keyFile: string }, RegExp])[] = [
    [
      'a missing certificate',
      { ...first, certFile: fileOf('no') },
      /\/no cannot be read \(ENOENT\): set TLS_CERT_FILE/,
    ],
    ['a missing key', { ...first, keyFile: fileOf('no') }, /\/no cannot be read \(ENOENT\): set TLS_KEY_FILE/],
    ['a folder', { ...first, certFile: folder }, /cannot be read \(EISDIR\)/],
    ['a text', { ...first, certFile: fileOf('text') }, /\/text holds no certificate/],
    ['an empty key', { ...first, keyFile: fileOf('empty') }, /\/empty holds no private key/],
    ['files in each other’s place', { certFile: first.keyFile, keyFile: first.certFile }, /holds no certificate/],
    ['the key of another certificate', { ...first, keyFile: second.keyFile }, /is not the key of the certificate/],
  ];
  for (const [what, files, sentence] of wrong) {
    it(`are refused in one sentence: ${what}`, async () => {
      const loaded = await loadTls(files);
      assert.match(loaded.ok ? '' : loaded.error, sentence);
      assert.match(loaded.ok ? '' : loaded.error, /^The file [^\n]+\.$/);
    });
  }
});

describe('a server with a certificate', () => {
  const used = { certFile: fileOf('used.crt'), keyFile: fileOf('used.key') };
  const use = ({ certFile, keyFile }: typeof first): void => {
    cpSync(certFile, used.certFile);
    cpSync(keyFile, used.keyFile);
  };
  let port: number;
  let server: ServerProcess;

  const environment = () => ({
    DATA_DIR: fileOf('data'),
    PORT: String(port),
    TLS_CERT_FILE: used.certFile,
    TLS_KEY_FILE: used.keyFile,
    LOG_LEVEL: 'info',
  });

  before(async () => {
    port = await findFreePort();
    use(first);
    server = startServerProcess(environment());
    await server.settled;
    assert.equal(server.child.exitCode, null, server.output());
  });

  after(async () => {
    server.child.kill('SIGTERM');
    assert.equal(await server.ended, 0);
  });

  /** Asks over a new connection that trusts one certificate, and says whose certificate it met. */
  const ask = async ({ certFile }: typeof first): Promise<{ status: number; name: unknown }> => {
    const asked = request({ host: '127.0.0.1', port, path: '/api/ready', ca: readFileSync(certFile), agent: false });
    const [response] = await once(asked.end(), 'response');
    const { subject } = (response.socket as TLSSocket).getPeerCertificate();
    response.resume();
    await once(response, 'end');
    return { status: response.statusCode, name: subject.CN };
  };

  /** Sends the signal and waits until the server says in its log what it made of it. */
  const reload = async (says: RegExp): Promise<void> => {
    const before = server.output().length;
    server.child.kill('SIGHUP');
    while (!says.test(server.output().slice(before))) await setTimeout(10);
  };

  it('answers over https, says so in its address, and speaks no http', async () => {
    assert.deepEqual(await ask(first), { status: 200, name: 'first' });
    assert.ok(server.output().includes(`is ready at https://127.0.0.1:${port}`));
    await assert.rejects(fetch(`http://127.0.0.1:${port}/api/ready`));
  });

  it('takes a new certificate with SIGHUP, and keeps the one it has where the new one cannot be used', async () => {
    use(second);
    await reload(/the certificate was read again/);
    assert.deepEqual(await ask(second), { status: 200, name: 'second' });
    writeFileSync(used.certFile, 'broken');
    await reload(/the certificate was not replaced/);
    assert.deepEqual(await ask(second), { status: 200, name: 'second' });
  });

  it('does not start with files that cannot be used, and says so in one sentence', async () => {
    const refused = startServerProcess({ ...environment(), TLS_CERT_FILE: fileOf('text'), DATA_DIR: fileOf('other') });
    assert.equal(await refused.ended, 1);
    assert.match(refused.output(), /^The file \S+ holds no certificate \(PEM\): set TLS_CERT_FILE [^\n]+\.\n$/);
  });
});
