import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { describe, test } from 'node:test';
import { sql } from 'kysely';
import { Client } from 'pg';
import { openTestDatabase } from '../test/database.ts';
import { type Database, migrateDatabase, openDatabase, sqlState } from './client.ts';
import { migrations } from './migrations/index.ts';
import { toDriverUrl } from './postgres/connection-pool.ts';
import { addSession } from './test/session-rows.ts';

/*
 * What only a server can show: logins with fewer rights than the owner, several processes, lost connections. On the
 * embedded database this file checks the addresses alone.
 */

const database = await openTestDatabase();

const withLogin = (url: string, login: string, name?: string): string => {
  const changed = new URL(url);
  changed.username = login;
  changed.password = 'secret';
  if (name) changed.pathname = `/${name}`;
  return changed.href;
};

const uniqueName = (kind: string): string => `gatehouse_${kind}_${randomBytes(5).toString('hex')}`;

const runAsOwner = async (url: string, ...statements: readonly string[]): Promise<void> => {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    for (const statement of statements) await client.query(statement);
  } finally {
    await client.end();
  }
};

/** A database of its own with a login of its own, both gone afterwards. */
const withEmptyDatabase = async (url: string, login: string, work: (url: string) => Promise<void>): Promise<void> => {
  const name = uniqueName('empty');
  const [role] = login.split(' ');
  await runAsOwner(url, `create role ${login} login password 'secret'`, `create database ${name} owner ${role}`);
  try {
    await work(withLogin(url, role ?? '', name));
  } finally {
    await runAsOwner(url, `drop database ${name} with (force)`, `drop role ${role}`);
  }
};

const openClosing = async (url: string): Promise<void> =>
  (await openDatabase({ databaseUrl: url, folder: null })).close();

/** Ends the connections whose last statement is like this one, as soon as there is one. */
const endConnections = async (pattern: string): Promise<void> => {
  const end = sql`select pg_terminate_backend(pid) from pg_stat_activity
    where query like ${pattern} and datname = current_database() and pid <> pg_backend_pid()`;
  while ((await end.execute(database.owner)).rows.length === 0);
};

const serverTests = (url: string): void => {
  describe('a login without rights of its own that is a member of both roles', () => {
    const login = uniqueName('login');
    const withLoginOpen = async (work: (opened: Database) => Promise<void>): Promise<void> => {
      await runAsOwner(
        url,
        `create role ${login} login password 'secret'`,
        `grant gatehouse_app, gatehouse_worker to ${login}`,
      );
      const opened = await openDatabase({ databaseUrl: withLogin(url, login), folder: null, poolSize: 2 });
      try {
        await work(opened);
      } finally {
        await opened.close();
        await runAsOwner(url, `drop role ${login}`);
      }
    };

    test('works, and cannot become owner or superuser, nor see more by giving its role back', async () => {
      const { scope, sessionId } = await addSession(database, 'live');
      await withLoginOpen(async (opened) => {
        assert.deepEqual(await opened.run(scope, { name: 'test_own', text: 'select id from session' }, []), [
          { id: sessionId },
        ]);
        for (const text of [
          'set role postgres',
          'set session authorization postgres',
          'alter table session no force row level security',
          'truncate session',
        ]) {
          await assert.rejects(
            sql.raw(text).execute(opened.scoped(scope)),
            { code: sqlState.insufficientPrivilege },
            text,
          );
        }
        const run = sql`select run from session`;
        const afterReset = opened.unscoped.transaction().execute(async (transaction) => {
          await sql`set local role none`.execute(transaction);
          return (await run.execute(transaction)).rows;
        });
        assert.deepEqual(await afterReset, []);
      });
    });
  });

  describe('a login that is not the owner', () => {
    const login = uniqueName('stranger');
    test('hears that the migrations have to be run by the owner, or that it lacks a role', async () => {
      await runAsOwner(url, `create role ${login} login password 'secret'`);
      try {
        await assert.rejects(
          openClosing(withLogin(url, login)),
          new RegExp(`login ${login} is not a member of the role gatehouse_app`),
        );
        await assert.rejects(
          openClosing(withLogin(url, login, 'postgres')),
          /lacks the migrations 0001_create_schema, .*gatehouse migrate/,
        );
      } finally {
        await runAsOwner(url, `drop role ${login}`);
      }
    });
  });

  describe('an owner', () => {
    test('that is no superuser migrates, takes the roles and works', async () => {
      await withEmptyDatabase(url, `${uniqueName('owner')} createrole`, async (owner) => {
        // The roles exist for the whole server and were made by another: an administrator lends them.
        await runAsOwner(url, `grant gatehouse_app, gatehouse_worker to ${new URL(owner).username} with admin option`);
        const opened = await openDatabase({ databaseUrl: owner, folder: null });
        const { rows } = await sql<{ current_user: string }>`select current_user`.execute(opened.unscoped);
        assert.deepEqual(rows, [{ current_user: 'gatehouse_app' }]);
        assert.deepEqual(await opened.unscoped.selectFrom('session').selectAll().execute(), []);
        await opened.close();
      });
    });

    test('that may neither make nor use the roles hears what to run', async () => {
      await withEmptyDatabase(url, uniqueName('owner'), async (owner) => {
        await assert.rejects(
          openClosing(owner),
          /may not make or use the roles gatehouse_app, gatehouse_worker.*GRANT gatehouse_app, gatehouse_worker TO/,
        );
      });
    });

    test('started several times at once migrates once', async () => {
      await withEmptyDatabase(url, `${uniqueName('owner')} superuser`, async (owner) => {
        const applied = await Promise.all(
          Array.from({ length: 4 }, () => migrateDatabase({ databaseUrl: owner, folder: null })),
        );
        assert.deepEqual(applied.map(({ length }) => length).toSorted(), [0, 0, 0, Object.keys(migrations).length]);
      });
    });
  });

  describe('a connection that the server ends', () => {
    test('fails the statement under way with one sentence, and the next one works', async () => {
      const sleeping = sql`select pg_sleep(30)`.execute(database.unscoped);
      const ended = assert.rejects(sleeping, { name: 'DatabaseError', code: /^(57P01|08006)$/ });
      await endConnections('select pg_sleep(30)%');
      await ended;
      assert.equal((await sql<{ one: number }>`select 1 as one`.execute(database.unscoped)).rows[0]?.one, 1);
    });

    test('while it was listening is replaced, and the listener told', async () => {
      const reconnected = Promise.withResolvers<void>();
      const heard = Promise.withResolvers<string>();
      let connects = 0;
      const listening = await database.workerSql.listen('test_lost', heard.resolve, () => {
        connects += 1;
        if (connects === 2) reconnected.resolve();
      });
      await endConnections('listen%');
      await reconnected.promise;
      await database.workerSql.executeSql('select pg_notify($1, $2)', ['test_lost', 'again']);
      assert.equal(await heard.promise, 'again');
      await listening.close();
    });
  });

  test('a server that does not answer is named, without the password', async () => {
    const silent = withLogin(url, 'somebody').replace(/:\d+\//, ':1/');
    await assert.rejects(openClosing(silent), (error: Error) => {
      assert.match(error.message, /could not be reached.*DATABASE_URL/);
      assert.doesNotMatch(error.message, /secret|somebody/);
      return true;
    });
  });
};

if (database.url !== null) serverTests(database.url);

describe('an address of a server', () => {
  const base = 'postgres://user:secret@db.example:5432/gatehouse';
  test('keeps its TLS mode with the meaning that PostgreSQL gives it', () => {
    assert.equal(toDriverUrl(base), base);
    assert.equal(toDriverUrl(`${base}?sslmode=require`), `${base}?sslmode=require&uselibpqcompat=true`);
    assert.throws(
      () => toDriverUrl(`${base}?sslmode=prefer`),
      /sslmode=prefer\. Write one of disable, require, verify-ca, verify-full/,
    );
  });

  test('that is none is refused without repeating it', () => {
    for (const address of ['', 'mysql://user:secret@host/x', 'secret']) {
      assert.throws(
        () => toDriverUrl(address),
        (error: Error) => /Write postgres:/.test(error.message) && !/secret/.test(error.message),
      );
    }
  });
});
