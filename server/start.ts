import { join } from 'node:path';
import { stderr, stdout } from 'node:process';
import { fail, ok, type Result } from '@gatehouse/core/result.ts';
import type { FastifyInstance } from 'fastify';
import { databaseWorks } from './cli/database-works.ts';
import { type Config, loadConfig } from './config.ts';
import { type Control, startControl } from './control/server.ts';
import type { Database } from './db/client.ts';
import { lockFolder } from './db/folder-lock.ts';
import { ensureCredentials } from './demo/credentials.ts';
import type { Jobs } from './job/jobs.ts';
import { createLogger, type Logger } from './log.ts';
import type { Metrics } from './observe/metrics.ts';
import { type OpenedContext, openContext, outboxFolder, prepareDataDir } from './start/open-context.ts';
import { buildPages, captureFolder } from './start/pages.ts';
import { checkPort, describeListenError } from './start/port.ts';
import { printedProgress } from './start/progress.ts';
import { watchSignals } from './start/stopping.ts';
import { buildTemplate } from './start/template.ts';
import { loadTls, reloadTlsOnSignal, type TlsFiles } from './start/tls.ts';
import { version } from './version.ts';

/** How long running requests and jobs are waited for when the server stops. */
const DRAIN_MS = 10_000;

type CreateApp = typeof import('./app.ts')['createApp'];

/** What a process does: everything, requests alone, or background work alone. */
export const roles = ['all', 'api', 'worker'] as const;
export type Role = (typeof roles)[number];

/** Everything that runs once the server is up, in the order in which it was opened. */
interface Running {
  readonly opened: OpenedContext;
  /** Null in a worker, which serves no requests. */
  readonly app: FastifyInstance | null;
  readonly control: Control | null;
}

/** Starts the server and resolves with the exit code once it has stopped. */
export const serve = async (
  environment: Readonly<Record<string, string | undefined>>,
  role: Role = 'all',
): Promise<number> => {
  const signals = watchSignals();
  const config = loadConfig(environment);
  if (!config.ok) return refuse(config.error);
  for (const warning of config.value.warnings) stderr.write(`${warning}\n`);
  const logger = createLogger({ level: config.value.logLevel });
  const started = await start(config.value, logger, role);
  if (!started.ok) return refuse(started.error);
  signals.ready();
  const signal = await signals.asked;
  logger.info({ signal }, 'stopping');
  await stop(started.value);
  return 0;
};

const refuse = (sentence: string): number => {
  stderr.write(`${sentence}\n`);
  return 1;
};

const start = async (config: Config, logger: Logger, role: Role): Promise<Result<Running, string>> => {
  if (role !== 'all' && config.databaseUrl === null) return fail(needsServer(role));
  const tls = await loadTls(role === 'worker' ? null : config.tls);
  if (!tls.ok) return tls;
  const prepared = await (role === 'worker' ? prepareDataDir(config.dataDir) : prepare(config));
  if (!prepared.ok) return prepared;
  if (role === 'worker') return startWorker(config, logger);
  // The embedded database opens in a thread of its own; meanwhile this one loads the HTTP server.
  const opening = openContext(config, logger, { runsJobs: role === 'all' });
  const { createApp } = await import('./app.ts');
  const opened = await opening;
  if (!opened.ok) return opened;
  const running = await open({ config, logger, opened: opened.value, tls: tls.value }, createApp);
  if (!running.ok) await opened.value.close();
  return running;
};

const needsServer = (role: Role): string =>
  `A process with --role ${role} shares its database with others, and the embedded one takes a single process. Set DATABASE_URL to a PostgreSQL server, or leave --role out.`;

const startWorker = async (config: Config, logger: Logger): Promise<Result<Running, string>> => {
  const opened = await openContext(config, logger);
  if (!opened.ok) return opened;
  for (const warning of opened.value.warnings) stderr.write(`${warning}\n`);
  await opened.value.jobs.start();
  const { context } = opened.value;
  const control = await startControl({ dataDir: config.dataDir, context, works: databaseWorks, logger });
  stdout.write(`Gatehouse ${version} is ready as a worker\n`);
  return ok({ opened: opened.value, app: null, control });
};

/** What can be known to be wrong, and what takes long, before the database is opened. */
const prepare = async (config: Config): Promise<Result<void, string>> => {
  const folder = prepareDataDir(config.dataDir);
  if (!folder.ok) return folder;
  const port = await checkPort(config);
  if (!port.ok) return port;
  const progress = printedProgress((text) => stdout.write(text));
  const pages = await buildPages(progress);
  if (!pages.ok || config.databaseUrl !== null) return pages;
  const lock = tryLock(config.dataDir);
  if (lock.ok) await buildTemplate(progress);
  return lock;
};

/** Refuses a second process before anything is built for it; the database takes the lock for good. */
const tryLock = (dataDir: string): Result<void, string> => {
  try {
    lockFolder(dataDir).release();
    return ok(undefined);
  } catch (error) {
    return fail(error instanceof Error ? error.message : String(error));
  }
};

interface Opening {
  readonly config: Config;
  readonly logger: Logger;
  readonly opened: OpenedContext;
  readonly tls: TlsFiles | null;
}

/** The server listens last, so that whoever reaches it finds it ready. */
const open = async (
  { config, logger, opened, tls }: Opening,
  createApp: CreateApp,
): Promise<Result<Running, string>> => {
  for (const warning of opened.warnings) stderr.write(`${warning}\n`);
  const { context, jobs } = opened;
  const credentials = await ensureCredentials(context, join(config.dataDir, 'credentials.json'));
  const metrics = config.metricsToken === null ? null : await openMetrics(context.database, jobs);
  const { tracing } = opened;
  const app = await createApp({ context, config, logger, version, captureFolder, metrics, tracing, tls });
  reloadTlsOnSignal(app, config.tls, logger);
  await jobs.start();
  const control = await startControl({ dataDir: config.dataDir, context, works: databaseWorks, logger });
  try {
    await app.listen({ port: config.port, host: config.host });
  } catch (error) {
    await stopRest({ opened, control });
    return fail(describeListenError(error, config));
  }
  stdout.write(
    `Gatehouse ${version} is ready at ${config.baseUrl}\n  credentials  ${credentials.file}\n  demo         ${credentials.sessionUrl}\n${describeChannels(config)}`,
  );
  return ok({ opened, app, control });
};

/** The library is loaded only where metrics are on. */
const openMetrics = async (database: Database, jobs: Jobs): Promise<Metrics> => {
  const [{ createMetrics }, { databaseSources }] = await Promise.all([
    import('./observe/metrics.ts'),
    import('./observe/metrics.queries.ts'),
  ]);
  return createMetrics({ version, sources: { ...databaseSources(database), queues: jobs.count } });
};

/** Whoever waits for a mail that was written to a file instead is told where it lies. */
const describeChannels = ({ mail, sms, dataDir }: Config): string => {
  const folder = outboxFolder(dataDir);
  const line = (name: string, setting: string) => `  ${name.padEnd(13)}${folder} (no ${setting} is set)\n`;
  return `${mail === null ? line('mail', 'SMTP_URL') : ''}${sms === null ? line('sms', 'SMS_PROVIDER') : ''}`;
};

/** Takes no new requests, lets the running ones end, then stops the jobs and closes the database. */
const stop = async ({ opened, app, control }: Running): Promise<void> => {
  const cutOff = setTimeout(() => app?.server.closeAllConnections(), DRAIN_MS);
  await app?.close();
  clearTimeout(cutOff);
  await stopRest({ opened, control });
  await opened.close();
};

const stopRest = async ({ opened, control }: Pick<Running, 'opened' | 'control'>): Promise<void> => {
  await control?.close();
  await opened.jobs.stop({ timeoutMs: DRAIN_MS });
};
