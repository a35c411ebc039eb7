import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { mkdtemp, rm, utimes } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { sql } from 'kysely';
import { createFolderBlobStore, shardOf } from '../adapter/blob/folder.ts';
import { verifyWork } from '../cli/verify.ts';
import type { Scope } from '../db/scope.ts';
import { system } from '../domain/actor.ts';
import { storeUpload } from '../domain/document/store-upload.ts';
import { eraseEntity } from '../domain/entity/erase-entity.ts';
import { organizationSettings } from '../domain/organization/settings.ts';
import { updateSettings } from '../domain/organization/update-settings.ts';
import { cancelSession } from '../domain/session/cancel-session.ts';
import { createSession } from '../domain/session/create-session.ts';
import { openSession } from '../domain/session/open-session.ts';
import { getSession } from '../domain/session/read-session.ts';
import { submitStep } from '../domain/session/submit-step.ts';
import { createLogger } from '../log.ts';
import { holder, openGate, readFixture } from '../test/journey.ts';
import { expectOk, type TestContext } from '../test/native-api.ts';
import { orphanFilesSweep } from './orphan-files.ts';
import { retentionSweep } from './retention.ts';

const gate = await openGate();
const folder = await mkdtemp(join(tmpdir(), 'gatehouse-retention-'));
const context: TestContext = { ...gate.context, blobs: createFolderBlobStore({ root: folder }) };
after(async () => {
  await gate.close();
  await rm(folder, { recursive: true });
});

const logger = createLogger({ level: 'silent' });
const never = new AbortController().signal;
const start = new Date('2031-05-01T12:00:00.000Z');
const day = (count: number): Date => new Date(start.getTime() + count * 24 * 3600_000);
const sweep = (signal = never): Promise<void> => retentionSweep.sweep(context, signal, logger);

interface Place {
  readonly scope: Scope;
  readonly workflowId: string;
}

const addOrganization = async (retention: Record<string, unknown>): Promise<Place> => {
  context.setTime(start);
  const place = await gate.addOrganization();
  const settings = organizationSettings.parse({ retention, searchableMetadataKeys: ['order'] });
  expectOk(await updateSettings(context, place.scope.organizationId, settings, system));
  return place;
};

/** A session that was ended, with a photo, metadata and a link. */
const addEnded = async ({ scope, workflowId }: Place, entity: string | null = null): Promise<string> => {
  const made = expectOk(
    await createSession(
      context,
      scope,
      {
        workflowId,
        entity: entity ?? { kind: 'person', name: 'Anna' },
        metadata: { order: 'A-1' },
        sealedMetadata: { lastName: 'Eriksson', age: 41 },
      },
      system,
    ),
  );
  const { id } = made.session;
  expectOk(await openSession(context, scope, id));
  expectOk(await submitStep(context, scope, id, { node: 'details', attempt: 1, input: holder }));
  const bytes = await readFixture('demo-passport.jpg');
  expectOk(await storeUpload(context, scope, id, { node: 'document', attempt: 1, side: 'front', bytes }));
  expectOk(await cancelSession(context, scope, id, null, system));
  return id;
};

const files = async (): Promise<string[]> => {
  const keys: string[] = [];
  for await (const { key } of context.blobs.list()) keys.push(key);
  return keys;
};

const filesOf = async ({ scope }: Place): Promise<number> =>
  (await files()).filter((key) => key.startsWith(scope.organizationId)).length;

/** The tables in which a row of the organization stands that names the id, and how many. */
const rowsNaming = async (id: string): Promise<Record<string, number>> => {
  const tables = await sql<{ name: string }>`
    select table_name as name from information_schema.tables
    where table_schema = 'public' and table_type = 'BASE TABLE'`.execute(gate.database.owner);
  const counts: Record<string, number> = {};
  for (const { name } of tables.rows) {
    const { rows } = await sql<{ count: number }>`
      select count(*)::integer as count from ${sql.table(name)} as row where row::text like ${`%${id}%`}`.execute(
      gate.database.owner,
    );
    const count = rows[0]?.count ?? 0;
    if (count > 0) counts[name] = count;
  }
  return counts;
};

test('a session is kept until its time and then gone, with every row and file; a tombstone stays', async () => {
  const place = await addOrganization({ sessionDays: 30 });
  const id = await addEnded(place);
  const total = {
    organization_id: place.scope.organizationId,
    environment: 'live',
    workflow_id: place.workflowId,
    state: 'cancelled',
    total: 5,
  };
  await gate.database.owner.insertInto('session_total').values(total).execute();
  const before = await gate.database.owner
    .selectFrom('session')
    .select(['event_count', 'head_hash', 'entity_id', 'data_key_id'])
    .where('id', '=', id)
    .executeTakeFirstOrThrow();
  context.setTime(day(29));
  await sweep();
  assert.equal((await getSession(context, place.scope, id)).ok, true);
  assert.equal(await filesOf(place), 1);
  context.setTime(day(31));
  await sweep();
  assert.equal(await filesOf(place), 0);
  // What the relay still has to tell others of holds ids alone.
  const { outbox: _, ...left } = await rowsNaming(id);
  assert.deepEqual(left, { tombstone: 1 });
  assert.deepEqual(await rowsNaming(before.entity_id), {});
  assert.deepEqual(await rowsNaming(before.data_key_id), {});
  const tombstones = await gate.database.owner
    .selectFrom('tombstone')
    .select(['event_count', 'reason', 'last_hash'])
    .where('session_id', '=', id)
    .execute();
  assert.equal(tombstones.length, 1);
  assert.deepEqual([tombstones[0]?.event_count, tombstones[0]?.reason], [before.event_count, 'retention']);
  assert.ok(Buffer.from(tombstones[0]?.last_hash ?? []).equals(before.head_hash));
  const complained: string[] = [];
  const output = { print: async () => {}, complain: async (line: string) => void complained.push(line) };
  assert.equal(await verifyWork(context, [id], output, new AbortController().signal), 1);
  assert.match(
    complained.join(),
    new RegExp(`deleted at .* \\(retention\\).* ${Buffer.from(before.head_hash).toString('hex')}\\.$`),
  );
  await sweep();
  const totals = await gate.database.owner
    .selectFrom('session_total')
    .select('state')
    .where('workflow_id', '=', place.workflowId)
    .where('total', '=', 4)
    .execute();
  assert.deepEqual(totals, [{ state: 'cancelled' }]);
});

test('a session that is not over is never deleted, and one of another environment or organization not by these settings', async () => {
  const place = await addOrganization({ sessionDays: 1 });
  const other = await addOrganization({});
  const theirs = await addEnded(other);
  const made = expectOk(
    await createSession(
      context,
      place.scope,
      { workflowId: place.workflowId, entity: { kind: 'person' }, expiresAt: day(3000) },
      system,
    ),
  );
  context.setTime(day(400));
  await sweep();
  assert.equal((await getSession(context, place.scope, made.session.id)).ok, true);
  assert.equal((await getSession(context, other.scope, theirs)).ok, true);
  assert.equal(await filesOf(other), 1);
});

test('an entity stays as long as it has a session', async () => {
  const place = await addOrganization({ sessionDays: 30 });
  const first = await addEnded(place);
  const { entity_id: entityId } = await gate.database.owner
    .selectFrom('session')
    .select('entity_id')
    .where('id', '=', first)
    .executeTakeFirstOrThrow();
  context.setTime(day(20));
  const second = await addEnded(place, entityId);
  context.setTime(day(31));
  await sweep();
  assert.equal((await getSession(context, place.scope, first)).ok, false);
  assert.equal(expectOk(await getSession(context, place.scope, second)).entity.name, 'Anna');
  context.setTime(day(51));
  await sweep();
  assert.deepEqual(await rowsNaming(entityId), {});
});

test('photos go before their session when the settings say so', async () => {
  const place = await addOrganization({ documentDays: 7 });
  const id = await addEnded(place);
  context.setTime(day(6));
  await sweep();
  assert.equal(await filesOf(place), 1);
  context.setTime(day(8));
  await sweep();
  assert.equal(await filesOf(place), 0);
  assert.equal((await rowsNaming(id)).document, undefined);
  assert.equal((await getSession(context, place.scope, id)).ok, true);
});

test('a sweep that is cut off at any step is taken up by the next one', async () => {
  const place = await addOrganization({ sessionDays: 30 });
  const id = await addEnded(place);
  context.setTime(day(31));
  const { blobs, sealing } = context;
  const failing = { ...blobs, delete: async () => Promise.reject(new Error('The store is away.')) };
  await retentionSweep.sweep({ ...context, blobs: failing }, never, logger);
  assert.equal((await getSession(context, place.scope, id)).ok, true);
  assert.equal(await filesOf(place), 1);
  // Ends between the files and the rows.
  const dying = { ...sealing, keyedHash: () => assert.fail('The process ends here.') };
  await retentionSweep.sweep({ ...context, sealing: dying }, never, logger);
  assert.equal(await filesOf(place), 0);
  assert.equal((await getSession(context, place.scope, id)).ok, true);
  await sweep();
  assert.equal((await getSession(context, place.scope, id)).ok, false);
});

test('a sweep that is asked to end does so between two sessions', async () => {
  const place = await addOrganization({ sessionDays: 30 });
  const ids = [await addEnded(place), await addEnded(place)];
  context.setTime(day(31));
  const stopping = new AbortController();
  const blobs = {
    ...context.blobs,
    delete: async (key: string) => {
      stopping.abort();
      await context.blobs.delete(key);
    },
  };
  await retentionSweep.sweep({ ...context, blobs }, stopping.signal, logger);
  const left = await Promise.all(ids.map(async (id) => (await getSession(context, place.scope, id)).ok));
  assert.deepEqual(left, [false, true]);
  await sweep();
});

test('an erased session is deleted at its time too', async () => {
  const place = await addOrganization({ sessionDays: 30 });
  const id = await addEnded(place);
  const { entity } = expectOk(await getSession(context, place.scope, id));
  expectOk(await eraseEntity(context, place.scope, entity.id, 'asked', system));
  context.setTime(day(31));
  await sweep();
  const { outbox: _, ...left } = await rowsNaming(id);
  assert.deepEqual(left, { tombstone: 1 });
});

test('messages that were delivered are kept for ninety days, and open ones for ever', async () => {
  const place = await addOrganization({});
  const add = async (finishedAt: Date | null): Promise<string> => {
    const id = randomUUID();
    await gate.database.owner
      .insertInto('delivery')
      .values({
        organization_id: place.scope.organizationId,
        environment: 'live',
        id,
        channel: 'webhook',
        state: finishedAt === null ? 'pending' : 'delivered',
        event_type: 'session.completed',
        created_at: start,
        finished_at: finishedAt,
      })
      .execute();
    await gate.database.owner
      .insertInto('delivery_attempt')
      .values({
        organization_id: place.scope.organizationId,
        environment: 'live',
        delivery_id: id,
        number: 1,
        at: start,
        duration_ms: 1,
        is_success: true,
      })
      .execute();
    return id;
  };
  const [old, recent, open] = [await add(start), await add(day(50)), await add(null)];
  context.setTime(day(91));
  await sweep();
  const counts = await Promise.all([old, recent, open].map(async (id) => (await rowsNaming(id)).delivery_attempt ?? 0));
  assert.deepEqual(counts, [0, 1, 1]);
});

test('a file that no row names is deleted after a day, and no other file is', async () => {
  const place = await addOrganization({});
  const id = await addEnded(place);
  const named = (await files()).find((key) => key.startsWith(place.scope.organizationId)) ?? '';
  const { organizationId } = place.scope;
  const orphan = `${organizationId}/live/${randomUUID()}`;
  const fresh = `${organizationId}/live/${randomUUID()}`;
  const foreign = `${randomUUID()}/live/${randomUUID()}`;
  for (const key of [orphan, fresh, foreign, 'something/else']) await context.blobs.put(key, Buffer.from('sealed'));
  context.setTime(new Date());
  const old = new Date(Date.now() - 25 * 3600_000);
  for (const key of [named, orphan, foreign, 'something/else']) await utimes(join(folder, shardOf(key), key), old, old);
  await orphanFilesSweep.sweep(context, never, logger);
  const left = await files();
  assert.equal(left.includes(orphan), false);
  for (const key of [named, fresh, foreign, 'something/else']) assert.ok(left.includes(key), key);
  assert.equal((await rowsNaming(id)).document, 1);
});
