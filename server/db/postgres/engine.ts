import { Client, type Pool, type PoolClient } from 'pg';
import { isStalePlan } from '../database-error.ts';
import {
  type Binding,
  beginText,
  bindText,
  bindValues,
  type Engine,
  type EngineResult,
  type EngineStatement,
  type EngineTransaction,
  type Row,
  roleNames,
  type TransactionOptions,
} from '../engine.ts';
import { lend, openPool, reasonFor, toDriverUrl } from './connection-pool.ts';
import { subscribe } from './listener.ts';
import { createMessageBatch } from './message-batch.ts';
import { isConnectionBroken, toDatabaseError } from './server-error.ts';

export interface ServerOptions {
  readonly databaseUrl: string;
  readonly poolSize: number;
  readonly idleTransactionMs: number;
}

/** Relay, sweepers and the queue: enough for what one process does beside the requests. */
const workerPoolSize = 4;

const bindName = 'gatehouse_bind';

const bindingStatements = ({ scope }: Binding): EngineStatement[] =>
  scope ? [{ name: bindName, text: bindText, values: bindValues(scope) }] : [];

const command = (text: string): EngineStatement => ({ name: null, text, values: [] });

const send = (client: PoolClient, statements: readonly EngineStatement[]): Promise<EngineResult> => {
  const { batch, result } = createMessageBatch(statements);
  client.query(batch);
  return result;
};

/** Sends and gives the connection back; a connection that is of no further use is closed instead. */
const sendAndReturn = async (client: PoolClient, statements: readonly EngineStatement[]): Promise<EngineResult> => {
  let isBroken = false;
  try {
    return await send(client, statements);
  } catch (error) {
    isBroken = isConnectionBroken(error) || isStalePlan(error);
    throw reasonFor(client, error);
  } finally {
    client.release(isBroken);
  }
};

/** While a transaction is open its connection is lent to it, and given back exactly once. */
const createTransaction = (client: PoolClient): EngineTransaction => {
  let ended: Error | null = null;
  const end = (text: string): Promise<EngineResult> => {
    if (ended) return Promise.reject(ended);
    ended = new Error('The transaction has ended.');
    return sendAndReturn(client, [command(text)]);
  };
  return {
    execute: async (statement) => {
      if (ended) throw ended;
      try {
        return await send(client, [statement]);
      } catch (error) {
        if (!isConnectionBroken(error) || ended) throw error;
        ended = reasonFor(client, error);
        client.release(true);
        throw ended;
      }
    },
    commit: async () => (await end('commit')).command === 'COMMIT',
    rollback: async () => {
      if (!ended) await end('rollback');
    },
  };
};

const runScript = async (client: PoolClient, text: string): Promise<Row[]> => {
  let isBroken = false;
  try {
    const answer = await client.query<Row>(text);
    return (Array.isArray(answer) ? answer : [answer]).flatMap(({ rows }) => rows);
  } catch (error) {
    // A script may have left a transaction open; the next user of the connection must not meet it.
    isBroken = true;
    throw toDatabaseError(error);
  } finally {
    client.release(isBroken);
  }
};

/**
 * PostgreSQL through two small pools, one for each role, which every connection takes before it is handed out.
 * Statements of the hot path are prepared under their name; others are planned each time, so that a filter
 * that is sometimes absent never meets a plan made for another case.
 */
export const openServerEngine = ({ databaseUrl, poolSize, idleTransactionMs }: ServerOptions): Engine => {
  const open = (role: string, size: number): Pool => openPool({ databaseUrl, role, size, idleTransactionMs });
  const pools = { app: open(roleNames.app, poolSize), worker: open(roleNames.worker, workerPoolSize) };

  const poolOf = ({ role }: Binding): Pool => {
    if (role === 'owner') throw new Error('The owner works on a connection of its own.');
    return pools[role];
  };

  const execute = async (binding: Binding, statement: EngineStatement, isRetry = false): Promise<EngineResult> => {
    const client = await lend(poolOf(binding), databaseUrl);
    try {
      return await sendAndReturn(client, [...bindingStatements(binding), statement]);
    } catch (error) {
      const canRetry = !isRetry && statement.name !== null && isStalePlan(error);
      if (!canRetry) throw error;
      return execute(binding, statement, true);
    }
  };

  const begin = async (binding: Binding, options: TransactionOptions): Promise<EngineTransaction> => {
    const client = await lend(poolOf(binding), databaseUrl);
    try {
      await send(client, [command(beginText(options)), ...bindingStatements(binding)]);
    } catch (error) {
      client.release(true);
      throw error;
    }
    return createTransaction(client);
  };

  return {
    kind: 'postgres',
    execute: (binding, statement) => execute(binding, statement),
    begin,
    runScript: async (text) => runScript(await lend(pools.worker, databaseUrl), text),
    listen: (channel, onNotification, onReconnect) =>
      subscribe({
        createClient: () => new Client({ connectionString: toDriverUrl(databaseUrl), keepAlive: true }),
        channel,
        onNotification,
        onReconnect,
      }),
    vacuum: async () => {},
    close: async () => {
      await Promise.all(Object.values(pools).map((pool) => pool.end()));
    },
  };
};
