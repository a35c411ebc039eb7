import assert from 'node:assert/strict';
import { once } from 'node:events';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { setTimeout } from 'node:timers/promises';
import { findFreePort } from '../../scripts/free-port.ts';
import { openTestDatabase } from '../test/database.ts';
import { type ServerProcess, startServerProcess } from '../test/server-process.ts';

const { url: databaseUrl, close: closeDatabase } = await openTestDatabase();
const folder = mkdtempSync(join(tmpdir(), 'gatehouse-start-'));
const dataDir = join(folder, 'data');
const port = await findFreePort();
const baseUrl = `http://127.0.0.1:${port}`;

/** On the embedded database the child opens its own in the data folder; on a server it uses the one of the test. */
const environmentOf = (changes: Record<string, string> = {}): Record<string, string> => ({
  DATA_DIR: dataDir,
  PORT: String(port),
  ...(databaseUrl === null ? {} : { DATABASE_URL: databaseUrl }),
  ...changes,
});

const startReady = async (changes: Record<string, string> = {}): Promise<ServerProcess> => {
  const server = startServerProcess(environmentOf(changes));
  await server.settled;
  assert.equal(server.child.exitCode, null, server.output());
  return server;
};

const readCredentials = () => JSON.parse(readFileSync(join(dataDir, 'credentials.json'), 'utf8'));

const stop = async (server: ServerProcess, signal: NodeJS.Signals): Promise<number | NodeJS.Signals> => {
  server.child.kill(signal);
  return server.ended;
};

/** A start that is refused: one sentence, no stack trace, exit code 1. */
const refusal = async (changes: Record<string, string>): Promise<string> => {
  const server = startServerProcess(environmentOf(changes));
  assert.equal(await server.ended, 1, server.output());
  const lines = server
    .output()
    .trim()
    .split('\n')
    .filter((line) => !/^(building|packing)/.test(line));
  assert.equal(lines.length, 1, server.output());
  assert.match(lines[0] ?? '', /\.$/);
  return lines[0] ?? '';
};

let running: ServerProcess;

before(async () => {
  running = await startReady();
});

after(async () => {
  running.child.kill('SIGKILL');
  await running.ended;
  await closeDatabase();
  rmSync(folder, { recursive: true, force: true });
});

test('prints the address, where the credentials are, and a link that answers with a page', async () => {
  const { demo } = readCredentials();
  assert.match(running.output(), new RegExp(`is ready at ${baseUrl}\\n`));
  assert.ok(running.output().includes(join(dataDir, 'credentials.json')));
  assert.ok(running.output().includes(demo.sessionUrl));
  const page = await fetch(demo.sessionUrl);
  assert.equal(page.status, 200);
  assert.match(page.headers.get('content-type') ?? '', /^text\/html/);
});

test('says that it is well as soon as it listens', async () => {
  const health = await fetch(`${baseUrl}/api/health`);
  assert.equal(health.status, 200);
});

test('the data folder is for its owner alone', () => {
  assert.equal(statSync(dataDir).mode & 0o777, 0o700);
  assert.equal(statSync(join(dataDir, 'master.key')).mode & 0o777, 0o600);
  assert.equal(statSync(join(dataDir, 'control.sock')).mode & 0o777, 0o600);
});

test('a port in use is refused', async () => {
  const other = join(folder, 'other');
  assert.match(
    await refusal({ DATA_DIR: other }),
    new RegExp(`cannot listen on 127.0.0.1 port ${port} .*Set PORT`, 'i'),
  );
  assert.equal(existsSync(join(other, 'credentials.json')), false);
});

test('a wrong setting is refused', async () => {
  assert.match(
    await refusal({ MAX_UPLOAD_MB: 'many' }),
    /The setting MAX_UPLOAD_MB is "many", which cannot be used: write/,
  );
});

test('a data folder that cannot be made is refused', async () => {
  const file = join(folder, 'file');
  writeFileSync(file, '');
  for (const path of [file, join(file, 'data')])
    assert.match(
      await refusal({ DATA_DIR: path, PORT: String(await findFreePort()) }),
      /data folder .* cannot be written to \(ENOTDIR\)/,
    );
});

test('a data folder where the kernel makes none is refused', { skip: !existsSync('/proc/self') }, async () => {
  assert.match(
    await refusal({ DATA_DIR: '/proc/gatehouse/data', PORT: String(await findFreePort()) }),
    /data folder .* cannot be written to \(ENOENT\)/,
  );
});

test('a database that does not answer is refused', async () => {
  const free = await findFreePort();
  const sentence = await refusal({
    DATA_DIR: join(folder, 'unreachable'),
    PORT: String(await findFreePort()),
    DATABASE_URL: `postgres://user:very-secret@127.0.0.1:${free}/gatehouse`,
  });
  assert.doesNotMatch(sentence, /very-secret/);
});

if (databaseUrl === null) {
  test('a second process on the folder is refused', async () => {
    assert.match(await refusal({ PORT: String(await findFreePort()) }), /data folder .* is in use by another process/);
  });
} else {
  test('a second process on the same server works beside the first, with the same credentials', async () => {
    const before = readCredentials();
    const second = await startReady({ PORT: String(await findFreePort()), BASE_URL: baseUrl });
    assert.deepEqual(readCredentials(), before);
    assert.equal((await fetch(`${baseUrl}/api/health`)).status, 200);
    assert.equal(await stop(second, 'SIGTERM'), 0);
  });
}

test('SIGTERM lets a running request end, and a start afterwards finds everything again', async () => {
  const before = readCredentials();
  const socket = connect(port, '127.0.0.1');
  await once(socket, 'connect');
  const body = '{}';
  socket.write(
    `POST /api/sessions HTTP/1.1\r\nHost: gate\r\nAuthorization: Bearer ${before.keys.live}\r\nContent-Type: application/json\r\nContent-Length: ${body.length}\r\n\r\n`,
  );
  // The server has the request's head once it answers another request of the same connection's age.
  assert.equal((await fetch(`${baseUrl}/api/health`)).status, 200);
  running.child.kill('SIGTERM');
  while (!(await refusesConnections())) await new Promise(setImmediate);
  // The client would keep its connection for more.
  socket.write(body);
  const [answer]: unknown[] = await once(socket, 'data');
  assert.match(String(answer), /^HTTP\/1\.1 400 /);
  assert.match(String(answer), /^connection: close\r$/im);
  assert.equal(await running.ended, 0);
  assert.equal(existsSync(join(dataDir, 'control.sock')), false);
  running = await startReady();
  assert.deepEqual(readCredentials(), before);
  assert.equal((await fetch(before.demo.sessionUrl)).status, 200);
});

test('SIGINT stops it just so', async () => {
  assert.equal(await stop(running, 'SIGINT'), 0);
  running = await startReady();
});

test('a second signal ends it at once, with a request still under way', async () => {
  const socket = connect(port, '127.0.0.1');
  await once(socket, 'connect');
  socket.on('error', () => undefined);
  socket.write(
    'POST /api/sessions HTTP/1.1\r\nHost: gate\r\nContent-Type: application/json\r\nContent-Length: 2\r\n\r\n{',
  );
  assert.equal((await fetch(`${baseUrl}/api/health`)).status, 200);
  while (running.child.exitCode === null && running.child.kill('SIGTERM')) await setTimeout(20);
  assert.equal(await running.ended, 1);
  running = await startReady();
});

test('a killed server leaves nothing that keeps the next one from starting', async () => {
  const before = readCredentials();
  assert.equal(await stop(running, 'SIGKILL'), 'SIGKILL');
  assert.equal(existsSync(join(dataDir, 'control.sock')), true);
  running = await startReady();
  assert.deepEqual(readCredentials(), before);
});

test('a folder name that is too long for a socket still has one', async () => {
  const deep = join(folder, 'a'.repeat(120));
  mkdirSync(deep);
  const server = await startReady({ DATA_DIR: deep, PORT: String(await findFreePort()), ...masterKey() });
  assert.equal(statSync(join(deep, 'control.sock')).mode & 0o777, 0o600);
  assert.equal(await stop(server, 'SIGTERM'), 0);
});

/** On a server the second folder has to bring the master key of the first. */
const masterKey = (): Record<string, string> => ({
  GATEHOUSE_MASTER_KEY: readFileSync(join(dataDir, 'master.key'), 'utf8').trim(),
});

const refusesConnections = async (): Promise<boolean> => {
  const probe = connect(port, '127.0.0.1');
  const connected = await Promise.race([
    once(probe, 'connect').then(() => true),
    once(probe, 'close').then(() => false),
  ]).catch(() => false);
  probe.destroy();
  return !connected;
};
