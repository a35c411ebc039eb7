import type { Connection, FieldDef, Submittable } from 'pg';
import { readCommandTag } from '../command-tag.ts';
import type { EngineResult, EngineStatement, Row } from '../engine.ts';
import { parserOfType } from '../result-value.ts';
import { textOfValue } from '../sql-value.ts';
import { toDatabaseError } from './server-error.ts';

/*
 * Several statements under ONE Sync, which makes them one implicit transaction: what set_config sets locally in the first
 * holds for the second and is gone afterwards, also when it failed. This uses the message methods of the driver's
 * connection, which are not its public interface: its version is pinned, and the isolation tests are the guard.
 */

interface Column {
  readonly name: string;
  readonly parse: (text: string) => unknown;
}

/** Which statements a connection keeps prepared, and which were sent to be and not yet confirmed. */
interface PreparedNames {
  readonly confirmed: Set<string>;
  pending: string[];
  /**
   * Columns by name, as the server once described them: it refuses to run a prepared statement whose columns have
   * changed, and the connection is given up then.
   */
  readonly columns: Map<string, readonly Column[]>;
}

const preparedNames = new WeakMap<Connection, PreparedNames>();

/**
 * A statement whose Parse succeeded stays prepared even when its execution failed, so a name is forgotten only when the
 * server did not confirm it.
 */
const namesOf = (connection: Connection): PreparedNames => {
  const known = preparedNames.get(connection);
  if (known) return known;
  const names: PreparedNames = { confirmed: new Set(), pending: [], columns: new Map() };
  connection.on('parseComplete', () => {
    const parsed = names.pending.shift();
    if (parsed) names.confirmed.add(parsed);
  });
  preparedNames.set(connection, names);
  return names;
};

const toWire = (value: unknown): string | Buffer | null =>
  value instanceof Uint8Array ? Buffer.from(value.buffer, value.byteOffset, value.byteLength) : textOfValue(value);

interface WireStatement {
  readonly name: string;
  readonly text: string;
  readonly values: (string | Buffer | null)[];
}

/** Values are turned to their wire form before anything is sent, so that a refused value leaves the connection as it was. */
const toWireStatement = ({ name, text, values }: EngineStatement): WireStatement => ({
  name: name ?? '',
  text,
  values: values.map(toWire),
});

const parseOnce = (connection: Connection, names: PreparedNames, { name, text }: WireStatement): void => {
  if (name !== '' && names.confirmed.has(name)) return;
  names.pending.push(name);
  connection.parse({ name, text, types: [] }, true);
};

const sendStatement = (
  connection: Connection,
  names: PreparedNames,
  statement: WireStatement,
  isLast: boolean,
): void => {
  parseOnce(connection, names, statement);
  connection.bind({ portal: '', statement: statement.name, values: statement.values }, true);
  if (isLast && !names.columns.has(statement.name)) connection.describe({ type: 'P', name: '' }, true);
  connection.execute(null, true);
};

/** What the driver calls on a query of ours while answers come in. */
interface Batch extends Submittable {
  handleRowDescription(message: { readonly fields: readonly FieldDef[] }): void;
  handleDataRow(message: { readonly fields: readonly (string | null)[] }): void;
  handleCommandComplete(message: { readonly text: string }): void;
  handleEmptyQuery(): void;
  handleReadyForQuery(): void;
  handleError(error: Error): void;
}

const readRow = (columns: readonly Column[], fields: readonly (string | null)[]): Row => {
  const row: Row = {};
  for (const [index, { name, parse }] of columns.entries()) {
    const text = fields[index];
    row[name] = text === null || text === undefined ? null : parse(text);
  }
  return row;
};

/**
 * A batch to hand to `client.query`. The promise brings the result of the last statement.
 *
 * @throws DatabaseError at once for a value that cannot be stored
 */
export const createMessageBatch = (
  statements: readonly EngineStatement[],
): { batch: Batch; result: Promise<EngineResult> } => {
  const wired = statements.map(toWireStatement);
  const { promise, resolve, reject } = Promise.withResolvers<EngineResult>();
  let names: PreparedNames | null = null;
  const last = wired.at(-1)?.name ?? '';
  let completed = 0;
  let columns: readonly Column[] = [];
  let rows: Row[] = [];
  let tag = '';
  let failure: unknown = null;
  const batch: Batch = {
    submit: (connection) => {
      names = namesOf(connection);
      columns = names.columns.get(last) ?? [];
      connection.stream.cork();
      try {
        for (const [index, statement] of wired.entries()) {
          sendStatement(connection, names, statement, index === wired.length - 1);
        }
      } finally {
        connection.sync();
        connection.stream.uncork();
      }
    },
    handleRowDescription: ({ fields }) => {
      columns = fields.map(({ name, dataTypeID }) => ({ name, parse: parserOfType(dataTypeID) }));
      if (last !== '') names?.columns.set(last, columns);
    },
    handleDataRow: ({ fields }) => {
      if (completed < wired.length - 1 || failure) return;
      try {
        rows.push(readRow(columns, fields));
      } catch (error) {
        failure = error;
      }
    },
    handleCommandComplete: ({ text }) => {
      completed += 1;
      tag = text;
    },
    handleEmptyQuery: () => {},
    handleReadyForQuery: () => {
      if (failure) reject(failure);
      else resolve({ ...readCommandTag(tag), rows });
    },
    handleError: (error) => {
      if (names) names.pending = [];
      rows = [];
      reject(toDatabaseError(error));
    },
  };
  return { batch, result: promise };
};
