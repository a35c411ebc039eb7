import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { afterEach, describe, test } from 'node:test';
import { type Kysely, sql } from 'kysely';
import { openTestDatabase } from '../test/database.ts';
import { sqlState, type Tables } from './client.ts';
import type { Scope } from './scope.ts';
import { tablesOutside } from './tables-outside.ts';
import { addSession } from './test/session-rows.ts';

const database = await openTestDatabase();
const ours = await addSession(database, 'live');
const ourTest = await addSession(database, 'test', ours.scope.organizationId);
const theirs = await addSession(database, 'live');

const plain = async (scope: Scope, text: string): Promise<Record<string, unknown>[]> =>
  (await sql.raw<Record<string, unknown>>(text).execute(database.scoped(scope))).rows;

/** What the connections hold when nobody is being served. */
const leftSettings = async (asked: Kysely<Tables>): Promise<unknown> => {
  const ask = sql<{ left: string }>`select coalesce(current_setting('app.organization', true), '')
    || coalesce(current_setting('app.environment', true), '') || current_user as left`;
  const answers = await Promise.all(Array.from({ length: 8 }, () => ask.execute(asked)));
  return [...new Set(answers.map(({ rows }) => rows[0]?.left))];
};

afterEach(async () => {
  assert.deepEqual(await leftSettings(database.unscoped), ['gatehouse_app']);
  assert.deepEqual(await leftSettings(database.worker), ['gatehouse_worker']);
});

/** The shape of the hot write: session where its count is as expected, event and outbox row, in one statement. */
const compareAndSet = {
  name: 'test_compare_and_set',
  text: `with changed as (
      update session set event_count = event_count + 1
      where organization_id = $1 and environment = $2 and id = $3 and event_count = $4 returning id, event_count),
    logged as (
      insert into event (organization_id, environment, session_id, number, run_number, type, actor_kind, engine_version, at, payload, hash)
      select $1, $2, id, event_count + 1, 1, 'submitted', 'system', 1, now(), '', '' from changed),
    sent as (
      insert into outbox (organization_id, environment, queue, payload, created_at)
      select $1, $2, 'test', '{}', now() from changed)
    select id from changed`,
};

const eventInsert = (scope: Scope, sessionId: string): string =>
  `insert into event (organization_id, environment, session_id, number, run_number, type, actor_kind, engine_version, at, payload, hash)
   values ('${scope.organizationId}', '${scope.environment}', '${sessionId}', 77, 1, 'forged', 'system', 1, now(), '', '') returning number`;

/** Everything of the strangers, to compare before and after an attempt. */
const snapshot = async (): Promise<unknown> => {
  const sessions = await sql`select * from session order by id`.execute(database.owner);
  const events = await sql`select * from event order by organization_id, session_id, number`.execute(database.owner);
  const outbox = await sql`select * from outbox order by id`.execute(database.owner);
  return [sessions.rows, events.rows, outbox.rows];
};

const strangers = [
  { name: 'another organization', row: theirs },
  { name: 'the other environment', row: ourTest },
];

for (const { name, row } of strangers) {
  describe(`rows of ${name}`, () => {
    test('are not seen by a read without a filter, in any table', async () => {
      const { rows } = await sql<{ table: string }>`select table_name as table from information_schema.columns
        where table_schema = 'public' and column_name = 'environment'`.execute(database.owner);
      const tables = rows.map(({ table }) => table).filter((table) => !(table in tablesOutside) && table !== 'outbox');
      assert.ok(tables.includes('session') && tables.includes('event') && tables.length >= 9);
      for (const table of tables) {
        const seen = await plain(ours.scope, `select distinct organization_id, environment from "${table}"`);
        for (const { organization_id, environment } of seen) {
          assert.deepEqual({ organizationId: organization_id, environment }, ours.scope, table);
        }
      }
      assert.deepEqual(await plain(ours.scope, 'select id from session'), [{ id: ours.sessionId }]);
    });

    test('are not seen by their id', async () => {
      assert.deepEqual(await plain(ours.scope, `select id from session where id = '${row.sessionId}'`), []);
      const { organizationId } = row.scope;
      const seen = await plain(
        ours.scope,
        `select id from session where organization_id = '${organizationId}' and environment = '${row.scope.environment}'`,
      );
      assert.deepEqual(seen, []);
    });

    test('are not changed by an update without a filter', async () => {
      const before = await sql`select * from session where id <> ${ours.sessionId} order by id`.execute(database.owner);
      const changed = await plain(ours.scope, `update session set redirect_url = 'https://forged' returning id`);
      assert.deepEqual(changed, [{ id: ours.sessionId }]);
      const after = await sql`select * from session where id <> ${ours.sessionId} order by id`.execute(database.owner);
      assert.deepEqual(after.rows, before.rows);
    });

    test('take no event from outside', async () => {
      const before = await snapshot();
      await assert.rejects(plain(ours.scope, eventInsert(row.scope, row.sessionId)), {
        code: sqlState.insufficientPrivilege,
      });
      assert.deepEqual(await snapshot(), before);
    });

    test('are not changed by a compare-and-set with their own ids', async () => {
      const before = await snapshot();
      const values = [row.scope.organizationId, row.scope.environment, row.sessionId, 0];
      assert.deepEqual(await database.run(ours.scope, compareAndSet, values), []);
      assert.deepEqual(await snapshot(), before);
    });

    test('are not changed by a compare-and-set with our ids and their session', async () => {
      const before = await snapshot();
      const values = [ours.scope.organizationId, ours.scope.environment, row.sessionId, 0];
      assert.deepEqual(await database.run(ours.scope, compareAndSet, values), []);
      assert.deepEqual(await snapshot(), before);
    });

    test('cannot be made ours, nor ours be given away', async () => {
      const move = `update session set organization_id = '${row.scope.organizationId}', environment = '${row.scope.environment}'`;
      await assert.rejects(plain(ours.scope, move), { code: sqlState.insufficientPrivilege });
    });

    test('stay unseen inside a transaction, after a savepoint that was rolled back, and after a failed one', async () => {
      const seen = await database
        .scoped(ours.scope)
        .transaction()
        .execute(async (transaction) => {
          await sql`savepoint before`.execute(transaction);
          await assert.rejects(sql.raw(eventInsert(row.scope, row.sessionId)).execute(transaction));
          await sql`rollback to before`.execute(transaction);
          return transaction.selectFrom('session').select('id').execute();
        });
      assert.deepEqual(seen, [{ id: ours.sessionId }]);
      const failing = database
        .scoped(ours.scope)
        .transaction()
        .execute(() => Promise.reject(new Error('undo')));
      await assert.rejects(failing, /undo/);
    });
  });
}

test('the same compare-and-set changes our own session once', async () => {
  const values = [ours.scope.organizationId, ours.scope.environment, ours.sessionId, 0];
  assert.deepEqual(await database.run(ours.scope, compareAndSet, values), [{ id: ours.sessionId }]);
  assert.deepEqual(await database.run(ours.scope, compareAndSet, values), []);
});

describe('without an organization', () => {
  test('nothing is seen and nothing can be written', async () => {
    for (const table of ['session', 'event', 'organization', 'membership', 'act'] as const) {
      assert.deepEqual(await database.unscoped.selectFrom(table).selectAll().execute(), [], table);
    }
    await assert.rejects(sql.raw(eventInsert(ours.scope, ours.sessionId)).execute(database.unscoped), {
      code: sqlState.insufficientPrivilege,
    });
  });

  test('a scope of the organization alone sees no row of an environment', async () => {
    const organization = database.scoped({ organizationId: ours.scope.organizationId, environment: null });
    assert.deepEqual(await organization.selectFrom('session').selectAll().execute(), []);
    assert.equal((await organization.selectFrom('organization').selectAll().execute()).length, 1);
  });

  test('a scope that is no organization is refused before anything is sent', async () => {
    for (const organizationId of ['', 'all', "' or true --", `${ours.scope.organizationId}x`]) {
      assert.throws(() => database.scoped({ organizationId, environment: 'live' }), /id of an organization/);
      await assert.rejects(
        database.run({ organizationId, environment: 'live' }, compareAndSet, []),
        /id of an organization/,
      );
    }
  });
});

describe('a setting never outlives its statement', () => {
  test('after a statement that failed', async () => {
    await assert.rejects(plain(ours.scope, 'select 1 / 0'), { code: '22012' });
    await assert.rejects(database.run(ours.scope, { name: 'test_division', text: 'select 1 / $1::int' }, [0]), {
      code: '22012',
    });
  });

  test('after a statement that does not parse', async () => {
    await assert.rejects(plain(ours.scope, 'selekt 1'), { code: '42601' });
    await assert.rejects(database.run(ours.scope, { name: 'test_syntax', text: 'select from from $1' }, [1]), {
      code: '42601',
    });
  });

  test('after a rolled-back transaction and a transaction whose statement failed', async () => {
    const kysely = database.scoped(ours.scope);
    await assert.rejects(
      kysely.transaction().execute(async (transaction) => void (await sql`select 1 / 0`.execute(transaction))),
      { code: '22012' },
    );
  });

  test('values cannot bind another organization', async () => {
    const hostile = [
      `', true); select set_config('app.organization', '${theirs.scope.organizationId}', false); --`,
      `\\'; reset role; --`,
      '$1',
      '$$',
    ];
    for (const value of hostile) {
      const [row] = await database.run<{ value: string; seen: number }>(
        ours.scope,
        { name: 'test_hostile', text: 'select $1::text as value, (select count(*) from session) as seen' },
        [value],
      );
      assert.deepEqual(row, { value, seen: 1 });
    }
  });

  test('a session-wide setting by injected SQL does not reach the next organization', async () => {
    await plain(
      ours.scope,
      `select set_config('app.organization', '${ours.scope.organizationId}', false), set_config('app.environment', 'live', false)`,
    );
    const seen = await Promise.all(Array.from({ length: 16 }, () => plain(theirs.scope, 'select id from session')));
    for (const rows of seen) assert.deepEqual(rows, [{ id: theirs.sessionId }]);
    await clearSessions();
  });
});

/** Undoes on every connection what the test before did on one. */
const clearSessions = async (): Promise<void> => {
  const clear = sql`select set_config('app.organization', '', false), set_config('app.environment', '', false), pg_sleep(0.02)`;
  await Promise.all(Array.from({ length: 16 }, () => clear.execute(database.unscoped)));
};

test('many interleaved calls of two organizations bring no wrong row', async () => {
  const statement = { name: 'test_interleaved', text: 'select id, organization_id, environment from session' };
  const calls = Array.from({ length: 400 }, async (_, index) => {
    const { scope, sessionId } = [ours, theirs, ourTest][index % 3] ?? ours;
    const expected = [{ id: sessionId, organization_id: scope.organizationId, environment: scope.environment }];
    if (index % 7 === 0)
      await assert.rejects(database.run(scope, { name: 'test_failing', text: 'select 1 / $1::int' }, [0]));
    if (index % 5 === 0) {
      const rows = await database
        .scoped(scope)
        .transaction()
        .execute((transaction) =>
          transaction.selectFrom('session').select(['id', 'organization_id', 'environment']).execute(),
        );
      assert.deepEqual(rows, expected);
    } else if (index % 2 === 0) {
      assert.deepEqual(await database.run(scope, statement, []), expected);
    } else {
      assert.deepEqual(
        await database.scoped(scope).selectFrom('session').select(['id', 'organization_id', 'environment']).execute(),
        expected,
      );
    }
  });
  await Promise.all(calls);
});

describe('the application', () => {
  const forbidden: readonly (readonly [what: string, text: string])[] = [
    ['empty a table', 'truncate session'],
    ['switch row-level security off', 'alter table session disable row level security'],
    ['take the force off', 'alter table session no force row level security'],
    ['drop a policy', 'drop policy app on session'],
    ['make a policy', 'create policy all_rows on session using (true)'],
    ['change an event', `update event set type = 'x'`],
    ['delete an event', 'delete from event'],
    ['change an act', `update act set type = 'x'`],
    ['delete a session', 'delete from session'],
    ['change a version', `update workflow_version set graph = '{}'`],
    ['read the outbox', 'select * from outbox'],
    ['make a table', 'create table mine (id int)'],
    ['read a file of the server', `select pg_read_file('/etc/passwd')`],
    ['read past the policies', `select set_config('row_security', 'off', true); select count(*) from session`],
    ['read the queue', 'select * from pgboss.job'],
  ];
  for (const [what, text] of forbidden) {
    test(`cannot ${what}`, async () => {
      await assert.rejects(
        database
          .scoped(ours.scope)
          .transaction()
          .execute(async (transaction) => {
            for (const statement of text.split('; ')) await sql.raw(statement).execute(transaction);
          }),
        { code: sqlState.insufficientPrivilege },
      );
    });
  }
});

describe('the worker', () => {
  test('sees of a session when it expires and nothing of what it holds', async () => {
    const seen = await database.worker
      .selectFrom('session')
      .select(['organization_id', 'environment', 'id', 'state', 'expires_at'])
      .execute();
    assert.equal(seen.length, 3);
    await assert.rejects(database.worker.selectFrom('session').select('run').execute(), {
      code: sqlState.insufficientPrivilege,
    });
    await assert.rejects(database.worker.selectFrom('entity').selectAll().execute(), {
      code: sqlState.insufficientPrivilege,
    });
    await assert.rejects(database.worker.updateTable('session').set({ state: 'expired' }).execute(), {
      code: sqlState.insufficientPrivilege,
    });
  });
});

test('ids of one organization may exist in another without meeting', async () => {
  const id = randomUUID();
  await addSession(database, 'live', ours.scope.organizationId, id);
  await addSession(database, 'live', theirs.scope.organizationId, id);
  assert.deepEqual(await plain(ours.scope, `select organization_id from session where id = '${id}'`), [
    { organization_id: ours.scope.organizationId },
  ]);
});
