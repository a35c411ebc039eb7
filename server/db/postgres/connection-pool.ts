import { type ClientBase, Pool, type PoolClient } from 'pg';
import type { DatabaseError } from '../database-error.ts';
import { parserOfType } from '../result-value.ts';
import { isConnectionBroken, toDatabaseError, unableToConnect } from './server-error.ts';

const connectTimeoutMs = 10_000;

/** Modes of libpq that encrypt or not without a choice left to the server. */
const tlsModes = new Set(['disable', 'require', 'verify-ca', 'verify-full']);

/**
 * The URL as the driver takes it, with sslmode meaning what it means to PostgreSQL's own programs (`require` encrypts without
 * checking the certificate, `verify-full` checks it).
 *
 * @throws Error with a sentence for a URL that is none and for a mode that lets the server choose
 */
export const toDriverUrl = (databaseUrl: string): string => {
  if (!URL.canParse(databaseUrl) || !/^postgres(ql)?:$/.test(new URL(databaseUrl).protocol)) {
    throw new Error('DATABASE_URL is not a PostgreSQL address. Write postgres://USER:PASSWORD@HOST:5432/DATABASE.');
  }
  const url = new URL(databaseUrl);
  const mode = url.searchParams.get('sslmode');
  if (mode === null) return databaseUrl;
  if (!tlsModes.has(mode)) {
    throw new Error(`DATABASE_URL has sslmode=${mode}. Write one of ${[...tlsModes].join(', ')}.`);
  }
  url.searchParams.set('uselibpqcompat', 'true');
  return url.href;
};

export interface PoolOptions {
  readonly databaseUrl: string;
  readonly size: number;
  /** The role that every connection takes before it is handed out; null keeps the login's own. */
  readonly role: string | null;
  readonly idleTransactionMs: number;
}

/** Everything that the reading of results relies on, so that no setting of server, database or login can change it. */
const sessionText = ({ role, idleTransactionMs }: PoolOptions): string =>
  [
    "set datestyle to 'ISO, YMD'",
    "set timezone to 'UTC'",
    'set bytea_output to hex',
    'set extra_float_digits to 1',
    'set standard_conforming_strings to on',
    `set idle_in_transaction_session_timeout to ${idleTransactionMs}`,
    ...(role ? [`set role ${role}`] : []),
  ].join('; ');

/** What a connection reported while nobody was asking: why the server ended it. */
const farewells = new WeakMap<ClientBase, Error>();

/** The reason for which a statement failed: on a connection that was lost, what the server said before. */
export const reasonFor = (client: ClientBase, error: unknown): DatabaseError =>
  isConnectionBroken(error) ? toDatabaseError(farewells.get(client) ?? error) : toDatabaseError(error);

export const openPool = (options: PoolOptions): Pool => {
  const text = sessionText(options);
  const prepare = async (client: ClientBase): Promise<void> => {
    // A connection that breaks while it is lent out reports it here as well as to its statement, and would end the process.
    client.on('error', (error) => {
      if (!farewells.has(client)) farewells.set(client, error);
    });
    await client.query(text);
  };
  const pool = new Pool({
    connectionString: toDriverUrl(options.databaseUrl),
    application_name: 'gatehouse',
    max: options.size,
    connectionTimeoutMillis: connectTimeoutMs,
    onConnect: prepare,
    // For what does not go through a batch of ours: scripts.
    types: { getTypeParser: parserOfType },
  });
  // An idle connection that breaks is replaced by the pool.
  pool.on('error', () => {});
  return pool;
};

export const lend = async (pool: Pool, databaseUrl: string): Promise<PoolClient> => {
  try {
    return await pool.connect();
  } catch (error) {
    throw unableToConnect(databaseUrl, error);
  }
};
