import { DatabaseError, sqlState } from './database-error.ts';

/** What may be given to a statement. Objects for a json column are passed as JSON text. */
export type SqlValue = string | number | bigint | boolean | Date | Uint8Array | null | readonly (string | null)[];

const refuse = (message: string, code: string): DatabaseError => new DatabaseError(message, { code });

const textOfString = (value: string): string => {
  if (value.includes('\0')) {
    throw refuse('A text with the character NUL (U+0000) cannot be stored in the database.', sqlState.invalidText);
  }
  return value;
};

/** Years outside 1 to 9999 have no common form in PostgreSQL and ISO 8601. */
const textOfDate = (value: Date): string => {
  const time = value.getTime();
  const year = value.getUTCFullYear();
  if (Number.isNaN(time) || year < 1 || year > 9999) {
    throw refuse(`The date ${String(value)} cannot be stored: its year is not in 1 to 9999.`, sqlState.valueOutOfRange);
  }
  return value.toISOString();
};

const textOfObject = (value: object): string => {
  try {
    return JSON.stringify(value);
  } catch {
    throw refuse('An object that cannot be written as JSON cannot be stored in the database.', sqlState.invalidText);
  }
};

const textOfElement = (element: unknown): string => {
  if (element === null || element === undefined) return 'NULL';
  if (Array.isArray(element)) return textOfArray(element);
  const text = textOfValue(element) ?? 'NULL';
  return `"${text.replaceAll('\\', '\\\\').replaceAll('"', '\\"')}"`;
};

const textOfArray = (value: readonly unknown[]): string => `{${value.map(textOfElement).join(',')}}`;

/**
 * The text form in which PostgreSQL reads a value (without quotes), or null. Both engines send this form, so that a value
 * means the same on both. An object becomes JSON. A lone surrogate in a string becomes U+FFFD, as UTF-8 demands.
 *
 * @throws DatabaseError for a text with NUL and a date out of range.
 */
export const textOfValue = (value: unknown): string | null => {
  if (value === null || value === undefined) return null;
  if (typeof value === 'string') return textOfString(value);
  if (typeof value === 'number' || typeof value === 'bigint' || typeof value === 'boolean') return String(value);
  if (value instanceof Uint8Array)
    return `\\x${Buffer.from(value.buffer, value.byteOffset, value.byteLength).toString('hex')}`;
  if (value instanceof Date) return textOfDate(value);
  if (Array.isArray(value)) return textOfArray(value);
  if (typeof value === 'object') return textOfString(textOfObject(value));
  throw refuse(`A value of type ${typeof value} cannot be stored in the database.`, sqlState.invalidText);
};

/**
 * A value as an SQL literal that needs no setting of the session to be read rightly: quotes are doubled, and a text with a
 * backslash is written as E'...' with backslashes doubled (PostgreSQL, 4.1.2.1 and 4.1.2.2).
 */
export const literalOfValue = (value: unknown): string => {
  const text = textOfValue(value);
  if (text === null) return 'NULL';
  const quoted = `'${text.replaceAll("'", "''")}'`;
  return text.includes('\\') ? ` E${quoted.replaceAll('\\', '\\\\')}` : quoted;
};
