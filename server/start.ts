import { stderr, stdout } from 'node:process';
import { fail, ok, type Result } from '@gatehouse/core/result.ts';
import { type Config, loadConfig } from './config.ts';
import { lockFolder } from './db/folder-lock.ts';
import { createLogger, type Logger } from './log.ts';
import { openOwnDatabase, prepareDataDir } from './start/open-database.ts';
import { buildPages } from './start/pages.ts';
import { checkPort } from './start/port.ts';
import { printedProgress } from './start/progress.ts';
import type { Running } from './start/run.ts';
import { watchSignals } from './start/stopping.ts';
import { buildTemplate } from './start/template.ts';
import { loadTls } from './start/tls.ts';

/** What a process does: everything, requests alone, or background work alone. */
export const roles = ['all', 'api', 'worker'] as const;
export type Role = (typeof roles)[number];

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
  const { stop } = await loadRun();
  await stop(started.value);
  return 0;
};

const refuse = (sentence: string): number => {
  stderr.write(`${sentence}\n`);
  return 1;
};

/** The greater part of the code is behind this: it is loaded while the database opens. */
const loadRun = () => import('./start/run.ts');

const start = async (config: Config, logger: Logger, role: Role): Promise<Result<Running, string>> => {
  if (role !== 'all' && config.databaseUrl === null) return fail(needsServer(role));
  const tls = await loadTls(role === 'worker' ? null : config.tls);
  if (!tls.ok) return tls;
  const prepared = await (role === 'worker' ? prepareDataDir(config.dataDir) : prepare(config));
  if (!prepared.ok) return prepared;
  const begun = { config, logger, opening: openOwnDatabase(config) };
  const { runServer, runWorker } = await loadRun();
  return role === 'worker' ? runWorker(begun) : runServer(begun, { tls: tls.value, runsJobs: role === 'all' });
};

const needsServer = (role: Role): string =>
  `A process with --role ${role} shares its database with others, and the embedded one takes a single process. Set DATABASE_URL to a PostgreSQL server, or leave --role out.`;

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
