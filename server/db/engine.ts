import type { IsolationLevel } from 'kysely';
import type { Environment } from './scope.ts';

/** Under which role a statement runs. `owner` exists on the embedded database alone, for migrations. */
export type Role = 'app' | 'worker' | 'owner';

export const roleNames = { app: 'gatehouse_app', worker: 'gatehouse_worker' } as const;

export interface BoundScope {
  readonly organizationId: string;
  /** Null binds the organization alone. */
  readonly environment: Environment | null;
}

/** What a statement may see. Sent in the same message as the statement, and gone with it. */
export interface Binding {
  readonly role: Role;
  readonly scope: BoundScope | null;
}

export interface EngineStatement {
  readonly text: string;
  readonly values: readonly unknown[];
  /** A name under which a server keeps the prepared statement; null when it is not worth keeping. */
  readonly name: string | null;
}

export type Row = Record<string, unknown>;

export interface EngineResult {
  /** The command as the database names it: SELECT, INSERT, COMMIT ... */
  readonly command: string;
  /** Rows inserted, updated or deleted; null for other commands. */
  readonly affectedRows: number | null;
  readonly rows: Row[];
}

export interface EngineTransaction {
  execute(statement: EngineStatement): Promise<EngineResult>;
  /** Resolves to false when the database rolled back because an earlier statement had failed. */
  commit(): Promise<boolean>;
  rollback(): Promise<void>;
}

export interface TransactionOptions {
  readonly isolationLevel?: IsolationLevel | undefined;
  readonly isReadOnly?: boolean | undefined;
}

/** One of the two databases. Everything that reaches it is bound to a role and a scope. */
export interface Engine {
  readonly kind: 'pglite' | 'postgres';
  execute(binding: Binding, statement: EngineStatement): Promise<EngineResult>;
  /** An open transaction that lies idle for longer than the engine's limit is rolled back and its next statement fails. */
  begin(binding: Binding, options: TransactionOptions): Promise<EngineTransaction>;
  /** Several statements without values, one after the other, under gatehouse_worker; rows of all of them together. */
  runScript(text: string): Promise<Row[]>;
  listen(
    channel: string,
    onNotification: (payload: string) => void,
    onReconnect: () => void,
  ): Promise<{ close(): Promise<void> }>;
  /**
   * Clears away what updates and deletes left behind, table by table, and counts anew for the planner. The embedded
   * database has nobody else who does it; a server does it by itself, so there nothing happens.
   */
  vacuum(): Promise<void>;
  close(): Promise<void>;
}

/** `begin` with its options; the words are the database's own. */
export const beginText = ({ isolationLevel, isReadOnly }: TransactionOptions): string =>
  ['begin', isolationLevel && `isolation level ${isolationLevel}`, isReadOnly && 'read only'].filter(Boolean).join(' ');

/**
 * Binds organization and environment for one message or one transaction: the setting is local, so it ends with it.
 * Parameters: organization, environment.
 */
export const bindText = `select set_config('app.organization', $1, true), set_config('app.environment', $2, true)`;

export const bindValues = ({ organizationId, environment }: BoundScope): readonly [string, string] => [
  organizationId,
  environment ?? '',
];
