import { DatabaseError, sqlState } from './database-error.ts';

type Parse = (text: string) => unknown;

const parseInteger: Parse = (text) => {
  const value = Number(text);
  if (!Number.isSafeInteger(value)) {
    throw new DatabaseError(`The number ${text} is too large to be read exactly; select it as text.`, {
      code: sqlState.valueOutOfRange,
    });
  }
  return value;
};

/** The latest and earliest moment that a Date holds stand for infinity and -infinity. */
const farthestMs = 8.64e15;

/** `2026-11-21 10:00:00.123456+00`: every session runs in UTC. Microseconds are cut to milliseconds. */
const parseTimestamp: Parse = (text) => {
  if (text.endsWith('+00')) return new Date(`${text.slice(0, 10)}T${text.slice(11, -3)}Z`);
  if (text === 'infinity') return new Date(farthestMs);
  if (text === '-infinity') return new Date(-farthestMs);
  return new Date(text.replace(' ', 'T'));
};

/** Its own memory, not a window on a pooled buffer, so that it can be transferred and kept. */
const parseBytes: Parse = (text) => {
  const bytes = new Uint8Array((text.length - 2) / 2);
  Buffer.from(bytes.buffer).write(text.slice(2), 'hex');
  return bytes;
};

interface Cursor {
  readonly text: string;
  at: number;
}

const readQuoted = (cursor: Cursor): string => {
  let value = '';
  for (cursor.at += 1; cursor.text[cursor.at] !== '"'; cursor.at += 1) {
    if (cursor.text[cursor.at] === '\\') cursor.at += 1;
    value += cursor.text[cursor.at];
  }
  cursor.at += 1;
  return value;
};

const readBare = (cursor: Cursor): string => {
  const start = cursor.at;
  while (cursor.at < cursor.text.length && cursor.text[cursor.at] !== ',' && cursor.text[cursor.at] !== '}')
    cursor.at += 1;
  return cursor.text.slice(start, cursor.at);
};

const readElement = (cursor: Cursor, parse: Parse): unknown => {
  if (cursor.text[cursor.at] === '{') return readArray(cursor, parse);
  if (cursor.text[cursor.at] === '"') return parse(readQuoted(cursor));
  const bare = readBare(cursor);
  return bare === 'NULL' ? null : parse(bare);
};

const readArray = (cursor: Cursor, parse: Parse): unknown[] => {
  const elements: unknown[] = [];
  cursor.at += 1;
  while (cursor.text[cursor.at] !== '}') {
    elements.push(readElement(cursor, parse));
    if (cursor.text[cursor.at] === ',') cursor.at += 1;
  }
  cursor.at += 1;
  return elements;
};

/** PostgreSQL, 8.15.6; bounds other than those that begin at one (`[0:1]={...}`) are dropped. */
const parseArray =
  (parse: Parse): Parse =>
  (text) =>
    readArray({ text, at: text.indexOf('{') }, parse);

const parseText: Parse = (text) => text;
const parseJson: Parse = (text) => JSON.parse(text);
const parseBoolean: Parse = (text) => text === 't';

/** By the number of the type and of its array in pg_type. What is not named here stays text: numeric and date among others. */
const scalars: readonly (readonly [type: number, array: number, parse: Parse])[] = [
  [16, 1000, parseBoolean],
  [17, 1001, parseBytes],
  [20, 1016, parseInteger],
  [21, 1005, Number],
  [23, 1007, Number],
  [26, 1028, Number],
  [114, 199, parseJson],
  [700, 1021, Number],
  [701, 1022, Number],
  [1184, 1185, parseTimestamp],
  [3802, 3807, parseJson],
];

/** Arrays of types whose elements stay text: "char", name, text, character, varchar, date, numeric, uuid. */
const textArrays = [1002, 1003, 1009, 1014, 1015, 1182, 1231, 2951];

const parsers: ReadonlyMap<number, Parse> = new Map([
  ...scalars.flatMap(([type, array, parse]): [number, Parse][] => [
    [type, parse],
    [array, parseArray(parse)],
  ]),
  ...textArrays.map((array): [number, Parse] => [array, parseArray(parseText)]),
]);

/** How a column of this type (pg_type.oid) is read from its text form. The same for both engines. */
export const parserOfType = (type: number): Parse => parsers.get(type) ?? parseText;
