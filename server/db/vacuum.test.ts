import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { test } from 'node:test';
import { sql } from 'kysely';
import { openTestDatabase } from '../test/database.ts';

const database = await openTestDatabase();

const sizeOfOutbox = async (): Promise<number> => {
  const { rows } = await sql<{ size: number }>`select pg_relation_size('outbox') as size`.execute(database.owner);
  return rows[0]?.size ?? -1;
};

// A server vacuums by itself: there is nothing to see there.
if (database.engine === 'pglite') {
  test('the embedded database gives back the room of deleted rows', async () => {
    const row = {
      organization_id: randomUUID(),
      environment: 'live',
      queue: 'none',
      payload: '{}',
      created_at: new Date(),
    };
    await database.owner
      .insertInto('outbox')
      .values(Array.from({ length: 1000 }, () => row))
      .execute();
    await database.owner.deleteFrom('outbox').execute();
    assert.ok((await sizeOfOutbox()) > 0);
    await database.vacuum();
    assert.equal(await sizeOfOutbox(), 0);
  });
}

test('after it the connection has the application’s role again', async () => {
  await database.vacuum();
  const { rows } = await sql<{ role: string }>`select current_user as role`.execute(database.unscoped);
  assert.deepEqual(rows, [{ role: 'gatehouse_app' }]);
});
