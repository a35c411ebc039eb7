interface DatabaseErrorDetails {
  /** SQLSTATE, five characters (PostgreSQL, appendix A). */
  readonly code: string;
  readonly constraint?: string | undefined;
  readonly table?: string | undefined;
  readonly column?: string | undefined;
}

/** A statement that failed or a connection that was lost; the same shape from the embedded database and from a server. */
export class DatabaseError extends Error {
  readonly code: string;
  readonly constraint: string | undefined;
  readonly table: string | undefined;
  readonly column: string | undefined;

  constructor(message: string, details: DatabaseErrorDetails, cause?: unknown) {
    super(message, cause === undefined ? undefined : { cause });
    this.name = 'DatabaseError';
    this.code = details.code;
    this.constraint = details.constraint;
    this.table = details.table;
    this.column = details.column;
  }
}

/** Gives an error that came in from outside the stack of the one who asked, which is the one to look at. */
export const withCallersStack = async <T>(asked: Promise<T>): Promise<T> => {
  try {
    return await asked;
  } catch (error) {
    if (error instanceof DatabaseError) Error.captureStackTrace(error, withCallersStack);
    throw error;
  }
};

/** SQLSTATEs that the program tells apart. */
export const sqlState = {
  connectionFailure: '08006',
  unableToConnect: '08001',
  valueOutOfRange: '22003',
  invalidText: '22021',
  uniqueViolation: '23505',
  idleTransaction: '25P03',
  noSuchPreparedStatement: '26000',
  cachedPlanInvalid: '0A000',
  insufficientPrivilege: '42501',
} as const;

/** The statement may or may not have been carried out: the caller finds out by reading again. */
export const connectionLost = (cause?: unknown): DatabaseError =>
  new DatabaseError(
    'The connection to the database was lost. A statement that was under way may or may not have been carried out.',
    { code: sqlState.connectionFailure },
    cause,
  );

/** A table changed under a prepared statement, or the statement is gone: preparing it again helps. */
export const isStalePlan = (error: unknown): boolean =>
  error instanceof DatabaseError &&
  (error.code === sqlState.noSuchPreparedStatement || error.code === sqlState.cachedPlanInvalid);
