import assert from 'node:assert/strict';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Writable } from 'node:stream';
import { after, test } from 'node:test';
import { keyScopes } from '@gatehouse/core/contract/key-scope.ts';
import Fastify, { type FastifyBaseLogger } from 'fastify';
import { sql } from 'kysely';
import { createErasureLog } from '../../adapter/erasure-log/file.ts';
import { createOutboxMailer } from '../../adapter/mail/outbox-mailer.ts';
import { createOutboxFolder } from '../../adapter/outbox/folder.ts';
import { registerCaptureApi } from '../../api/capture/register.ts';
import { describeApi } from '../../api/native/openapi.ts';
import { registerNativeApi } from '../../api/native/register.ts';
import { deliverMessageJob } from '../../job/deliver.ts';
import { evaluateNodeJob } from '../../job/evaluate-node.ts';
import { finishErasureJob } from '../../job/finish-erasure.ts';
import { createLogger } from '../../log.ts';
import { addSession, openGate, readFixture } from '../../test/journey.ts';
import { expectOk, type TestContext } from '../../test/native-api.ts';
import { system } from '../actor.ts';
import { createDeliveryAlone } from '../delivery/create-delivery.ts';
import { createKey } from '../key/create-key.ts';
import { organizationSettings } from '../organization/settings.ts';
import { updateSettings } from '../organization/update-settings.ts';
import { replaySession } from '../session/replay-session.ts';
import { createSessionQueue } from '../session/session-queue.ts';
import { verifySession } from '../session/verify-session.ts';
import { eraseEntity } from './erase-entity.ts';
import { readErasureLines, writeErasureLine } from './erasure-line.ts';

const gate = await openGate();
const place = await gate.addOrganization();
const folder = await mkdtemp(join(tmpdir(), 'gatehouse-erasure-'));
const outboxFolder = join(folder, 'outbox');
const erasuresFile = join(folder, 'erasures.log');

/** Everything that is kept lies in this folder, in the database, or in the log. */
const blobs = new Map<string, Uint8Array>();
const context: TestContext = {
  ...gate.context,
  blobs: {
    put: async (key, bytes) => void blobs.set(key, bytes),
    get: async (key) => blobs.get(key) ?? null,
    delete: async (key) => void blobs.delete(key),
    list: gate.context.blobs.list,
    dropUnfinished: gate.context.blobs.dropUnfinished,
  },
  mailer: createOutboxMailer({ files: createOutboxFolder({ folder: outboxFolder }) }),
  erasures: createErasureLog({ file: erasuresFile, writeLine: writeErasureLine }),
};

let logged = '';
const destination = new Writable({
  write: (chunk, _encoding, done) => {
    logged += String(chunk);
    done();
  },
});
const logger: FastifyBaseLogger = createLogger({ level: 'trace', destination });
const app = Fastify({ loggerInstance: logger });
const rateLimits = { keyPerMinute: 0, addressPerMinute: 0, linkPerMinute: 0 };
await describeApi(app, { baseUrl: context.baseUrl, version: '1.2.3' });
await app.register((api) => registerNativeApi(api, { context, version: '1.2.3', rateLimits }), { prefix: '/api' });
await app.register((api) => registerCaptureApi(api, { context, maxUploadBytes: 2_000_000, rateLimits }), {
  prefix: '/api/capture',
});
after(async () => {
  await app.close();
  await gate.close();
  await rm(folder, { recursive: true });
});

const owner = await gate.database.owner
  .selectFrom('membership')
  .select('user_id')
  .where('organization_id', '=', place.scope.organizationId)
  .executeTakeFirstOrThrow();
const key = expectOk(
  await createKey(context, place.scope, { name: 'all', ownerUserId: owner.user_id, scopes: keyScopes }, system),
);

const send = (method: 'GET' | 'POST' | 'PATCH' | 'DELETE', url: string, body?: unknown, token = key.token) =>
  app.inject({
    method,
    url,
    headers: { authorization: `Bearer ${token}`, ...(body !== undefined && { 'content-type': 'application/json' }) },
    ...(body !== undefined && { payload: JSON.stringify(body) }),
  });

/** The invented person of the passport, and what only the caller knows of her. */
const markers = {
  name: 'Anna Maria Eriksson',
  email: 'anna.marker@example.com',
  birthDate: '1990-08-12',
  documentNumber: 'L898902C3',
  address: 'Markergatan 77',
  order: 'order-marker-4711',
  redirect: 'subject-marker-0815',
  mail: 'Mail-marker to Anna',
};

const entityInput = {
  kind: 'person',
  name: markers.name,
  email: markers.email,
  details: { birthDate: markers.birthDate, address: markers.address },
};

/** Walks a session through its form and document over HTTP. */
const walk = async (url: string): Promise<void> => {
  const token = url.split('/').at(-1) ?? '';
  const photo = await readFixture('demo-passport.jpg');
  assert.equal((await send('POST', '/api/capture/open', {}, token)).statusCode, 200);
  const input = { name: markers.name, birthDate: markers.birthDate, email: markers.email };
  const form = await send('POST', '/api/capture/submit', { node: 'details', attempt: 1, input }, token);
  assert.equal(form.statusCode, 200, form.body);
  const uploaded = await app.inject({
    method: 'PUT',
    url: '/api/capture/uploads/front?node=document&attempt=1',
    headers: { authorization: `Bearer ${token}`, 'content-type': 'image/jpeg' },
    payload: Buffer.from(photo),
  });
  assert.equal(uploaded.statusCode, 201, uploaded.body);
  const document = { documentKind: 'passport', front: uploaded.json().id };
  const submitted = await send('POST', '/api/capture/submit', { node: 'document', attempt: 1, input: document }, token);
  assert.equal(submitted.statusCode, 200, submitted.body);
};

const runJobs = async (...jobs: readonly { name: string; run: typeof deliverMessageJob.run }[]): Promise<number> => {
  let count = 0;
  for (const job of jobs) {
    const rows = await gate.database.worker
      .deleteFrom('outbox')
      .where('queue', '=', job.name)
      .returning('payload')
      .execute();
    for (const { payload } of rows) assert.equal(await job.run(context, payload), true);
    count += rows.length;
  }
  return count;
};

/** Every row of every table as text, those of the queue too. */
const dump = async (): Promise<string> => {
  const tables = await sql<{ schema: string; name: string }>`
    select table_schema as schema, table_name as name from information_schema.tables
    where table_schema in ('public', 'pgboss') and table_type = 'BASE TABLE'`.execute(gate.database.owner);
  assert.ok(tables.rows.some(({ schema }) => schema === 'pgboss'));
  const texts: string[] = [];
  for (const { schema, name } of tables.rows) {
    const { rows } = await sql<{ text: string | null }>`
      select string_agg(row::text, chr(10)) as text from ${sql.table(`${schema}.${name}`)} as row`.execute(
      gate.database.owner,
    );
    texts.push(rows[0]?.text ?? '');
  }
  return texts.join('\n');
};

const filesIn = async (path: string): Promise<string> => {
  const names = await readdir(path, { recursive: true, withFileTypes: true }).catch(() => []);
  const files = names.filter((entry) => entry.isFile());
  const contents = await Promise.all(files.map((entry) => readFile(join(entry.parentPath, entry.name), 'latin1')));
  return contents.join('\n');
};

/** A text as it may stand in a dump: plain, or as the hex or base64 of a byte column. */
const formsOf = (text: string): string[] => [
  text,
  Buffer.from(text).toString('hex'),
  Buffer.from(text).toString('base64').slice(0, -4),
];

const findMarkers = (text: string): string[] =>
  Object.values(markers).filter((marker) => formsOf(marker).some((form) => text.includes(form)));

let entityId = '';
let finished = '';
let running = '';
let fileUrl = '';

test('before the erasure the person is found in what is kept, so that the search below means something', async () => {
  const settings = { searchableMetadataKeys: ['order'], redirectUrls: ['https://shop.example.com'] };
  expectOk(await updateSettings(context, place.scope.organizationId, organizationSettings.parse(settings), system));
  const made = await send('POST', '/api/entities', entityInput);
  assert.equal(made.statusCode, 201, made.body);
  entityId = made.json().id;
  assert.deepEqual(made.json().details, entityInput.details);
  const session = {
    workflowId: place.workflowId,
    entityId,
    metadata: { order: markers.order },
    redirectUrl: `https://shop.example.com/?subject=${markers.redirect}`,
    prefill: { name: markers.name },
  };
  const first = await send('POST', '/api/sessions', session);
  assert.equal(first.statusCode, 201, first.body);
  const second = (await send('POST', '/api/sessions', session)).json();
  finished = first.json().id;
  running = second.id;
  await walk(first.json().url);
  assert.equal(await runJobs(evaluateNodeJob), 1);
  assert.equal((await send('GET', `/api/sessions/${finished}`)).json().state, 'completed');
  await send('POST', '/api/capture/open', {}, second.url.split('/').at(-1));
  const mail = {
    channel: 'email',
    to: markers.email,
    fromName: null,
    subject: 'Hello',
    text: markers.mail,
    html: null,
  };
  expectOk(
    await createDeliveryAlone(context, place.scope, {
      eventType: 'notice',
      sessionId: finished,
      message: { ...mail, channel: 'email' },
    }),
  );
  assert.equal(await runJobs(deliverMessageJob), 1);
  const found = findMarkers(`${await dump()}${await filesIn(folder)}`);
  assert.deepEqual(
    found.toSorted(),
    [markers.mail, markers.email, markers.name, markers.order, markers.redirect].toSorted(),
  );
  assert.equal(blobs.size, 1);
  const { items } = (await send('GET', `/api/sessions/${finished}/files`)).json();
  fileUrl = new URL(items[0].url).pathname;
});

test('an export holds everything that is kept of the person, and is written down', async () => {
  const answer = await send('POST', `/api/entities/${entityId}/export`);
  assert.equal(answer.statusCode, 200, answer.body);
  for (const marker of [markers.name, markers.email, markers.birthDate, markers.address, markers.order]) {
    assert.ok(answer.body.includes(marker), marker);
  }
  const { sessions } = answer.json();
  assert.deepEqual(
    sessions.map((exported: { session: { id: string } }) => exported.session.id),
    [finished, running],
  );
  assert.equal(sessions[0].files.length, 1);
  assert.ok(sessions[0].events.length >= 5);
  const acts = await gate.database.owner.selectFrom('act').select('type').where('subject_id', '=', entityId).execute();
  assert.deepEqual(acts, [{ type: 'entity_exported' }]);
});

test('an erasure that the process did not survive is brought to its end by the job', async () => {
  const dying: TestContext = {
    ...context,
    erasures: {
      append: async () => {
        throw new Error('The process ends here.');
      },
    },
  };
  const made = (await send('POST', '/api/entities', { ...entityInput, name: 'Somebody Else' })).json();
  const session = (await send('POST', '/api/sessions', { workflowId: place.workflowId, entityId: made.id })).json();
  await assert.rejects(eraseEntity(dying, place.scope, made.id, 'asked by letter', system));
  assert.equal((await send('GET', `/api/sessions/${session.id}`)).json().erasedAt, null);
  assert.equal(await runJobs(finishErasureJob), 1);
  const after = (await send('GET', `/api/sessions/${session.id}`)).json();
  assert.notEqual(after.erasedAt, null);
  assert.equal(after.state, 'cancelled');
  const [line, ...others] = readErasureLines(await readFile(erasuresFile, 'utf8'));
  assert.deepEqual([line?.entityId, others.length], [made.id, 0]);
});

test('after the erasure no plain text of the person is left anywhere, and the picture is gone', async () => {
  const answer = await send('POST', `/api/entities/${entityId}/erase`, { reason: 'asked by letter' });
  assert.equal(answer.statusCode, 200, answer.body);
  const { erasedAt, ...shell } = answer.json();
  assert.equal(erasedAt, context.now().toISOString());
  assert.deepEqual(
    { ...shell, createdAt: null, updatedAt: null },
    { id: entityId, kind: 'person', name: null, email: null, details: null, createdAt: null, updatedAt: null },
  );
  assert.equal(blobs.size, 1, 'the sealed file is the job’s to delete');
  assert.equal((await app.inject({ method: 'GET', url: fileUrl })).statusCode, 410);
  assert.equal(await runJobs(finishErasureJob), 1);
  assert.equal(blobs.size, 0);
  assert.deepEqual(findMarkers(await dump()), []);
  assert.deepEqual(findMarkers(await filesIn(folder)), []);
  assert.deepEqual(findMarkers(logged), []);
  assert.ok(logged.length > 0);
});

test('an erased session is a shell: its log verifies, its replay says erased, and nothing can be read or done', async () => {
  for (const id of [finished, running]) {
    const session = (await send('GET', `/api/sessions/${id}`)).json();
    assert.equal(session.erasedAt, context.now().toISOString());
    assert.deepEqual(
      [session.entity.name, session.entity.email, session.metadata, session.redirectUrl],
      [null, null, {}, null],
    );
    const verified = await verifySession(context, place.scope, id);
    assert.deepEqual([verified?.isIntact, verified?.broken], [true, null]);
    const replayed = await replaySession(context, place.scope, id);
    assert.equal(replayed.ok ? 'ok' : replayed.error.code, 'erased');
    for (const path of ['results', 'files']) {
      assert.equal((await send('GET', `/api/sessions/${id}/${path}`)).statusCode, 410, path);
    }
    const { items } = (await send('GET', `/api/sessions/${id}/events`)).json();
    assert.equal(items.at(-1).type, 'redacted');
    assert.ok(items.every((event: { payload: unknown }) => event.payload === null));
    assert.equal((await send('PATCH', `/api/sessions/${id}`, { metadata: { order: 'x' } })).statusCode, 410);
    assert.notEqual((await send('POST', `/api/sessions/${id}/link`)).statusCode, 200);
  }
  assert.equal((await send('GET', `/api/sessions/${finished}`)).json().decision, 'approved');
  assert.equal((await send('GET', `/api/sessions/${running}`)).json().state, 'cancelled');
  assert.deepEqual((await send('GET', `/api/sessions?metadata[order]=${markers.order}`)).json().items, []);
});

test('an erased entity cannot be changed or exported, and takes no new session', async () => {
  assert.equal((await send('PATCH', `/api/entities/${entityId}`, { name: 'Anna' })).statusCode, 410);
  assert.equal((await send('POST', `/api/entities/${entityId}/export`)).statusCode, 410);
  const session = { workflowId: place.workflowId, entityId };
  assert.equal((await send('POST', '/api/sessions', session)).statusCode, 410);
  assert.equal((await send('GET', `/api/sessions?entityId=${entityId}`)).json().items.length, 2);
});

test('erasing again is no error, writes no second act and leaves the logs as they are', async () => {
  const again = await send('POST', `/api/entities/${entityId}/erase`, { reason: 'once more' });
  assert.equal(again.statusCode, 200, again.body);
  await runJobs(finishErasureJob);
  const acts = await gate.database.owner
    .selectFrom('act')
    .select('type')
    .where('subject_id', '=', entityId)
    .where('type', '=', 'entity_erased')
    .execute();
  assert.equal(acts.length, 1);
  const lines = readErasureLines(await readFile(erasuresFile, 'utf8')).filter((line) => line.entityId === entityId);
  assert.equal(lines.length, 1);
  assert.equal((await verifySession(context, place.scope, finished))?.isIntact, true);
});

test('an erasure with an Idempotency-Key is carried out once and answered the same again', async () => {
  const { id } = (await send('POST', '/api/entities', entityInput)).json();
  const ask = () =>
    app.inject({
      method: 'POST',
      url: `/api/entities/${id}/erase`,
      headers: {
        authorization: `Bearer ${key.token}`,
        'content-type': 'application/json',
        'idempotency-key': `erase-${id}`,
      },
      payload: JSON.stringify({ reason: 'asked' }),
    });
  const first = await ask();
  assert.equal(first.statusCode, 200, first.body);
  const second = await ask();
  assert.deepEqual([second.statusCode, second.body], [200, first.body]);
  assert.equal(await runJobs(finishErasureJob), 1);
});

test('whatever is made for a person at the moment of the erasure is erased with it or refused', async () => {
  for (let round = 0; round < 5; round += 1) {
    const { id } = (await send('POST', '/api/entities', entityInput)).json();
    const session = { workflowId: place.workflowId, entityId: id, metadata: { order: markers.order } };
    const make = () => send('POST', '/api/sessions', session);
    const [early, , ...late] = await Promise.all([
      make(),
      send('POST', `/api/entities/${id}/erase`, { reason: 'asked' }),
      make(),
      make(),
      make(),
    ]);
    for (const answer of [early, ...late]) assert.ok([201, 410].includes(answer.statusCode), answer.body);
    assert.equal(await runJobs(finishErasureJob), 1);
    const { items } = (await send('GET', `/api/sessions?entityId=${id}`)).json();
    assert.equal(items.length, [early, ...late].filter(({ statusCode }) => statusCode === 201).length);
    for (const found of items) {
      assert.notEqual(found.erasedAt, null);
      assert.equal((await verifySession(context, place.scope, found.id))?.isIntact, true);
    }
  }
  assert.deepEqual(findMarkers(await dump()), []);
});

test('a submission and an upload at the moment of the erasure leave nothing behind', async () => {
  const photo = Buffer.from(await readFixture('demo-passport.jpg'));
  for (let round = 0; round < 3; round += 1) {
    const { id } = (await send('POST', '/api/entities', { kind: 'person' })).json();
    const made = (await send('POST', '/api/sessions', { workflowId: place.workflowId, entityId: id })).json();
    const token = made.url.split('/').at(-1);
    await send('POST', '/api/capture/open', {}, token);
    const input = { name: markers.name, birthDate: markers.birthDate, email: markers.email };
    await send('POST', '/api/capture/submit', { node: 'details', attempt: 1, input }, token);
    const upload = () =>
      app.inject({
        method: 'PUT',
        url: '/api/capture/uploads/front?node=document&attempt=1',
        headers: { authorization: `Bearer ${token}`, 'content-type': 'image/jpeg' },
        payload: photo,
      });
    // The other process has a queue of its own: only the database keeps the two apart.
    const other = { ...context, sessionQueue: createSessionQueue() };
    await Promise.all([
      upload(),
      upload(),
      send('POST', '/api/capture/back', { node: 'document', attempt: 1 }, token),
      eraseEntity(other, place.scope, id, 'asked', system).then(expectOk),
    ]);
    assert.equal(await runJobs(finishErasureJob), 1);
    assert.equal(blobs.size, 0);
    const rows = await gate.database.owner
      .selectFrom('document')
      .select('id')
      .where('session_id', '=', made.id)
      .execute();
    assert.deepEqual(rows, []);
    assert.equal((await verifySession(context, place.scope, made.id))?.isIntact, true);
  }
  await runJobs(evaluateNodeJob);
  assert.deepEqual(findMarkers(await dump()), []);
});

test('nobody else’s data are touched, and another organization’s entity is not found', async () => {
  const other = await gate.addOrganization();
  const neighbour = await addSession(gate.context, place);
  assert.equal((await send('GET', `/api/sessions/${neighbour.id}/results`)).statusCode, 200);
  const theirs = await addSession(gate.context, other);
  const row = await gate.database.owner
    .selectFrom('session')
    .select('entity_id')
    .where('id', '=', theirs.id)
    .executeTakeFirstOrThrow();
  for (const [method, path, body] of [
    ['GET', '', undefined],
    ['PATCH', '', { name: 'x' }],
    ['POST', '/export', undefined],
    ['POST', '/erase', { reason: 'x' }],
  ] as const) {
    assert.equal((await send(method, `/api/entities/${row.entity_id}${path}`, body)).statusCode, 404, path);
  }
  const stays = await gate.database.owner
    .selectFrom('entity')
    .select('erased_at')
    .where('id', '=', row.entity_id)
    .execute();
  assert.deepEqual(stays, [{ erased_at: null }]);
});
