import { join } from 'node:path';
import type { Kysely } from 'kysely';
import { withCallersStack } from './database-error.ts';
import type { Binding, Engine, Row } from './engine.ts';
import { lockFolder } from './folder-lock.ts';
import { createKysely } from './kysely-dialect.ts';
import { migrate } from './migrate.ts';
import { type EmbeddedEngine, openEmbeddedEngine } from './pglite/engine.ts';
import { openServerEngine } from './postgres/engine.ts';
import { setUpServer } from './postgres/server-setup.ts';
import type { OrganizationScope, Scope } from './scope.ts';
import type { SqlValue } from './sql-value.ts';
import type { Tables } from './tables.ts';

export { DatabaseError, sqlState } from './database-error.ts';
export type { SqlValue } from './sql-value.ts';
export type { Tables } from './tables.ts';

/** A hot statement, compiled to text once. Parameters are $1, $2 ...; the name is unique in the program and at most 50 characters. */
export interface Statement {
  readonly name: string;
  readonly text: string;
}

/** What the queue library needs: SQL under the role gatehouse_worker, several statements at once when there are no values. */
export interface WorkerSql {
  executeSql(text: string, values?: readonly unknown[]): Promise<{ rows: Row[] }>;
  /** `onReconnect` is called after each time that the subscription was (re)established. */
  listen(
    channel: string,
    onNotification: (payload: string) => void,
    onReconnect: () => void,
  ): Promise<{ close(): Promise<void> }>;
}

/**
 * The database, embedded or a server. Rows come back in the same JavaScript types from both: timestamptz as Date, bytea
 * as Uint8Array, int8 as number, json parsed, arrays as arrays, numeric and date as text. A failed statement throws a
 * DatabaseError with the SQLSTATE in `code`.
 */
export interface Database {
  readonly engine: 'pglite' | 'postgres';
  /**
   * Kysely under the role gatehouse_app, bound to the organization (and environment) in the same message as each
   * statement. Works for transactions too.
   */
  scoped(scope: Scope | OrganizationScope): Kysely<Tables>;
  /** Role gatehouse_app, no organization bound: sees only the tables that stand outside (credential, sealing_key). */
  readonly unscoped: Kysely<Tables>;
  /** Role gatehouse_worker: relay and sweepers. */
  readonly worker: Kysely<Tables>;
  /** Role gatehouse_worker as plain SQL, for the queue library. */
  readonly workerSql: WorkerSql;
  /** The hot path: a named prepared statement, organization bound in the same message, no transaction block. */
  run<R>(scope: Scope | OrganizationScope, statement: Statement, values: readonly SqlValue[]): Promise<R[]>;
  /** The same with no organization bound: sees only the tables that stand outside. */
  runUnscoped<R>(statement: Statement, values: readonly SqlValue[]): Promise<R[]>;
  /** Keeps the embedded database from growing with every update; a server does that by itself. */
  vacuum(): Promise<void>;
  close(): Promise<void>;
}

export interface DatabaseOptions {
  /** A PostgreSQL URL; null for the embedded database. */
  readonly databaseUrl: string | null;
  /** The data folder, of which the embedded database uses `database`; null keeps it in memory. Not used with a server. */
  readonly folder: string | null;
  /** Connections for the application's role, 16 by default. Only for a server. */
  readonly poolSize?: number;
  /** A packed, migrated database from which an empty folder is filled. Only for the embedded database. */
  readonly templateFile?: string | null;
  /** An open transaction in which nothing happens for this long is rolled back. 30 000 by default. */
  readonly idleTransactionMs?: number;
  /** Called if the embedded database breaks down; every later statement fails. By default the process says so and ends. */
  readonly onCrash?: (error: Error) => void;
}

const defaultPoolSize = 16;
const defaultIdleTransactionMs = 30_000;

const endProcess = (error: Error): void => {
  process.stderr.write(`The embedded database stopped working (${error.cause ?? error.message}). Start again.\n`);
  process.exit(1);
};

const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

/** The one place where an organization is bound: what is given here is trusted by row-level security. */
const bind = ({ organizationId, environment }: Scope | OrganizationScope): Binding => {
  if (!uuid.test(organizationId)) throw new Error('A scope needs the id of an organization.');
  return { role: 'app', scope: { organizationId, environment } };
};

/** A server keeps a statement under its name alone, so a second text of the same name would run the first. */
const createNameCheck = (): ((statement: Statement) => void) => {
  const texts = new Map<string, string>();
  return ({ name, text }) => {
    const known = texts.get(name);
    if (known === undefined) texts.set(name, text);
    else if (known !== text) throw new Error(`Two statements share the name ${name}.`);
  };
};

/** The interface over either engine. */
export const createDatabase = (engine: Engine, close: () => Promise<void> = () => engine.close()): Database => {
  const checkName = createNameCheck();
  return {
    engine: engine.kind,
    scoped: (scope) => createKysely<Tables>(engine, bind(scope)),
    unscoped: createKysely<Tables>(engine, { role: 'app', scope: null }),
    worker: createKysely<Tables>(engine, { role: 'worker', scope: null }),
    workerSql: {
      executeSql: async (text, values) => {
        if (!values?.length) return { rows: await engine.runScript(text) };
        return engine.execute({ role: 'worker', scope: null }, { text, values, name: null });
      },
      listen: engine.listen,
    },
    run: async <R>(scope: Scope | OrganizationScope, statement: Statement, values: readonly SqlValue[]) => {
      checkName(statement);
      const { rows } = await withCallersStack(engine.execute(bind(scope), { ...statement, values }));
      return rows as R[];
    },
    runUnscoped: async <R>(statement: Statement, values: readonly SqlValue[]) => {
      checkName(statement);
      const { rows } = await withCallersStack(engine.execute({ role: 'app', scope: null }, { ...statement, values }));
      return rows as R[];
    },
    vacuum: () => engine.vacuum(),
    close,
  };
};

interface OpenedEngine {
  readonly engine: EmbeddedEngine;
  /** Migrations that ran. */
  readonly applied: readonly string[];
  /** Closes the engine and gives the folder free. */
  close(): Promise<void>;
}

/** The embedded database under its lock, at the present schema. */
export const openEmbedded = async (options: DatabaseOptions): Promise<OpenedEngine> => {
  const lock = options.folder === null ? null : lockFolder(options.folder);
  try {
    const engine = await openEmbeddedEngine({
      folder: options.folder === null ? null : join(options.folder, 'database'),
      templateFile: options.templateFile ?? null,
      idleTransactionMs: options.idleTransactionMs ?? defaultIdleTransactionMs,
      onCrash: options.onCrash ?? endProcess,
    });
    const applied = await migrate(createKysely<unknown>(engine, { role: 'owner', scope: null }));
    const close = async (): Promise<void> => {
      await engine.close();
      lock?.release();
    };
    return { engine, applied, close };
  } catch (error) {
    lock?.release();
    throw error;
  }
};

const openServer = async (databaseUrl: string, options: DatabaseOptions): Promise<Database> => {
  await setUpServer(databaseUrl);
  return createDatabase(
    openServerEngine({
      databaseUrl,
      poolSize: options.poolSize ?? defaultPoolSize,
      idleTransactionMs: options.idleTransactionMs ?? defaultIdleTransactionMs,
    }),
  );
};

/**
 * Opens the database and brings it to the present schema (with a server only when the login owns the database).
 *
 * @throws Error with one sentence that says what is wrong and what to do
 */
export const openDatabase = async (options: DatabaseOptions): Promise<Database> => {
  if (options.databaseUrl !== null) return openServer(options.databaseUrl, options);
  const { engine, close } = await openEmbedded(options);
  return createDatabase(engine, close);
};

/** Only brings the database to the present schema, and says which migrations ran. */
export const migrateDatabase = async (options: DatabaseOptions): Promise<readonly string[]> => {
  if (options.databaseUrl !== null) return setUpServer(options.databaseUrl);
  const { applied, close } = await openEmbedded(options);
  await close();
  return applied;
};
