import assert from 'node:assert/strict';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { createApp } from '../app.ts';
import { loadConfig } from '../config.ts';
import { checkHealth } from '../domain/health/check-health.ts';
import { createLogger } from '../log.ts';
import { openTestDatabase } from '../test/database.ts';
import { createTestContext, expectOk } from '../test/native-api.ts';
import { databaseSources } from './metrics.queries.ts';
import { createMetrics } from './metrics.ts';
import { startTracing } from './tracing.ts';

const token = 'a-token-of-some-length';
const captureFolder = await mkdtemp(join(tmpdir(), 'gatehouse-pages-'));
await mkdir(join(captureFolder, 'assets'));
await writeFile(join(captureFolder, 'index.html'), '<!doctype html><title>Gate</title>');
const database = await openTestDatabase();
const closedDatabase = await openTestDatabase();
await closedDatabase.close();
const context = createTestContext(database);
const logger = createLogger({ level: 'silent' });

const queues = async () => [{ queue: 'evaluate-node', waiting: 3, active: 1, failed: 2 }];
const metrics = createMetrics({ version: '1.2.3', sources: { ...databaseSources(database), queues } });
const app = await createApp({
  context,
  config: expectOk(loadConfig({ METRICS_TOKEN: token })),
  logger,
  version: '1.2.3',
  captureFolder,
  metrics,
});
after(async () => {
  await app.close();
  await database.close();
  await rm(captureFolder, { recursive: true });
});

const scrape = () => app.inject({ url: '/metrics', headers: { authorization: `Bearer ${token}` } });

test('metrics are for whoever knows the token', async () => {
  assert.equal((await app.inject({ url: '/metrics' })).statusCode, 401);
  const wrong = await app.inject({ url: '/metrics', headers: { authorization: `Bearer ${token}x` } });
  assert.equal(wrong.statusCode, 401);
  assert.equal((await scrape()).statusCode, 200);
});

test('metrics count requests by the template of their route, so that no link and no id gets in', async () => {
  await app.inject({ url: '/api/health' });
  await app.inject({ url: '/s/a-very-secret-token' });
  await app.inject({ url: '/nowhere/with-a-name' });
  const { body } = await scrape();
  assert.match(body, /gatehouse_http_request_seconds_count\{method="GET",route="\/api\/health",status="200"\} 1/);
  assert.match(body, /route="\/s\/:token"/);
  assert.equal(body.includes('a-very-secret-token'), false);
  assert.equal(body.includes('with-a-name'), false);
});

test('metrics tell of jobs, the outbox, sessions, deliveries and the process', async () => {
  await database.owner
    .insertInto('outbox')
    .values({
      organization_id: context.newId(),
      environment: 'live',
      queue: 'nobody',
      payload: '{}',
      created_at: new Date(Date.now() - 90_000),
    })
    .execute();
  const { body } = await scrape();
  assert.match(body, /gatehouse_jobs\{queue="evaluate-node",state="failed"\} 2/);
  assert.match(body, /gatehouse_outbox_rows 1/);
  assert.ok(Number(/gatehouse_outbox_oldest_seconds (\d+)/.exec(body)?.[1]) >= 89);
  assert.match(body, /gatehouse_deliveries\{state="dead"\} 0/);
  assert.match(body, /gatehouse_info\{version="1.2.3"\} 1/);
  assert.match(body, /nodejs_eventloop_lag_seconds/);
});

test('readiness is told without a key, and hangs on the database', async () => {
  const answer = await app.inject({ url: '/api/ready' });
  assert.deepEqual([answer.statusCode, answer.json()], [200, { status: 'ready' }]);
  assert.equal((await checkHealth({ database: closedDatabase }, 2_000)).ok, false);
});

test('without a token there is no such path', async () => {
  const config = expectOk(loadConfig({}));
  const plain = await createApp({ context, config, logger, version: '1.2.3', captureFolder });
  assert.equal((await plain.inject({ url: '/metrics' })).statusCode, 404);
  await plain.close();
});

test('spans of requests and jobs reach a collector, below the caller’s and without URLs', async () => {
  const received: string[] = [];
  const collector = createServer((request, response) => {
    let body = '';
    request.on('data', (chunk: Buffer) => {
      body += chunk.toString();
    });
    request.on('end', () => {
      received.push(`${request.url} ${body}`);
      response.writeHead(200, { 'content-type': 'application/json' }).end('{}');
    });
  });
  await new Promise<void>((resolve) => collector.listen(0, '127.0.0.1', resolve));
  const address = collector.address();
  const port = address !== null && typeof address === 'object' ? address.port : 0;
  const tracing = await startTracing({ endpoint: `http://127.0.0.1:${port}/`, version: '1.2.3' });
  const config = expectOk(loadConfig({}));
  const traced = await createApp({ context, config, logger, version: '1.2.3', captureFolder, tracing });
  const traceparent = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01';
  await traced.inject({ url: '/s/a-very-secret-token', headers: { traceparent } });
  await assert.rejects(tracing.followJob('evaluate-node', () => Promise.reject(new Error('secret reason'))));
  await traced.close();
  await tracing.stop();
  collector.close();
  const sent = received.join('\n');
  assert.match(sent, /^\/v1\/traces /);
  assert.match(sent, /GET \/s\/:token/);
  assert.match(sent, /0af7651916cd43dd8448eb211c80319c/);
  assert.match(sent, /job evaluate-node/);
  assert.equal(sent.includes('a-very-secret-token'), false);
  assert.equal(sent.includes('secret reason'), false);
});
