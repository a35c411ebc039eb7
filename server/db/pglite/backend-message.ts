import { readCommandTag } from '../command-tag.ts';
import { DatabaseError } from '../database-error.ts';
import type { EngineResult, Row } from '../engine.ts';
import { parserOfType } from '../result-value.ts';

/** What the embedded database answered to one message. */
export interface Answer {
  readonly results: EngineResult[];
  readonly error: DatabaseError | null;
  readonly notifications: { readonly channel: string; readonly payload: string }[];
}

interface Reader {
  readonly bytes: Buffer;
  at: number;
}

interface Field {
  readonly name: string;
  readonly parse: (text: string) => unknown;
}

const readByte = (reader: Reader): number => reader.bytes[reader.at++] ?? 0;

const readInt16 = (reader: Reader): number => {
  reader.at += 2;
  return reader.bytes.readInt16BE(reader.at - 2);
};

const readInt32 = (reader: Reader): number => {
  reader.at += 4;
  return reader.bytes.readInt32BE(reader.at - 4);
};

const readText = (reader: Reader, length: number): string => {
  reader.at += length;
  return reader.bytes.toString('utf8', reader.at - length, reader.at);
};

const readTerminatedText = (reader: Reader): string => {
  const text = readText(reader, reader.bytes.indexOf(0, reader.at) - reader.at);
  reader.at += 1;
  return text;
};

const readField = (reader: Reader): Field => {
  const name = readTerminatedText(reader);
  reader.at += 6;
  const type = readInt32(reader);
  reader.at += 8;
  return { name, parse: parserOfType(type) };
};

const readFields = (reader: Reader): Field[] => Array.from({ length: readInt16(reader) }, () => readField(reader));

const readRow = (reader: Reader, fields: readonly Field[]): Row => {
  const row: Row = {};
  reader.at += 2;
  for (const { name, parse } of fields) {
    const length = readInt32(reader);
    row[name] = length < 0 ? null : parse(readText(reader, length));
  }
  return row;
};

/** After FATAL and PANIC (a full disk, a lost file) the session answers every statement with nonsense. */
const isFatal = (severity: string | undefined): boolean => severity === 'FATAL' || severity === 'PANIC';

/** @throws Error when the database cannot go on */
const readError = (reader: Reader): DatabaseError => {
  const parts = new Map<string, string>();
  for (let kind = readByte(reader); kind !== 0; kind = readByte(reader)) {
    parts.set(String.fromCharCode(kind), readTerminatedText(reader));
  }
  if (isFatal(parts.get('V'))) throw new Error(`${parts.get('V')}: ${parts.get('M')}`);
  return new DatabaseError(parts.get('M') ?? 'The database refused the statement.', {
    code: parts.get('C') ?? 'XX000',
    constraint: parts.get('n'),
    table: parts.get('t'),
    column: parts.get('c'),
  });
};

/**
 * Reads the messages that a server sends (PostgreSQL, 55.7): T row description, D row, C end of a command, E error,
 * A notification. Others carry nothing that is needed here.
 *
 * @throws Error when the database cannot go on
 */
export const readAnswer = (data: Uint8Array): Answer => {
  const answer: { results: EngineResult[]; error: DatabaseError | null; notifications: Answer['notifications'] } = {
    results: [],
    error: null,
    notifications: [],
  };
  let fields: Field[] = [];
  let rows: Row[] = [];
  const reader: Reader = { bytes: Buffer.from(data.buffer, data.byteOffset, data.byteLength), at: 0 };
  while (reader.at < reader.bytes.length) {
    const kind = String.fromCharCode(readByte(reader));
    const end = reader.at + reader.bytes.readInt32BE(reader.at);
    reader.at += 4;
    if (kind === 'T') fields = readFields(reader);
    else if (kind === 'D') rows.push(readRow(reader, fields));
    else if (kind === 'C') {
      answer.results.push({ ...readCommandTag(readTerminatedText(reader)), rows });
      rows = [];
    } else if (kind === 'E') answer.error ??= readError(reader);
    else if (kind === 'A') {
      reader.at += 4;
      answer.notifications.push({ channel: readTerminatedText(reader), payload: readTerminatedText(reader) });
    }
    reader.at = end;
  }
  return answer;
};

/** A simple query (PostgreSQL, 55.7, message Q): any number of statements in one implicit transaction. */
export const writeQuery = (text: string): Uint8Array => {
  const length = Buffer.byteLength(text);
  const message = Buffer.allocUnsafe(length + 6);
  message[0] = 'Q'.charCodeAt(0);
  message.writeInt32BE(length + 5, 1);
  message.write(text, 5, 'utf8');
  message[length + 5] = 0;
  return message;
};
