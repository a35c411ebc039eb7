import type { Kysely } from 'kysely';
import type { OrganizationScope, Scope } from './scope.ts';
import type { Tables } from './tables.ts';

export type { Tables } from './tables.ts';

/** What may be given to a statement. Objects for a json column are passed as JSON text. */
export type SqlValue = string | number | bigint | boolean | Date | Uint8Array | null | readonly (string | null)[];

/** A hot statement, compiled to text once. Parameters are $1, $2 ...; the name is unique in the program and at most 50 characters. */
export interface Statement {
  readonly name: string;
  readonly text: string;
}

/** What the queue library needs: SQL under the role gatehouse_worker, several statements at once when there are no values. */
export interface WorkerSql {
  executeSql(text: string, values?: readonly unknown[]): Promise<{ rows: Record<string, unknown>[] }>;
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
  run<Row>(scope: Scope | OrganizationScope, statement: Statement, values: readonly SqlValue[]): Promise<Row[]>;
  close(): Promise<void>;
}

export interface DatabaseOptions {
  /** A PostgreSQL URL; null for the embedded database. */
  readonly databaseUrl: string | null;
  /** The data folder; the embedded database lies in its folder `database`. */
  readonly folder: string;
  /** Connections for the application's role, 16 by default. Only for a server. */
  readonly poolSize?: number;
  /** A packed, migrated database from which a new folder is filled. Only for the embedded database. */
  readonly templateFile?: string | null;
}

export async function openDatabase(_options: DatabaseOptions): Promise<Database> {
  throw new Error('The database layer is not connected yet.');
}
