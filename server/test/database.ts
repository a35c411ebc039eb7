import { randomBytes } from 'node:crypto';
import { after, afterEach } from 'node:test';
import { Kysely, PostgresDialect } from 'kysely';
import { Client, DatabaseError as ServerError } from 'pg';
import {
  createDatabase,
  type Database,
  type DatabaseOptions,
  openDatabase,
  openEmbedded,
  type Tables,
} from '../db/client.ts';
import { createKysely } from '../db/kysely-dialect.ts';
import { openPool } from '../db/postgres/connection-pool.ts';
import { prepareQueueSchema } from '../job/queue-schema.ts';
import { root } from '../start/pages.ts';
import { silentProgress } from '../start/progress.ts';
import { hashSources } from '../start/source-hash.ts';
import { buildTemplate, templateFile, templateSources } from '../start/template.ts';
import { leaseEmbedded } from './embedded-lease.ts';

/** A database of one test file, at the present schema and empty. */
export interface TestDatabase extends Database {
  /** As the owner of the tables: sees and may do everything. For arranging and for looking at the result. */
  readonly owner: Kysely<Tables>;
  /** The owner's URL; null on the embedded database. */
  readonly url: string | null;
}

export type TestDatabaseOptions = Pick<DatabaseOptions, 'idleTransactionMs' | 'poolSize' | 'onCrash'>;

/** The server that the tests run on; none means the embedded database. */
const serverUrl = process.env.TEST_DATABASE_URL ?? process.env.DATABASE_URL ?? null;

const withName = (url: string, name: string): string => {
  const named = new URL(url);
  named.pathname = `/${name}`;
  return named.href;
};

const withClient = async <T>(url: string, work: (client: Client) => Promise<T>): Promise<T> => {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
};

const isThere = async (client: Client, name: string): Promise<boolean> => {
  const { rowCount } = await client.query('select from pg_database where datname = $1 and datistemplate', [name]);
  return rowCount === 1;
};

/** Any number will do, as long as every test process uses the same. */
const templateLock = 7_301_942;

/** Made once for each state of the sources; the first process makes it while the others wait. */
const ensureServerTemplate = (url: string): Promise<string> =>
  withClient(url, async (client) => {
    const name = `gatehouse_template_${hashSources({ root, paths: templateSources }).slice(0, 16)}`;
    await client.query('select pg_advisory_lock($1)', [templateLock]);
    if (await isThere(client, name)) return name;
    await client.query(`drop database if exists ${name} with (force)`);
    await client.query(`create database ${name}`);
    const database = await openDatabase({ databaseUrl: withName(url, name), folder: null });
    await prepareQueueSchema(database);
    await database.close();
    await client.query(`alter database ${name} with is_template true`);
    return name;
  });

/** SQLSTATE object_in_use: a connection that was just closed is still leaving the template. */
const objectInUse = '55006';

const cloneTemplate = async (client: Client, name: string, template: string, attempts = 20): Promise<void> => {
  try {
    await client.query(`create database ${name} template ${template}`);
  } catch (error) {
    if (attempts === 0 || !(error instanceof ServerError) || error.code !== objectInUse) throw error;
    await client.query('select pg_sleep(0.1)');
    await cloneTemplate(client, name, template, attempts - 1);
  }
};

const openOnServer = async (adminUrl: string, options: TestDatabaseOptions): Promise<TestDatabase> => {
  let hasFailed = false;
  afterEach((context) => {
    if ('passed' in context && !context.passed) hasFailed = true;
  });
  const template = await ensureServerTemplate(adminUrl);
  const name = `gatehouse_test_${randomBytes(6).toString('hex')}`;
  await withClient(adminUrl, (client) => cloneTemplate(client, name, template));
  const url = withName(adminUrl, name);
  const database = await openDatabase({ databaseUrl: url, folder: null, poolSize: 8, ...options });
  const pool = openPool({ databaseUrl: url, size: 2, role: null, idleTransactionMs: 0 });
  const owner = new Kysely<Tables>({ dialect: new PostgresDialect({ pool }) });
  const drop = async (): Promise<void> => {
    if (hasFailed) process.stderr.write(`The database ${name} was kept, because a test on it failed.\n`);
    else await withClient(adminUrl, (client) => client.query(`drop database ${name} with (force)`));
  };
  const close = async (): Promise<void> => {
    await database.close();
    await owner.destroy();
    await drop();
  };
  return { ...database, owner, url, close };
};

const openLeased = async (): Promise<TestDatabase> => {
  const { engine, giveBack } = await leaseEmbedded();
  const owner = createKysely<Tables>(engine, { role: 'owner', scope: null });
  return { ...createDatabase(engine, giveBack), owner, url: null };
};

const openInMemory = async (options: TestDatabaseOptions): Promise<TestDatabase> => {
  if (Object.keys(options).length === 0) return openLeased();
  await buildTemplate(silentProgress);
  const { engine, close } = await openEmbedded({ databaseUrl: null, folder: null, templateFile, ...options });
  const owner = createKysely<Tables>(engine, { role: 'owner', scope: null });
  return { ...createDatabase(engine, close), owner, url: null };
};

const closeOnce = (close: () => Promise<void>): (() => Promise<void>) => {
  let closed: Promise<void> | null = null;
  return () => {
    closed ??= close();
    return closed;
  };
};

/**
 * A database for one test file: a clone of a migrated template on the server that TEST_DATABASE_URL or DATABASE_URL names
 * (kept when a test failed), otherwise an embedded one in memory, with options one
 * that no file had before. It is closed after the file's tests, or earlier by hand.
 */
export const openTestDatabase = async (options: TestDatabaseOptions = {}): Promise<TestDatabase> => {
  const database = serverUrl === null ? await openInMemory(options) : await openOnServer(serverUrl, options);
  const close = closeOnce(database.close);
  after(close);
  return { ...database, close };
};
