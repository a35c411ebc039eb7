import {
  AbortedTransactionError,
  type CompiledQuery,
  type DatabaseConnection,
  type Dialect,
  type Driver,
  Kysely,
  PostgresAdapter,
  PostgresIntrospector,
  PostgresQueryCompiler,
  type QueryResult,
  type TransactionSettings,
} from 'kysely';
import { withCallersStack } from './database-error.ts';
import type { Binding, Engine, EngineResult, EngineTransaction } from './engine.ts';

/** What Kysely holds between acquire and release. It is a connection of the database only while a transaction is open. */
interface BoundConnection extends DatabaseConnection {
  transaction: EngineTransaction | null;
}

const toQueryResult = <R>({ rows, affectedRows }: EngineResult): QueryResult<R> => ({
  rows: rows as R[],
  ...(affectedRows === null ? {} : { numAffectedRows: BigInt(affectedRows) }),
});

const createConnection = (engine: Engine, binding: Binding): BoundConnection => ({
  transaction: null,
  async executeQuery<R>({ sql, parameters }: CompiledQuery): Promise<QueryResult<R>> {
    const statement = { text: sql, values: parameters, name: null };
    const asked = this.transaction ? this.transaction.execute(statement) : engine.execute(binding, statement);
    return toQueryResult<R>(await withCallersStack(asked));
  },
  // biome-ignore lint/correctness/useYield: it refuses instead of yielding
  async *streamQuery() {
    throw new Error('Rows are not streamed; read them page by page.');
  },
});

const openTransaction = (connection: BoundConnection): EngineTransaction => {
  if (!connection.transaction) throw new Error('There is no open transaction on this connection.');
  return connection.transaction;
};

const identifier = (name: string): string => `"${name.replaceAll('"', '""')}"`;

const createDriver = (engine: Engine, binding: Binding): Driver => {
  const connections = new WeakMap<DatabaseConnection, BoundConnection>();
  const bound = (connection: DatabaseConnection): BoundConnection => {
    const found = connections.get(connection);
    if (!found) throw new Error('This connection was not acquired here.');
    return found;
  };
  const command = (connection: DatabaseConnection, text: string) =>
    openTransaction(bound(connection)).execute({ text, values: [], name: null });
  return {
    init: async () => {},
    acquireConnection: async () => {
      const connection = createConnection(engine, binding);
      connections.set(connection, connection);
      return connection;
    },
    beginTransaction: async (connection, { isolationLevel, accessMode }: TransactionSettings) => {
      bound(connection).transaction = await engine.begin(binding, {
        isolationLevel,
        isReadOnly: accessMode === 'read only',
      });
    },
    commitTransaction: async (connection) => {
      const transaction = openTransaction(bound(connection));
      bound(connection).transaction = null;
      if (!(await transaction.commit())) throw new AbortedTransactionError();
    },
    rollbackTransaction: async (connection) => {
      const { transaction } = bound(connection);
      bound(connection).transaction = null;
      await transaction?.rollback();
    },
    savepoint: async (connection, name) => void (await command(connection, `savepoint ${identifier(name)}`)),
    rollbackToSavepoint: async (connection, name) =>
      void (await command(connection, `rollback to ${identifier(name)}`)),
    releaseSavepoint: async (connection, name) => void (await command(connection, `release ${identifier(name)}`)),
    releaseConnection: async (connection) => {
      const { transaction } = bound(connection);
      bound(connection).transaction = null;
      await transaction?.rollback();
    },
    destroy: async () => {},
  };
};

/** Kysely whose every statement runs under this binding. Cheap to make: it holds no connection of its own. */
export const createKysely = <Tables>(engine: Engine, binding: Binding): Kysely<Tables> => {
  const dialect: Dialect = {
    createDriver: () => createDriver(engine, binding),
    createAdapter: () => new PostgresAdapter(),
    createIntrospector: (database) => new PostgresIntrospector(database),
    createQueryCompiler: () => new PostgresQueryCompiler(),
  };
  return new Kysely<Tables>({ dialect });
};
