import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { describe, test } from 'node:test';
import { sql } from 'kysely';
import { openTestDatabase } from '../test/database.ts';
import { sqlState } from './client.ts';
import type { Scope } from './scope.ts';
import { addSession } from './test/session-rows.ts';

const idleTransactionMs = 300;
const database = await openTestDatabase({ idleTransactionMs });
const { scope, sessionId } = await addSession(database, 'live');

const addWorkflow = (name: string) => ({
  organization_id: scope.organizationId,
  environment: scope.environment,
  id: randomUUID(),
  name,
  created_at: new Date(),
});

const namesThere = async (...names: string[]): Promise<string[]> => {
  const rows = await database
    .scoped(scope)
    .selectFrom('workflow')
    .select('name')
    .where('name', 'in', names)
    .orderBy('name')
    .execute();
  return rows.map(({ name }) => name);
};

describe('a transaction', () => {
  test('keeps all or nothing', async () => {
    await database
      .scoped(scope)
      .transaction()
      .execute(async (transaction) => {
        await transaction.insertInto('workflow').values(addWorkflow('kept')).execute();
      });
    const failing = database
      .scoped(scope)
      .transaction()
      .execute(async (transaction) => {
        await transaction.insertInto('workflow').values(addWorkflow('undone')).execute();
        throw new Error('changed my mind');
      });
    await assert.rejects(failing, /changed my mind/);
    assert.deepEqual(await namesThere('kept', 'undone'), ['kept']);
  });

  test('that swallowed the error of a statement is not taken for committed', async () => {
    const swallowing = database
      .scoped(scope)
      .transaction()
      .execute(async (transaction) => {
        await transaction.insertInto('workflow').values(addWorkflow('swallowed')).execute();
        await sql`select 1 / 0`.execute(transaction).catch(() => {});
      });
    await assert.rejects(swallowing, /[Aa]bort|rolled back/);
    assert.deepEqual(await namesThere('swallowed'), []);
  });

  test('can undo a part of itself', async () => {
    const transaction = await database.scoped(scope).startTransaction().execute();
    await transaction.insertInto('workflow').values(addWorkflow('first')).execute();
    const after = await transaction.savepoint('half').execute();
    await after.insertInto('workflow').values(addWorkflow('second')).execute();
    await after.rollbackToSavepoint('half').execute();
    await transaction.commit().execute();
    assert.deepEqual(await namesThere('first', 'second'), ['first']);
  });

  test('takes isolation level and access mode', async () => {
    const builder = database
      .scoped(scope)
      .transaction()
      .setIsolationLevel('repeatable read')
      .setAccessMode('read only');
    const writing = builder.execute((transaction) =>
      transaction.insertInto('workflow').values(addWorkflow('x')).execute(),
    );
    await assert.rejects(writing, { code: '25006' });
    const level = await builder.execute((transaction) =>
      sql<{ transaction_isolation: string }>`show transaction_isolation`.execute(transaction),
    );
    assert.equal(level.rows[0]?.transaction_isolation, 'repeatable read');
  });

  test('meets no statement of others, which wait or run beside it', async () => {
    const order: string[] = [];
    const outside: Promise<unknown>[] = [];
    await database
      .scoped(scope)
      .transaction()
      .execute(async (transaction) => {
        for (const step of [1, 2, 3]) {
          await transaction
            .insertInto('workflow')
            .values(addWorkflow(`inside ${step}`))
            .execute();
          outside.push(
            namesThere('inside 1', 'inside 2', 'inside 3').then((names) => order.push(String(names.length))),
          );
        }
      });
    await Promise.all(outside);
    // One connection: they waited for the end and see all. Many connections: they may have run before it and seen nothing.
    assert.ok(
      order.every((count) => count === '3' || (database.engine === 'postgres' && count === '0')),
      order.join(),
    );
  });

  test('of one organization and another at the same time stay apart', async () => {
    const other = await addSession(database, 'live');
    const see = (asked: Scope) =>
      database
        .scoped(asked)
        .transaction()
        .execute(async (transaction) => {
          const first = await transaction.selectFrom('session').select('id').execute();
          const second = await transaction.selectFrom('session').select('id').execute();
          return [...first, ...second].map(({ id }) => id);
        });
    const seen = await Promise.all(Array.from({ length: 20 }, (_, index) => see(index % 2 ? scope : other.scope)));
    for (const [index, ids] of seen.entries()) {
      const expected = index % 2 ? sessionId : other.sessionId;
      assert.deepEqual(ids, [expected, expected]);
    }
  });

  test('that lies idle is rolled back, and the rest of the program goes on', async () => {
    const transaction = await database.scoped(scope).startTransaction().execute();
    await transaction.insertInto('workflow').values(addWorkflow('abandoned')).execute();
    const { promise: idle, resolve } = Promise.withResolvers<void>();
    setTimeout(resolve, idleTransactionMs * 2);
    await idle;
    assert.deepEqual(await namesThere('abandoned'), []);
    await assert.rejects(transaction.selectFrom('workflow').selectAll().execute(), {
      name: 'DatabaseError',
      code: sqlState.idleTransaction,
    });
    await transaction.rollback().execute();
    assert.deepEqual(await namesThere('kept'), ['kept']);
  });
});

describe('an error', () => {
  test('carries code, table and constraint', async () => {
    const twice = addWorkflow('twice');
    const insert = () => database.scoped(scope).insertInto('workflow').values(twice).execute();
    await insert();
    await assert.rejects(insert(), {
      name: 'DatabaseError',
      code: sqlState.uniqueViolation,
      table: 'workflow',
      constraint: 'workflow_pkey',
    });
    const nameless = sql`update workflow set name = null`.execute(database.scoped(scope));
    await assert.rejects(nameless, { code: '23502', table: 'workflow', column: 'name' });
  });

  test('quotes no value of the row and shows who asked', async () => {
    const values = addWorkflow('very private');
    await database.scoped(scope).insertInto('workflow').values(values).execute();
    const error = await database
      .scoped(scope)
      .insertInto('workflow')
      .values(values)
      .execute()
      .catch((thrown: unknown) => thrown);
    assert.ok(error instanceof Error);
    assert.doesNotMatch(
      JSON.stringify({ ...error, message: error.message, cause: error.cause }),
      new RegExp(values.id),
    );
    assert.match(error.stack ?? '', /transaction\.test\.ts/);
  });
});

describe('a prepared statement', () => {
  const statement = { name: 'test_prepared', text: 'select 10 / $1::int as value' };

  test('works again after its first execution failed', async () => {
    await assert.rejects(database.run(scope, statement, [0]), { code: '22012' });
    const results = await Promise.all(Array.from({ length: 20 }, () => database.run(scope, statement, [5])));
    for (const rows of results) assert.deepEqual(rows, [{ value: 2 }]);
  });

  test('is the only one of its name', async () => {
    const other = { name: statement.name, text: 'select 11 / $1::int as value' };
    await assert.rejects(database.run(scope, other, [1]), /Two statements share the name test_prepared/);
    assert.deepEqual(await database.run(scope, statement, [1]), [{ value: 10 }]);
  });

  test('survives a change of the table that it reads', async () => {
    const read = { name: 'test_altered', text: 'select * from workflow where name = $1' };
    await database.run(scope, read, ['kept']);
    await sql`alter table workflow add column note text`.execute(database.owner);
    const rows = await database.run<{ note: null }>(scope, read, ['kept']);
    assert.equal(rows[0]?.note, null);
    await sql`alter table workflow drop column note`.execute(database.owner);
    assert.equal((await database.run(scope, read, ['kept'])).length, 1);
  });

  test('is one of many more than are kept', async () => {
    for (let index = 0; index < 700; index += 1) {
      const rows = await sql<{ value: number }>`select ${sql.lit(index)}::int + ${1}::int as value`.execute(
        database.scoped(scope),
      );
      assert.deepEqual(rows.rows, [{ value: index + 1 }]);
    }
  });
});

describe('the worker as plain SQL', () => {
  test('runs several statements and gives the rows of all', async () => {
    const script = `begin; create table pgboss.script_test (id int); insert into pgboss.script_test values (1), (2) returning id; commit; select current_user`;
    const { rows } = await database.workerSql.executeSql(script);
    assert.deepEqual(rows, [{ id: 1 }, { id: 2 }, { current_user: 'gatehouse_worker' }]);
  });

  test('leaves nothing open when a script fails in its middle', async () => {
    await assert.rejects(database.workerSql.executeSql('begin; select 1 / 0; commit'), {
      name: 'DatabaseError',
      code: '22012',
    });
    const { rows } = await database.workerSql.executeSql('select current_user, now() = statement_timestamp() as alone');
    assert.deepEqual(rows, [{ current_user: 'gatehouse_worker', alone: true }]);
    assert.equal(
      (await sql<{ current_user: string }>`select current_user`.execute(database.unscoped)).rows[0]?.current_user,
      'gatehouse_app',
    );
  });

  test('hears notifications until it stops listening', async () => {
    const heard = Promise.withResolvers<string>();
    let reconnects = 0;
    const listening = await database.workerSql.listen('test channel', heard.resolve, () => {
      reconnects += 1;
    });
    await database.workerSql.executeSql('select pg_notify($1, $2)', ['test channel', "it's"]);
    assert.equal(await heard.promise, "it's");
    assert.equal(reconnects, 1);
    await listening.close();
  });
});
