import { type Kysely, sql } from 'kysely';

/** Runs statements one after the other: the embedded database takes one statement per prepared message. */
export const runStatements = async (database: Kysely<unknown>, statements: readonly string[]): Promise<void> => {
  for (const statement of statements) await sql.raw(statement).execute(database);
};
