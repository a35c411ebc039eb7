import assert from 'node:assert/strict';
import { test } from 'node:test';
import { sql } from 'kysely';
import { openTestDatabase } from '../test/database.ts';
import { migrate } from './migrate.ts';
import { migrations } from './migrations/index.ts';

const database = await openTestDatabase();
const { owner } = database;

test('a database at the present schema is left as it is', async () => {
  assert.deepEqual(await migrate(owner), []);
});

test('the list of migrations is in the order of their names, which say what they do', () => {
  const names = Object.keys(migrations);
  assert.deepEqual(names, names.toSorted());
  for (const [index, name] of names.entries()) {
    assert.match(name, new RegExp(`^${String(index + 1).padStart(4, '0')}_[a-z]+(_[a-z]+)+$`));
  }
});

test('a database that a newer version migrated is refused', async () => {
  await sql`insert into kysely_migration (name, timestamp) values ('9999_from_tomorrow', '')`.execute(owner);
  await assert.rejects(migrate(owner), /9999_from_tomorrow/);
});
