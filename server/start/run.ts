import { join } from 'node:path';
import { stderr, stdout } from 'node:process';
import { fail, ok, type Result } from '@gatehouse/core/result.ts';
import type { FastifyInstance } from 'fastify';
import { databaseWorks } from '../cli/database-works.ts';
import type { Config } from '../config.ts';
import { type Control, startControl } from '../control/server.ts';
import type { Database } from '../db/client.ts';
import { ensureCredentials } from '../demo/credentials.ts';
import type { Jobs } from '../job/jobs.ts';
import type { Logger } from '../log.ts';
import type { Metrics } from '../observe/metrics.ts';
import { version } from '../version.ts';
import { type ContextOptions, type OpenedContext, openContext, outboxFolder } from './open-context.ts';
import { captureFolder } from './pages.ts';
import { describeListenError } from './port.ts';
import { reloadTlsOnSignal, type TlsFiles } from './tls.ts';

/** How long running requests and jobs are waited for when the server stops. */
const DRAIN_MS = 10_000;

/** Everything that runs once the server is up, in the order in which it was opened. */
export interface Running {
  readonly opened: OpenedContext;
  /** Null in a worker, which serves no requests. */
  readonly app: FastifyInstance | null;
  readonly control: Control | null;
}

/** What the start has found out or begun. */
export interface Prepared {
  readonly config: Config;
  readonly logger: Logger;
  readonly opening: NonNullable<ContextOptions['opening']>;
}

/** Everything, or requests alone. */
export const runServer = async (
  { config, logger, opening }: Prepared,
  { tls, runsJobs }: { readonly tls: TlsFiles | null; readonly runsJobs: boolean },
): Promise<Result<Running, string>> => {
  // The embedded database opens in a thread of its own; meanwhile this one loads the HTTP server.
  const { createApp } = await import('../app.ts');
  const opened = await openContext(config, logger, { runsJobs, opening });
  if (!opened.ok) return opened;
  const running = await open({ config, logger, opened: opened.value, tls }, createApp);
  if (!running.ok) await opened.value.close();
  return running;
};

/** Background work alone. */
export const runWorker = async ({ config, logger, opening }: Prepared): Promise<Result<Running, string>> => {
  const opened = await openContext(config, logger, { opening });
  if (!opened.ok) return opened;
  for (const warning of opened.value.warnings) stderr.write(`${warning}\n`);
  await opened.value.jobs.start();
  const { context } = opened.value;
  const control = await startControl({ dataDir: config.dataDir, context, works: databaseWorks, logger });
  stdout.write(`Gatehouse ${version} is ready as a worker\n`);
  return ok({ opened: opened.value, app: null, control });
};

type CreateApp = typeof import('../app.ts')['createApp'];

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
  const metrics = config.metricsToken === null ? null : await openMetrics(context.database, jobs);
  const { tracing } = opened;
  // The database is asked while this thread builds the routes.
  const [credentials, app] = await Promise.all([
    ensureCredentials(context, join(config.dataDir, 'credentials.json')),
    createApp({ context, config, logger, version, captureFolder, metrics, tracing, tls }),
  ]);
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
    import('../observe/metrics.ts'),
    import('../observe/metrics.queries.ts'),
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
export const stop = async ({ opened, app, control }: Running): Promise<void> => {
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
