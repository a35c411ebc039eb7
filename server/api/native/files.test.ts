import assert from 'node:assert/strict';
import { after, describe, it } from 'node:test';
import { keyScopes } from '@gatehouse/core/contract/key-scope.ts';
import Fastify from 'fastify';
import { system } from '../../domain/actor.ts';
import { writeFileToken } from '../../domain/document/file-link.ts';
import { storeUpload } from '../../domain/document/store-upload.ts';
import { createKey } from '../../domain/key/create-key.ts';
import { openSession } from '../../domain/session/open-session.ts';
import { submitStep } from '../../domain/session/submit-step.ts';
import { addHeaders, baseHeadersFor } from '../../page/base-headers.ts';
import { addSession, holder, openGate, readFixture } from '../../test/journey.ts';
import { expectOk } from '../../test/native-api.ts';
import { describeApi } from './openapi.ts';
import { registerNativeApi } from './register.ts';

const gate = await openGate();
const { context } = gate;
const place = await gate.addOrganization();
const app = Fastify();
addHeaders(app, baseHeadersFor({ isHttps: false }));
const rateLimits = { keyPerMinute: 0, addressPerMinute: 20 };
await describeApi(app, { baseUrl: context.baseUrl, version: '1.2.3' });
await app.register((api) => registerNativeApi(api, { context, version: '1.2.3', rateLimits }), { prefix: '/api' });
after(async () => {
  await app.close();
  await gate.close();
});

const keyOf = async ({ scope }: typeof place): Promise<string> => {
  const owner = await gate.database.owner
    .selectFrom('membership')
    .select('user_id')
    .where('organization_id', '=', scope.organizationId)
    .executeTakeFirstOrThrow();
  const made = await createKey(context, scope, { name: 'k', ownerUserId: owner.user_id, scopes: keyScopes }, system);
  return expectOk(made).token;
};
const token = await keyOf(place);
const photo = Buffer.from(await readFixture('demo-passport.jpg'));

const get = (url: string, key: string | null = null, remoteAddress = '127.0.0.1') =>
  app.inject({
    method: 'GET',
    url,
    remoteAddress,
    ...(key !== null && { headers: { authorization: `Bearer ${key}` } }),
  });

/** A session with one photo; its id and that of the photo. */
const { id: sessionId } = await addSession(context, place);
expectOk(await openSession(context, place.scope, sessionId));
expectOk(await submitStep(context, place.scope, sessionId, { node: 'details', attempt: 1, input: holder }));
const step = { node: 'document', attempt: 1, side: 'front' } as const;
const upload = expectOk(await storeUpload(context, place.scope, sessionId, { ...step, bytes: photo }));

const linkAt = (expiresAt: Date, documentId = upload.id, scope = place.scope): string =>
  `/api/files/${writeFileToken(context.sealing, { scope, documentId, expiresAt })}`;
const inAMinute = (): Date => new Date(context.now().getTime() + 60_000);

describe('the files of a session', () => {
  it('are listed with links that give them without a key, safely to be shown', async () => {
    const { items } = (await get(`/api/sessions/${sessionId}/files`, token)).json();
    assert.equal(items.length, 1);
    const { url, urlExpiresAt, ...file } = items[0];
    assert.deepEqual(file, {
      id: upload.id,
      run: 1,
      ...step,
      mediaType: 'image/jpeg',
      sizeBytes: photo.length,
      widthPx: upload.widthPx,
      heightPx: upload.heightPx,
      createdAt: context.now().toISOString(),
    });
    assert.equal(urlExpiresAt, new Date(context.now().getTime() + 600_000).toISOString());
    assert.ok(!url.includes(sessionId));
    const answer = await get(new URL(url).pathname);
    assert.equal(answer.statusCode, 200);
    assert.ok(answer.rawPayload.equals(photo));
    assert.equal(answer.headers['content-type'], 'image/jpeg');
    assert.equal(answer.headers['content-disposition'], `inline; filename="${upload.id}.jpeg"`);
    assert.equal(answer.headers['x-content-type-options'], 'nosniff');
    assert.equal(answer.headers['cache-control'], 'no-store');
    assert.match(String(answer.headers['content-security-policy']), /sandbox/);
  });

  it('are an empty list where none was uploaded, and 404 for another organization', async () => {
    const empty = await addSession(context, place);
    assert.deepEqual((await get(`/api/sessions/${empty.id}/files`, token)).json(), { items: [] });
    const stranger = await keyOf(await gate.addOrganization());
    assert.equal((await get(`/api/sessions/${sessionId}/files`, stranger)).statusCode, 404);
  });
});

describe('a link of a file', () => {
  it('expires', async () => {
    const link = linkAt(new Date(context.now().getTime()));
    const answer = await get(link);
    assert.deepEqual([answer.statusCode, answer.json().code], [410, 'file_link_expired']);
  });

  it('is for one file of one organization and environment, and is 404 where the file is gone', async () => {
    const other = await gate.addOrganization();
    const cases = [
      linkAt(inAMinute(), upload.id, other.scope),
      linkAt(inAMinute(), upload.id, { ...place.scope, environment: 'test' }),
      linkAt(inAMinute(), sessionId),
    ];
    for (const link of cases) assert.equal((await get(link)).statusCode, 404);
  });

  it('that was changed anywhere is refused', async () => {
    const link = linkAt(inAMinute());
    const bytes = Buffer.from(link.split('/').at(-1) ?? '', 'base64url');
    for (const index of [0, 16, 20, 38, 45, bytes.length - 1]) {
      const changed = Buffer.from(bytes);
      changed[index] = (changed[index] ?? 0) ^ 1;
      const answer = await get(`/api/files/${changed.toString('base64url')}`);
      assert.deepEqual([answer.statusCode, answer.json().code], [403, 'file_link_invalid'], String(index));
    }
    for (const text of ['x', `${link.split('/').at(-1)}A`, '%00', 'a'.repeat(95)]) {
      assert.equal((await get(`/api/files/${text}`)).statusCode, 403, text);
    }
  });

  it('that is wrong counts as a wrong credential of its address, and a right one is given all the same', async () => {
    const address = '192.0.2.7';
    const statuses: number[] = [];
    for (let count = 0; count < 21; count += 1)
      statuses.push((await get('/api/files/wrong', null, address)).statusCode);
    assert.deepEqual([statuses[0], statuses[19], statuses[20]], [403, 403, 429]);
    assert.equal((await get(linkAt(inAMinute()), null, address)).statusCode, 200);
  });
});
