import assert from 'node:assert/strict';
import { before, beforeEach, describe, it } from 'node:test';
import { sql } from 'kysely';
import { v7 } from 'uuid';
import type { Scope } from '../db/scope.ts';
import { openTestDatabase } from '../test/database.ts';
import { moveOutboxRowsUnscoped, type OutboxWork } from './outbox.queries.ts';
import type { TransactionSql } from './queue.ts';

const database = await openTestDatabase();
before(async () => {
  await sql`create table pgboss.moved (number integer primary key)`.execute(database.worker);
});

const scopes: Scope[] = [
  { organizationId: v7(), environment: 'live' },
  { organizationId: v7(), environment: 'test' },
];

const addRows = async (queue: string, numbers: readonly number[]): Promise<void> => {
  for (const number of numbers) {
    const scope = scopes[number % 2] ?? assert.fail();
    await database
      .scoped(scope)
      .insertInto('outbox')
      .values({
        organization_id: scope.organizationId,
        environment: scope.environment,
        queue,
        payload: JSON.stringify({ number }),
        created_at: new Date(),
      })
      .execute();
  }
};

const numbersLeft = async (): Promise<number[]> => {
  const rows = await database.worker.selectFrom('outbox').select('payload').orderBy('id').execute();
  return rows.map((row) => Object(row.payload).number);
};

/** Stands for the queue: a row of it is written on the same transaction, and committed or not together with the move. */
const movedNumbers = async (): Promise<number[]> => {
  const { rows } = await sql<{ number: number }>`select number from pgboss.moved order by number`.execute(
    database.worker,
  );
  return rows.map((row) => row.number);
};

const insertMoved = async (work: readonly OutboxWork[], transaction: TransactionSql): Promise<void> => {
  for (const { payload } of work) {
    await transaction.executeSql('insert into pgboss.moved (number) values ($1)', [Object(payload).number]);
  }
};

const insert = (_queue: string, work: readonly OutboxWork[], transaction: TransactionSql): Promise<void> =>
  insertMoved(work, transaction);

beforeEach(async () => {
  await database.worker.deleteFrom('outbox').execute();
  await sql`delete from pgboss.moved`.execute(database.worker);
});

const move = (options: { limit?: number; queues?: string[] } = {}, inserting = insert) =>
  moveOutboxRowsUnscoped(
    database.worker,
    { queues: options.queues ?? ['a', 'b'], limit: options.limit ?? 100 },
    inserting,
  );

describe('moving outbox rows', () => {
  it('moves the rows of every organization once, the oldest first, and says how many of which queue', async () => {
    await addRows('a', [1, 2, 3]);
    await addRows('b', [4]);
    const order: number[] = [];
    const moved = await move({}, async (queue, work, transaction) => {
      order.push(...work.map(({ payload }) => Object(payload).number));
      await insert(queue, work, transaction);
    });
    assert.deepEqual(
      [...moved],
      [
        ['a', 3],
        ['b', 1],
      ],
    );
    assert.deepEqual(order, [1, 2, 3, 4]);
    assert.deepEqual(await movedNumbers(), [1, 2, 3, 4]);
    assert.deepEqual(await numbersLeft(), []);
    assert.deepEqual([...(await move())], []);
  });

  it('takes no more than the limit and leaves rows of a queue that is not known here', async () => {
    await addRows('newer', [1]);
    await addRows('a', [2, 3, 4]);
    await move({ limit: 2 });
    assert.deepEqual(await numbersLeft(), [1, 4]);
    await move();
    assert.deepEqual(await numbersLeft(), [1]);
  });

  const deaths: Record<string, typeof insert> = {
    'after the rows were taken': async () => {
      throw new Error('killed');
    },
    'between two queues': async (queue, work, transaction) => {
      if (queue === 'b') throw new Error('killed');
      await insert(queue, work, transaction);
    },
    'after the jobs were made, before the commit': async (queue, work, transaction) => {
      await insert(queue, work, transaction);
      if (queue === 'b') throw new Error('killed');
    },
    'by the database, in a statement': async (_queue, _work, transaction) => {
      await transaction.executeSql('insert into pgboss.moved (number) values ($1)', ['not a number']);
    },
  };
  for (const [when, dying] of Object.entries(deaths)) {
    it(`loses and doubles nothing when it dies ${when}`, async () => {
      await addRows('a', [1, 2]);
      await addRows('b', [3]);
      await assert.rejects(move({}, dying));
      assert.deepEqual(await numbersLeft(), [1, 2, 3]);
      assert.deepEqual(await movedNumbers(), []);
      await move();
      assert.deepEqual(await numbersLeft(), []);
      assert.deepEqual(await movedNumbers(), [1, 2, 3]);
    });
  }

  it('moves each row once when several relays run together', async () => {
    const numbers = Array.from({ length: 40 }, (_, index) => index);
    await addRows('a', numbers);
    const counts = await Promise.all(Array.from({ length: 8 }, () => move({ limit: 10 })));
    for (let left = 1; left > 0; left = (await move({ limit: 10 })).get('a') ?? 0);
    assert.deepEqual(await movedNumbers(), numbers);
    assert.ok(counts.every((moved) => (moved.get('a') ?? 0) <= 10));
  });
});
