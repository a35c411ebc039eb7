import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { openTestDatabase } from '../test/database.ts';
import { printSchema } from './schema/print-schema.ts';
import { printTables } from './schema/print-tables.ts';
import { readSchema } from './schema/read-schema.ts';
import { tablesOutside } from './tables-outside.ts';

const database = await openTestDatabase();
const tables = await readSchema(database.owner);

const readCommitted = (name: string): string => readFileSync(new URL(name, import.meta.url), 'utf8');

test('schema.sql agrees with the migrations', () => {
  assert.equal(printSchema(tables), readCommitted('schema.sql'), 'Run npm run generate.');
});

test('tables.ts agrees with the migrations', () => {
  assert.equal(printTables(tables), readCommitted('tables.ts'), 'Run npm run generate.');
});

test('every table has forced row-level security and a policy, or stands in the list of those outside', () => {
  const unprotected = tables.filter(
    ({ isSecured, isForced, policies }) => !isSecured || !isForced || policies.length === 0,
  );
  assert.deepEqual(
    unprotected.map(({ name }) => name),
    Object.keys(tablesOutside).toSorted(),
  );
});
