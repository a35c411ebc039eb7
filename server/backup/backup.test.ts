import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { existsSync, truncateSync } from 'node:fs';
import { copyFile, mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { gunzipSync } from 'node:zlib';
import { sql } from 'kysely';
import { createFolderBlobStore } from '../adapter/blob/folder.ts';
import { applyErasures } from '../cli/apply-erasures.ts';
import { openDatabase } from '../db/client.ts';
import { readSchema } from '../db/schema/read-schema.ts';
import { tablesOutside } from '../db/tables-outside.ts';
import { system } from '../domain/actor.ts';
import type { DomainContext } from '../domain/context.ts';
import { storeUpload } from '../domain/document/store-upload.ts';
import { writeErasureLine } from '../domain/entity/erasure-line.ts';
import { createKey } from '../domain/key/create-key.ts';
import { insertFirstSealingKeyUnscoped } from '../domain/sealing/sealing-key.queries.ts';
import { getServerKey } from '../domain/sealing/server-key.ts';
import { openSecrets } from '../domain/secret/read-secrets.ts';
import { writeSecret } from '../domain/secret/write-secret.ts';
import { openSession } from '../domain/session/open-session.ts';
import { getSession } from '../domain/session/read-session.ts';
import { submitStep } from '../domain/session/submit-step.ts';
import { verifyAll } from '../domain/session/verify-session.ts';
import { templateFile } from '../start/template.ts';
import { openTestDatabase, type TestDatabase } from '../test/database.ts';
import { addSession, holder, openGate, readFixture } from '../test/journey.ts';
import { expectOk } from '../test/native-api.ts';
import { backedUpTables } from './backed-up-tables.ts';
import { restoreBackup } from './restore-backup.ts';
import { writeBackup } from './write-backup.ts';

const gate = await openGate();
const target = await openTestDatabase();
const spare = await openTestDatabase();
const folder = await mkdtemp(join(tmpdir(), 'gatehouse-backup-'));
const file = join(folder, 'backup.tar.gz');
after(async () => {
  await gate.close();
  await rm(folder, { recursive: true });
});

const restoringInto = (database: TestDatabase, name: string): DomainContext => ({
  ...gate.context,
  database,
  blobs: createFolderBlobStore({ root: join(folder, name) }),
});

const options = (to: string) => ({
  file: to,
  erasuresFile: join(folder, 'erasures.log'),
  version: '1.2.3',
  signal: new AbortController().signal,
});

/** Every row of every table that a backup holds, as text, in an order of its own. */
const dump = async (database: TestDatabase): Promise<Record<string, string[]>> => {
  const rows: Record<string, string[]> = {};
  for (const { name } of backedUpTables) {
    const found = await sql<{ row: string }>`select row(t.*)::text as row from ${sql.table(name)} as t`.execute(
      database.owner,
    );
    rows[name] = found.rows.map(({ row }) => row).sort();
  }
  return rows;
};

let waiting = { id: '', scope: { organizationId: '', environment: 'live' as const } };

before(async () => {
  const { sealingKeyId } = gate.context.sealing;
  const registered = { id: sealingKeyId, checkValue: randomBytes(32), now: new Date() };
  await insertFirstSealingKeyUnscoped(gate.database.unscoped, registered);
  const live = await gate.addOrganization('live');
  const other = await gate.addOrganization('test');
  for (let index = 0; index < 3; index += 1) await addSession(gate.context, other);
  const { id } = await addSession(gate.context, live);
  waiting = { id, scope: { ...live.scope, environment: 'live' } };
  expectOk(await openSession(gate.context, live.scope, id));
  expectOk(await submitStep(gate.context, live.scope, id, { node: 'details', attempt: 1, input: { ...holder } }));
  const bytes = await readFixture('demo-passport.jpg');
  const place = { side: 'front' as const, node: 'document', attempt: 1 };
  const upload = expectOk(await storeUpload(gate.context, live.scope, id, { ...place, bytes }));
  const input = { documentKind: 'passport', front: upload.id };
  expectOk(await submitStep(gate.context, live.scope, id, { node: 'document', attempt: 1, input }));
  const members = await gate.database.owner.selectFrom('membership').selectAll().execute();
  const owner = members.find((member) => member.organization_id === live.scope.organizationId)?.user_id ?? '';
  const key = { name: 'k', ownerUserId: owner, scopes: ['sessions:read' as const] };
  expectOk(await createKey(gate.context, live.scope, key, system));
  expectOk(await writeSecret(gate.context, live.scope, { name: 'TOKEN', value: 'a value of a secret' }, system));
  await getServerKey(gate.context, 'wire', () => ({ publicKey: randomBytes(64), secret: randomBytes(32) }));
  await writeFile(join(folder, 'erasures.log'), 'a line\n');
});

describe('a backup', () => {
  test('holds every table', async () => {
    const names = (await readSchema(gate.database.owner)).map(({ name }) => name);
    assert.deepEqual(
      backedUpTables.map(({ name }) => name).toSorted(),
      names.filter((name) => name !== 'outbox').toSorted(),
    );
    for (const { name, scope } of backedUpTables) {
      assert.equal(scope === 'outside', Object.hasOwn(tablesOutside, name), name);
    }
  });

  test('is one file of its owner, with what was sealed still sealed', async () => {
    const counts = await writeBackup(gate.context, options(file));
    assert.ok(counts.rows > 40);
    assert.deepEqual([counts.files, counts.missingFiles], [1, 0]);
    assert.equal((await stat(file)).mode & 0o777, 0o600);
    assert.equal(existsSync(`${file}.part`), false);
    const bytes = gunzipSync(await readFile(file));
    assert.equal(bytes.includes(holder.birthDate), false);
    assert.equal(bytes.includes('a value of a secret'), false);
  });

  test('gives back every row and file, and the work that waited', async () => {
    const context = restoringInto(target, 'restored');
    const restored = expectOk(await restoreBackup(context, file, { withRows: true }));
    assert.deepEqual(await dump(target), await dump(gate.database));
    assert.equal(restored.files, 1);
    assert.equal(restored.erasures, 'a line\n');
    const work = await target.owner.selectFrom('outbox').select(['queue', 'payload']).orderBy('id').execute();
    const queued = await gate.database.owner.selectFrom('outbox').select(['queue', 'payload']).orderBy('id').execute();
    assert.deepEqual(work, queued);
    assert.ok(work.some(({ queue }) => queue === 'evaluate-node'));
    for await (const { isIntact } of verifyAll(context)) assert.ok(isIntact);
    assert.equal(expectOk(await getSession(context, waiting.scope, waiting.id)).state, 'waiting');
    const [document] = await target.owner.selectFrom('document').select('blob_key').execute();
    const key = document?.blob_key ?? '';
    assert.deepEqual(await context.blobs.get(key), await gate.context.blobs.get(key));
    const secrets = await openSecrets(context, waiting.scope, ['TOKEN']);
    assert.equal(secrets.get('TOKEN'), 'a value of a secret');
  });

  test('from before an erasure has the person erased again', async () => {
    const context = restoringInto(target, 'restored');
    const session = expectOk(await getSession(context, waiting.scope, waiting.id));
    const erasure = { ...waiting.scope, entityId: session.entity.id, at: new Date() };
    const unknown = { ...erasure, entityId: '00000000-0000-7000-8000-000000000000' };
    const list = join(folder, 'lost-erasures.log');
    await writeFile(list, `${writeErasureLine(erasure)}${writeErasureLine(unknown)}{"cut`);
    const lists = [list, join(folder, 'no-such.log')];
    assert.equal(expectOk(await applyErasures(context, { lists, text: '' })), 1);
    const after = expectOk(await getSession(context, waiting.scope, waiting.id));
    assert.deepEqual([after.entity.name, after.entity.email], [null, null]);
    for await (const { isIntact } of verifyAll(context)) assert.ok(isIntact);
  });

  test('goes into a database of the other kind', async () => {
    const database = await openDatabase({ databaseUrl: null, folder: null, templateFile });
    try {
      const context = { ...restoringInto(target, 'embedded'), database };
      expectOk(await restoreBackup(context, file, { withRows: true }));
      let sessions = 0;
      for await (const { isIntact } of verifyAll(context)) {
        assert.ok(isIntact);
        sessions += 1;
      }
      assert.equal(sessions, 4);
    } finally {
      await database.close();
    }
  });

  test('is refused by a database that is not empty', async () => {
    const refused = await restoreBackup(restoringInto(target, 'again'), file, { withRows: true });
    assert.match(refused.ok ? '' : refused.error, /not empty/);
  });

  test('that is cut off, or is none, leaves the database empty', async () => {
    const cut = join(folder, 'cut.tar.gz');
    await copyFile(file, cut);
    truncateSync(cut, Math.floor((await stat(file)).size * 0.3));
    const text = join(folder, 'text.tar.gz');
    await writeFile(text, 'no backup at all');
    for (const name of [cut, text]) {
      const refused = await restoreBackup(restoringInto(spare, 'cut'), name, { withRows: true });
      assert.match(refused.ok ? '' : refused.error, /could not be restored|no backup/);
    }
    assert.equal((await spare.owner.selectFrom('organization').selectAll().execute()).length, 0);
    assert.equal((await spare.owner.selectFrom('event').selectAll().execute()).length, 0);
  });

  test('sealed under another master key is refused with both fingerprints', async () => {
    const context = {
      ...restoringInto(spare, 'other'),
      sealing: { ...gate.context.sealing, sealingKeyId: 'feedface' },
    };
    const refused = await restoreBackup(context, file, { withRows: true });
    assert.match(refused.ok ? '' : refused.error, /another master key .*feedface/);
  });

  test('that cannot be written leaves nothing behind', async () => {
    await assert.rejects(writeBackup(gate.context, options(join(folder, 'nowhere', 'backup'))), { code: 'ENOENT' });
    const aborted = { ...options(join(folder, 'aborted')), signal: AbortSignal.abort() };
    await assert.rejects(writeBackup(gate.context, aborted));
    assert.equal(existsSync(join(folder, 'aborted')), false);
    assert.equal(existsSync(join(folder, 'aborted.part')), false);
  });
});
