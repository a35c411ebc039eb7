import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { sql } from 'kysely';
import { silentProgress } from '../start/progress.ts';
import { buildTemplate, templateFile } from '../start/template.ts';
import { type Database, openDatabase } from './client.ts';

const root = mkdtempSync(join(tmpdir(), 'gatehouse-embedded-'));
before(() => buildTemplate(silentProgress));
after(() => rmSync(root, { recursive: true, force: true }));

const key = { id: 'kept', check_value: new Uint8Array([1]), created_at: new Date(0), wrapped_lookup: null };

const open = (folder: string, onCrash?: (error: Error) => void): Promise<Database> =>
  openDatabase({ databaseUrl: null, folder, templateFile, ...(onCrash ? { onCrash } : {}) });

describe('a data folder', () => {
  const folder = join(root, 'kept');

  test('keeps what was written, and is free after closing', async () => {
    const first = await open(folder);
    await first.unscoped.insertInto('sealing_key').values(key).execute();
    await assert.rejects(open(folder), new RegExp(`The data folder ${folder} is in use by another process`));
    await first.close();
    const second = await open(folder);
    assert.deepEqual(await second.unscoped.selectFrom('sealing_key').selectAll().execute(), [key]);
    await second.close();
  });

  test('keeps what a killed process had acknowledged', async () => {
    const killed = `
      import { openDatabase } from ${JSON.stringify(new URL('./client.ts', import.meta.url).href)};
      const database = await openDatabase({ databaseUrl: null, folder: ${JSON.stringify(folder)} });
      await database.unscoped.insertInto('sealing_key').values({ id: 'killed', check_value: Buffer.from('x'), created_at: new Date() }).execute();
      process.kill(process.pid, 'SIGKILL');`;
    assert.equal(spawnSync(process.execPath, ['--input-type=module', '-e', killed]).signal, 'SIGKILL');
    const database = await open(folder);
    const { rows } = await sql`select id from sealing_key where id = 'killed'`.execute(database.unscoped);
    assert.deepEqual(rows, [{ id: 'killed' }]);
    await database.close();
  });

  test('that a killed process had only half filled is begun anew', async () => {
    const half = join(root, 'half');
    mkdirSync(join(half, 'database'), { recursive: true });
    writeFileSync(join(half, 'database', 'PG_VERSION'), '17');
    writeFileSync(join(half, 'database.unfinished'), '');
    const database = await open(half);
    assert.deepEqual(await database.unscoped.selectFrom('sealing_key').selectAll().execute(), []);
    await database.close();
    assert.ok(!existsSync(join(half, 'database.unfinished')));
  });
});

describe('a database that breaks down', () => {
  test('fails what is under way and everything later, and says so once', async () => {
    const folder = join(root, 'broken');
    const crashes: Error[] = [];
    const database = await open(folder, (error) => crashes.push(error));
    rmSync(join(folder, 'database', 'pg_wal'), { recursive: true });
    const asked = [
      database.workerSql.executeSql('create table pgboss.large as select generate_series(1, 1000000) as id'),
      database.workerSql.executeSql('select $1::int', [1]),
    ];
    for (const outcome of await Promise.allSettled(asked)) {
      assert.equal(outcome.status, 'rejected');
      assert.match(String(outcome.reason), /connection to the database was lost/);
    }
    await assert.rejects(
      database.unscoped.selectFrom('sealing_key').selectAll().execute(),
      /connection to the database was lost/,
    );
    assert.equal(crashes.length, 1);
    assert.match(String(crashes[0]?.cause), /PANIC/);
    await database.close();
  });

  test('ends the process with a sentence when nobody else takes care', async () => {
    const folder = join(root, 'unattended');
    await (await open(folder)).close();
    const script = `
      import { rmSync } from 'node:fs';
      import { openDatabase } from ${JSON.stringify(new URL('./client.ts', import.meta.url).href)};
      const database = await openDatabase({ databaseUrl: null, folder: ${JSON.stringify(folder)} });
      rmSync(${JSON.stringify(join(folder, 'database', 'pg_wal'))}, { recursive: true });
      setInterval(() => {}, 1000);
      await database.workerSql.executeSql('create table pgboss.large as select generate_series(1, 1000000) as id').catch(() => {});`;
    const ended = spawnSync(process.execPath, ['--input-type=module', '-e', script], { encoding: 'utf8' });
    assert.equal(ended.status, 1);
    assert.match(ended.stderr, /^The embedded database stopped working \(.*PANIC.*\)\. Start again\.\n$/);
  });
});

test('statements that come while a transaction is open wait in their order', async () => {
  const database = await openDatabase({ databaseUrl: null, folder: null, templateFile });
  const order: string[] = [];
  const transaction = await database.unscoped.startTransaction().execute();
  const waiting = ['a', 'b', 'c'].map((name) => sql`select 1`.execute(database.unscoped).then(() => order.push(name)));
  await sql`select 1`.execute(transaction).then(() => order.push('inside'));
  await transaction.commit().execute();
  await Promise.all(waiting);
  assert.deepEqual(order, ['inside', 'a', 'b', 'c']);
  await database.close();
});
