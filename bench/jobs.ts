/*
 * How long a person waits before a check starts, and how fast the outbox drains.
 *
 *   node bench/jobs.ts                             embedded database
 *   DATABASE_URL=postgres://... node bench/jobs.ts  an empty database of its own on a server
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { v7 } from 'uuid';
import { z } from 'zod';
import { openDatabase } from '../server/db/client.ts';
import { defineJob } from '../server/job/job.ts';
import { createJobs, type Jobs, prepareQueueSchema } from '../server/job/jobs.ts';
import { createLogger } from '../server/log.ts';

const waits = 200;
const backlog = 5_000;

const folder = await mkdtemp(join(tmpdir(), 'gatehouse-bench-'));
const database = await openDatabase({ databaseUrl: process.env.DATABASE_URL ?? null, folder });
await prepareQueueSchema(database);

const scope = { organizationId: v7(), environment: 'test' as const };
const started = new Map<string, (at: number) => void>();
const benchJob = defineJob<null, { id: string }>({
  name: 'bench',
  payload: z.object({ id: z.uuid() }),
  concurrency: 2,
  timeoutSeconds: 60,
  attempts: 1,
  retryDelaySeconds: 0,
  retryDelayMaxSeconds: 0,
  handle: async (_context, { id }) => started.get(id)?.(performance.now()),
  handleExhausted: null,
});

const openJobs = (): Jobs =>
  createJobs({
    database,
    context: null,
    logger: createLogger({ level: 'warn' }),
    definitions: { jobs: [benchJob], sweeps: [] },
  });

const startOf = (id: string): Promise<number> => new Promise((resolve) => started.set(id, resolve));

const writeOutbox = async (ids: readonly string[]): Promise<void> => {
  const row = { organization_id: scope.organizationId, environment: scope.environment, queue: 'bench' };
  const rows = ids.map((id) => ({ ...row, payload: JSON.stringify({ id }), created_at: new Date() }));
  await database.scoped(scope).insertInto('outbox').values(rows).execute();
};

const outboxIsEmpty = async (): Promise<boolean> =>
  (await database.worker.selectFrom('outbox').select('id').limit(1).execute()).length === 0;

const report = (figure: string, value: number, unit: string): void => {
  process.stdout.write(`${database.engine}  ${figure.padEnd(28)} ${value.toFixed(1)} ${unit}\n`);
};

const quantile = (sorted: readonly number[], share: number): number => sorted[Math.floor(sorted.length * share)] ?? 0;

const measureStart = async (): Promise<void> => {
  for (const figure of ['start, new queues', 'start']) {
    const jobs = openJobs();
    const from = performance.now();
    await jobs.start();
    report(figure, performance.now() - from, 'ms');
    await jobs.stop({ timeoutMs: 1_000 });
  }
};

const measureLatency = async (jobs: Jobs): Promise<void> => {
  const latenciesMs: number[] = [];
  for (let index = 0; index < waits; index += 1) {
    const id = v7();
    const start = startOf(id);
    await writeOutbox([id]);
    const from = performance.now();
    jobs.wake();
    latenciesMs.push((await start) - from);
  }
  const sorted = latenciesMs.toSorted((left, right) => left - right);
  report('written to handler, p50', quantile(sorted, 0.5), 'ms');
  report('written to handler, p95', quantile(sorted, 0.95), 'ms');
};

const measureBacklog = async (jobs: Jobs): Promise<void> => {
  const ids = Array.from({ length: backlog }, () => v7());
  const all = ids.map(startOf);
  for (let index = 0; index < backlog; index += 500) await writeOutbox(ids.slice(index, index + 500));
  const from = performance.now();
  jobs.wake();
  while (!(await outboxIsEmpty()));
  report('relay', (backlog / (performance.now() - from)) * 1_000, 'rows/s');
  await Promise.all(all);
  report('empty jobs, two at once', (backlog / (performance.now() - from)) * 1_000, 'jobs/s');
};

const measureIdle = async (): Promise<void> => {
  const before = process.cpuUsage();
  await new Promise((resolve) => setTimeout(resolve, 5_000));
  const { user, system } = process.cpuUsage(before);
  report('idle', (user + system) / 5_000_000 / 0.01, '% of a core');
};

await measureStart();
const jobs = openJobs();
await jobs.start();
await measureLatency(jobs);
await measureBacklog(jobs);
await measureIdle();
await jobs.stop({ timeoutMs: 5_000 });
await database.close();
await rm(folder, { recursive: true });
