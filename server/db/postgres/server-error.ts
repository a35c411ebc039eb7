import { DatabaseError as ServerError } from 'pg';
import { connectionLost, DatabaseError, sqlState } from '../database-error.ts';

/**
 * What the driver threw, in our shape: the server's own error, or a connection that was lost. The server's detail and
 * the error itself are left behind, for they quote values of the row, which must not reach a log.
 */
export const toDatabaseError = (error: unknown): DatabaseError => {
  if (error instanceof DatabaseError) return error;
  if (!(error instanceof ServerError)) return connectionLost(error);
  const { message, code, constraint, table, column } = error;
  return new DatabaseError(message, { code: code ?? 'XX000', constraint, table, column });
};

/** After these the connection is of no further use. Classes 08 and 57P, and a transaction ended for idleness. */
export const isConnectionBroken = (error: unknown): boolean =>
  error instanceof DatabaseError && (/^(08|57P)/.test(error.code) || error.code === sqlState.idleTransaction);

/** The server's name without user and password. */
const addressOf = (databaseUrl: string): string => {
  try {
    const { host, pathname, searchParams } = new URL(databaseUrl);
    return `${host || searchParams.get('host') || 'localhost'}${pathname}`;
  } catch {
    return 'the given address';
  }
};

const reasonOf = (error: unknown): string => {
  if (error instanceof AggregateError && error.errors.length > 0) return reasonOf(error.errors[0]);
  return error instanceof Error ? error.message || ('code' in error ? String(error.code) : error.name) : String(error);
};

/** No connection could be made. */
export const unableToConnect = (databaseUrl: string, error: unknown): DatabaseError =>
  new DatabaseError(
    `The database at ${addressOf(databaseUrl)} could not be reached (${reasonOf(error)}). Check DATABASE_URL and that the server runs.`,
    { code: sqlState.unableToConnect },
    error,
  );
