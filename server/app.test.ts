import assert from 'node:assert/strict';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { createApp } from './app.ts';
import { loadConfig } from './config.ts';
import { createLogger } from './log.ts';
import { openTestDatabase } from './test/database.ts';
import { createTestContext, expectOk } from './test/native-api.ts';

const captureFolder = await mkdtemp(join(tmpdir(), 'gatehouse-pages-'));
await mkdir(join(captureFolder, 'assets'));
await writeFile(join(captureFolder, 'index.html'), '<!doctype html><title>Gate</title>');
await writeFile(join(captureFolder, 'assets/page.js'), 'export {};');
const database = await openTestDatabase();
const context = createTestContext(database);
const config = expectOk(loadConfig({ BASE_URL: 'https://gate.example.com' }));
const logger = createLogger({ level: 'silent' });
const app = await createApp({ context, config, logger, version: '1.2.3', captureFolder });
after(async () => {
  await app.close();
  await database.close();
  await rm(captureFolder, { recursive: true });
});

const paths = [
  '/',
  '/s/a-token',
  '/s/a-token/and-more',
  '/nowhere',
  '/%zz',
  `/s/${'x'.repeat(300)}`,
  '/assets/page.js',
  '/assets/nothing.js',
  '/assets/%2e%2e/index.html',
  '/problems/internal',
  '/api/health',
  '/api/nowhere',
  '/api/sessions',
  '/api/capture/current',
  '/api/docs',
  '/api/docs/static/swagger-ui.css',
  '/llms.txt',
  '/onekosmos/workflowapi/healthz',
  '/onekosmos/workflowapi/nowhere',
  '/onekosmos/%zz',
];

for (const method of ['GET', 'HEAD', 'POST', 'OPTIONS'] as const) {
  for (const url of paths) {
    test(`what ${method} ${url.slice(0, 40)} answers cannot be sniffed, framed, read by other sites or told to them`, async () => {
      const { headers } = await app.inject({ method, url, headers: { origin: 'https://elsewhere.example' } });
      assert.match(String(headers['x-request-id']), /^[0-9a-f-]{36}$/);
      assert.equal(headers['x-content-type-options'], 'nosniff');
      assert.equal(headers['referrer-policy'], 'no-referrer');
      assert.match(String(headers['content-security-policy']), /^default-src 'none'; .*frame-ancestors 'none'/);
      assert.equal(headers['strict-transport-security'], 'max-age=31536000');
      assert.deepEqual(
        Object.keys(headers).filter((name) => name.startsWith('access-control-')),
        [],
      );
    });
  }
}

test('a file beside the assets is not served', async () => {
  for (const url of ['/assets/../index.html', '/assets/%2e%2e/index.html', '/assets/..%2findex.html', '/assets/']) {
    assert.notEqual((await app.inject({ url })).statusCode, 200, url);
  }
});

test('the home page leads to the API’s page, its document and the text for programs, which are there', async () => {
  const { body } = await app.inject('/');
  for (const path of ['/api/docs', '/api/openapi.json', '/llms.txt']) {
    assert.ok(body.includes(path), path);
    assert.equal((await app.inject(path)).statusCode, 200, path);
  }
});

test('the text for programs names no path that is not there', async () => {
  const { body } = await app.inject('/llms.txt');
  const document = (await app.inject('/api/openapi.json')).json();
  const named = [...body.matchAll(/https:\/\/gate\.example\.com(\/api\/[^\s'")]+)/g)].map(([, path]) => path ?? '');
  assert.ok(named.length > 8);
  for (const path of named) {
    const template = path.replace('$WORKFLOW', '{id}').replace('$SESSION', '{id}');
    assert.ok(template === '/api/docs' || Object.hasOwn(document.paths, template), path);
  }
});

test('the API’s page loads what it needs from this server alone', async () => {
  const page = await app.inject('/api/docs');
  const sources = [...page.body.matchAll(/(?:src|href)="([^"]+)"/g)].map(([, source]) => source ?? '');
  assert.ok(sources.length > 3);
  for (const source of sources) {
    assert.match(source, /^\/api\/docs\//);
    assert.equal((await app.inject(source)).statusCode, 200, source);
  }
});

test('headers of 16 KiB pass, and more than twice that is refused', async () => {
  const url = `${await app.listen({ port: 0, host: '127.0.0.1' })}/onekosmos/workflowapi/publickeys`;
  const answer = await fetch(url, { headers: { requestid: 'x'.repeat(16 * 1024), publickey: 'y'.repeat(2048) } });
  assert.equal(answer.status, 200);
  assert.equal((await fetch(url, { headers: { requestid: 'x'.repeat(40 * 1024) } })).status, 431);
});
