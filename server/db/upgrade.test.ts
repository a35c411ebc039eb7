import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { type Kysely, sql } from 'kysely';
import { Migrator } from 'kysely/migration';
import { readBackup } from '../backup/backup-file.ts';
import { manifest } from '../backup/manifest.ts';
import { type BackupRow, writeRows } from '../backup/rows.queries.ts';
import { verifyActs } from '../domain/act/verify-acts.ts';
import { listOrganizationIds } from '../domain/organization/read-organization.ts';
import { openSealing } from '../domain/sealing/open-sealing.ts';
import { replaySession } from '../domain/session/replay-session.ts';
import { listSessionScopesUnscoped } from '../domain/session/session.queries.ts';
import { scopeOf, verifyAll } from '../domain/session/verify-session.ts';
import { createTestContext, expectOk } from '../test/native-api.ts';
import { createDatabase, type Tables } from './client.ts';
import { createKysely } from './kysely-dialect.ts';
import { migrate } from './migrate.ts';
import { migrations } from './migrations/index.ts';
import { openEmbeddedEngine } from './pglite/engine.ts';
import { readSchema } from './schema/read-schema.ts';

// What a release left in its database is taken over by this one: a database is brought to that release's schema, filled with
// the rows that it wrote (npm run keep:release), and migrated on.

const releases = join(import.meta.dirname, '../test/releases');

/** The migrations that a release knew. */
const migrateAs = async (owner: Kysely<Tables>, names: readonly string[]): Promise<void> => {
  const known = Object.fromEntries(Object.entries(migrations).filter(([name]) => names.includes(name)));
  assert.equal(Object.keys(known).length, names.length, 'A migration that was released is missing.');
  const migrator = new Migrator({ db: owner, provider: { getMigrations: async () => known } });
  const { error } = await migrator.migrateToLatest();
  assert.equal(error, undefined);
};

const fill = async (owner: Kysely<Tables>, file: string, columns: Readonly<Record<string, readonly string[]>>) => {
  const shapes = new Map((await readSchema(owner)).map((table) => [table.name, table]));
  for await (const { name, bytes } of readBackup(file)) {
    const table = name.startsWith('rows/') ? (name.split('/')[1] ?? '') : null;
    if (table === null) continue;
    const shape = { name: table, scope: 'outside', writer: 'app', columns: shapes.get(table)?.columns ?? [] } as const;
    const rows = bytes.toString().split('\n').filter(Boolean);
    const parsed = rows.map((line): BackupRow => JSON.parse(line));
    await owner.transaction().execute((all) => writeRows(all, shape, columns[table] ?? [], parsed));
  }
};

const kept = readdirSync(releases);

test('data of releases are kept', () => assert.ok(kept.length > 0));

for (const release of kept) {
  test(`a database of ${release} is migrated, and its logs verify and replay`, async () => {
    const file = join(releases, release, 'backup.tar.gz');
    const first = await readBackup(file).next();
    const head = manifest.parse(JSON.parse(first.done === true ? '' : first.value.bytes.toString()));
    const engine = await openEmbeddedEngine({
      folder: null,
      templateFile: null,
      idleTransactionMs: 30_000,
      onCrash: (error) => assert.fail(error),
    });
    after(() => engine.close());
    const owner = createKysely<Tables>(engine, { role: 'owner', scope: null });
    await migrateAs(owner, head.migrations);
    await fill(owner, file, head.tables);
    const applied = await migrate(owner);
    assert.deepEqual(applied, Object.keys(migrations).slice(head.migrations.length));

    const database = createDatabase(engine);
    const masterKey = Buffer.from(readFileSync(join(releases, release, 'master.key'), 'utf8'), 'base64');
    const keys = { masterKey, previousMasterKey: null };
    const sealing = expectOk(await openSealing(database.unscoped, keys, new Date()));
    const context = { ...createTestContext(database), sealing };
    for await (const { isIntact, sessionId } of verifyAll(context)) assert.ok(isIntact, sessionId);
    for (const organizationId of await listOrganizationIds(context)) {
      assert.equal((await verifyActs(context, organizationId)).ok, true);
    }
    const states: string[] = [];
    for (const place of await listSessionScopesUnscoped(database, null, 100)) {
      const replayed = await replaySession(context, scopeOf(place), place.id);
      states.push(replayed.ok ? `${replayed.value.state} ${replayed.value.isIdentical}` : replayed.error.code);
    }
    assert.deepEqual(states.toSorted(), ['completed true', 'completed true', 'erased', 'waiting true']);
    const { rows } = await sql<{ name: string }>`select name from workflow`.execute(owner);
    assert.equal(rows.length, 2);
  });
}

test('sessions that are older than the counters are counted', async () => {
  const engine = await openEmbeddedEngine({
    folder: null,
    templateFile: null,
    idleTransactionMs: 30_000,
    onCrash: (error) => assert.fail(error),
  });
  after(() => engine.close());
  const owner = createKysely<Tables>(engine, { role: 'owner', scope: null });
  await migrateAs(owner, ['0001_create_schema', '0002_create_queue_schema']);
  const [id, organization, workflow] = ['a', 'b', 'c'].map((digit) => `01f7a1de-0000-7000-8000-00000000000${digit}`);
  for (const table of ['organization', 'session'])
    await sql.raw(`alter table ${table} disable trigger all`).execute(owner);
  await sql`insert into organization (id, name, wrapped_key, sealing_key_id, act_hash, created_at)
    values (${organization}, 'One', '', 'none', '', now())`.execute(owner);
  for (const [number, state, decision] of [
    [1, 'active', null],
    [2, 'active', null],
    [3, 'completed', 'approved'],
  ] as const) {
    await sql`insert into session (organization_id, environment, id, workflow_id, version, entity_id, data_key_id, state,
        decision, run_number, event_count, head_hash, run, created_at, expires_at)
      values (${organization}, 'live', ${`01f7a1de-0000-7000-8000-00000000001${number}`}, ${workflow}, 1, ${id}, ${id},
        ${state}, ${decision}, 1, 1, '', '', now(), now())`.execute(owner);
  }
  await migrate(owner);
  const { rows } = await sql`select organization_id, environment, workflow_id, state, decision, total::integer
    from session_total order by state`.execute(owner);
  const place = { organization_id: organization, environment: 'live', workflow_id: workflow };
  assert.deepEqual(rows, [
    { ...place, state: 'active', decision: '', total: 2 },
    { ...place, state: 'completed', decision: 'approved', total: 1 },
  ]);
});
