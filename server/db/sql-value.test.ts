import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { openTestDatabase } from '../test/database.ts';
import { type SqlValue, sqlState } from './client.ts';
import { literalOfValue, textOfValue } from './sql-value.ts';

const database = await openTestDatabase();
const scope = { organizationId: '01890000-0000-7000-8000-000000000001', environment: 'live' } as const;

/** What the database understood, both from a literal in the text and from a parameter. */
const readBack = async (value: SqlValue, type: string): Promise<unknown[]> => {
  const text = `select $1::${type} as value`;
  const [row] = await database.run<{ value: unknown }>(scope, { name: `read_${type.replaceAll(/\W/g, '_')}`, text }, [
    value,
  ]);
  const { rows } = await database.workerSql.executeSql(`select (${literalOfValue(value)})::${type} as value`);
  return [row?.value, rows[0]?.value];
};

const assertRoundTrip = async (value: SqlValue, type: string, expected: unknown = value): Promise<void> => {
  for (const read of await readBack(value, type)) assert.deepEqual(read, expected);
};

/** Every kind of character that a literal could trip over, and every other. */
const anyText = fc.string({
  unit: fc.oneof(
    fc.constantFrom("'", '"', '\\', '$', '$1', '{', '}', ',', ';', '--', 'E', '\n', '\u2028', '😀', 'NULL'),
    fc.string({ unit: 'binary' }),
  ),
});

describe('a value comes back as it went in', () => {
  test('every text without NUL, also a hostile one', async () => {
    const text = anyText.filter((value) => !value.includes('\0'));
    await fc.assert(
      fc.asyncProperty(text, (value) => assertRoundTrip(value, 'text', value.toWellFormed())),
      { numRuns: 150 },
    );
  });

  test('every array of texts and nulls', async () => {
    const element = fc.option(anyText.filter((value) => !value.includes('\0')));
    await fc.assert(
      fc.asyncProperty(fc.array(element), (value) =>
        assertRoundTrip(
          value,
          'text[]',
          value.map((item) => item?.toWellFormed() ?? null),
        ),
      ),
      { numRuns: 100 },
    );
  });

  test('all bytes', async () => {
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ maxLength: 300 }), (value) => assertRoundTrip(value, 'bytea')),
      { numRuns: 60 },
    );
    const window = new Uint8Array([9, 0, 39, 92, 255, 9]).subarray(1, 5);
    await assertRoundTrip(window, 'bytea', new Uint8Array([0, 39, 92, 255]));
    await assertRoundTrip(Buffer.from("it's"), 'bytea', new Uint8Array([105, 116, 39, 115]));
  });

  test('every moment of the years 1 to 9999, to the millisecond', async () => {
    const moment = fc.date({
      min: new Date('0001-01-01T00:00:00Z'),
      max: new Date('9999-12-31T23:59:59.999Z'),
      noInvalidDate: true,
    });
    await fc.assert(
      fc.asyncProperty(moment, (value) => assertRoundTrip(value, 'timestamptz')),
      { numRuns: 60 },
    );
  });

  test('numbers', async () => {
    await fc.assert(
      fc.asyncProperty(fc.double(), (value) => assertRoundTrip(value, 'float8', value === 0 ? 0 : value)),
      { numRuns: 60 },
    );
    await fc.assert(
      fc.asyncProperty(fc.maxSafeInteger(), (value) => assertRoundTrip(value, 'int8')),
      { numRuns: 60 },
    );
    await fc.assert(
      fc.asyncProperty(fc.maxSafeInteger(), (value) => assertRoundTrip(BigInt(value), 'int8', value)),
      { numRuns: 30 },
    );
  });

  const values: readonly (readonly [type: string, value: SqlValue, expected?: unknown])[] = [
    ['text', null],
    ['bytea', null],
    ['boolean', true],
    ['boolean', false],
    ['int4', -2147483648],
    ['int2', 7],
    ['numeric', '12345678901234567890.12345'],
    ['numeric', 1.5, '1.5'],
    ['date', '2024-02-29'],
    ['uuid', '01890000-0000-7000-8000-000000000001'],
    ['uuid[]', ['01890000-0000-7000-8000-000000000001', null]],
    ['timestamptz', 'infinity', new Date(8.64e15)],
    ['timestamptz', '-infinity', new Date(-8.64e15)],
    ['jsonb', '{"b": [1, "x\\\\u0000y", null], "a": {}}', { b: [1, 'x\\u0000y', null], a: {} }],
    ['json', '[]', []],
    ['int4[]', ['1', null, '-3'], [1, null, -3]],
    ['int8[]', ['9007199254740991'], [Number.MAX_SAFE_INTEGER]],
    ['boolean[]', ['true', 'f', null], [true, false, null]],
    ['bytea[]', ['\\x00ff'], [new Uint8Array([0, 255])]],
    ['timestamptz[]', ['2024-01-01T00:00:00Z'], [new Date('2024-01-01T00:00:00Z')]],
    ['jsonb[]', ['{"a": "\\"}"}'], [{ a: '"}' }]],
    ['text[]', []],
  ];
  for (const [type, value, expected] of values) {
    test(`${type} ${JSON.stringify(value)}`, () =>
      assertRoundTrip(value, type, expected === undefined ? value : expected));
  }
});

describe('what the database cannot hold is refused before it is sent', () => {
  const refused: readonly (readonly [name: string, value: SqlValue, code: string])[] = [
    ['a text with NUL', 'a\0b', sqlState.invalidText],
    ['NUL within an array', ['a', '\0'], sqlState.invalidText],
    ['an invalid date', new Date(Number.NaN), sqlState.valueOutOfRange],
    ['a year before 1', new Date('0000-06-01T00:00:00Z'), sqlState.valueOutOfRange],
    ['a year after 9999', new Date('+010000-01-01T00:00:00Z'), sqlState.valueOutOfRange],
  ];
  for (const [name, value, code] of refused) {
    test(name, async () => {
      assert.throws(() => textOfValue(value), { code });
      await assert.rejects(database.run(scope, { name: 'refused', text: 'select $1::text as value' }, [value]), {
        name: 'DatabaseError',
        code,
      });
      await assertRoundTrip('the next statement works', 'text');
    });
  }
});

test('a whole number too large to be exact is an error, not another number', async () => {
  const statement = { name: 'large', text: 'select $1::int8 as value' };
  await assert.rejects(database.run(scope, statement, [9007199254740993n]), { code: sqlState.valueOutOfRange });
  await assertRoundTrip(1, 'int8');
});

test('objects given to the queue are stored as JSON', async () => {
  const { rows } = await database.workerSql.executeSql('select $1::jsonb as value', [{ a: ["it's", 1] }]);
  assert.deepEqual(rows, [{ value: { a: ["it's", 1] } }]);
});
