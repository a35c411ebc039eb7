import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { mkdtemp, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { graph } from '@gatehouse/core/workflow/graph.ts';
import { openTestDatabase } from '../../test/database.ts';
import { createTestContext, expectOk, plainGraph } from '../../test/native-api.ts';
import { verifyActs } from '../act/verify-acts.ts';
import { system } from '../actor.ts';
import { createOrganization } from '../organization/create-organization.ts';
import { openSecrets } from '../secret/read-secrets.ts';
import { writeSecret } from '../secret/write-secret.ts';
import { createSession } from '../session/create-session.ts';
import { listEvents } from '../session/list-events.ts';
import { replaySession } from '../session/replay-session.ts';
import { createWorkflow } from '../workflow/create-workflow.ts';
import { publishWorkflow } from '../workflow/publish-workflow.ts';
import { loadMasterKey, loadPreviousMasterKey, replaceKeyFile } from './master-key.ts';
import { openSealing } from './open-sealing.ts';
import { rewrapKeys } from './rewrap-keys.ts';

const database = await openTestDatabase();
const folder = await mkdtemp(join(tmpdir(), 'gatehouse-key-'));
after(() => rm(folder, { recursive: true }));

const never = new AbortController().signal;
const now = new Date('2031-05-01T12:00:00Z');
const withKeys = async (masterKey: Uint8Array, previousMasterKey: Uint8Array | null = null) => ({
  ...createTestContext(database),
  sealing: expectOk(await openSealing(database.unscoped, { masterKey, previousMasterKey }, now)),
});

test('a rotation wraps every key anew, and afterwards the old master key is not needed', async () => {
  const [old, next] = [randomBytes(32), randomBytes(32)];
  const before = await withKeys(old);
  const owner = { name: 'Acme', ownerEmail: 'ada@example.com', ownerName: 'Ada' };
  const { organizationId } = expectOk(await createOrganization(before, owner));
  const scope = { organizationId, environment: 'live' as const };
  const { workflow } = await createWorkflow(before, scope, { name: 'W', graph: graph.parse(plainGraph()) }, system);
  expectOk(await publishWorkflow(before, scope, { workflowId: workflow.id, draftId: null }, system));
  expectOk(await writeSecret(before, scope, { name: 'TOKEN', value: 'a secret' }, system));
  const made: string[] = [];
  for (let index = 0; index < 3; index += 1) {
    const input = { workflowId: workflow.id, entity: { kind: 'person' as const } };
    made.push(expectOk(await createSession(before, scope, input, system)).session.id);
  }
  const erased = await database.owner
    .updateTable('data_key')
    .set({ wrapped: null, erased_at: now })
    .where('id', 'in', (from) =>
      from
        .selectFrom('session')
        .select('data_key_id')
        .where('id', '=', made[2] ?? ''),
    )
    .returning('id')
    .execute();

  const rotating = await withKeys(next, old);
  expectOk(await listEvents(rotating, scope, made[0] ?? '', { limit: 10, after: 0 }));
  assert.equal(await rewrapKeys(rotating, AbortSignal.abort()), null);
  const count = await rewrapKeys(rotating, never);
  assert.ok(count !== null && count >= 5, String(count));
  assert.equal(await rewrapKeys(rotating, never), 0);

  const done = await withKeys(next);
  assert.equal(expectOk(await replaySession(done, scope, made[0] ?? '')).isIdentical, true);
  assert.equal((await verifyActs(done, organizationId)).ok, true);
  assert.equal((await openSecrets(done, scope, ['TOKEN'])).get('TOKEN'), 'a secret');
  const rest = await database.owner.selectFrom('data_key').select(['id', 'wrapped', 'sealing_key_id']).execute();
  for (const { id, wrapped, sealing_key_id } of rest) {
    if (id === erased[0]?.id) assert.equal(wrapped, null);
    else assert.equal(sealing_key_id, done.sealing.sealingKeyId);
  }
  const refused = await openSealing(database.unscoped, { masterKey: old, previousMasterKey: null }, now);
  assert.equal(refused.ok, false);
});

test('a new key file takes the place of the old one, which stays beside it until it is deleted', async () => {
  const file = join(folder, 'master.key');
  const missing = await replaceKeyFile(file);
  assert.match(missing.ok ? '' : missing.error, /no master key file/);
  const source = { fromSetting: null, file, sealedRowsExist: false };
  const { masterKey: old } = expectOk(await loadMasterKey(source));
  expectOk(await replaceKeyFile(file));
  const { masterKey: next } = expectOk(await loadMasterKey(source));
  assert.notDeepEqual(next, old);
  const previous = { fromSetting: null, file: `${file}.previous` };
  assert.deepEqual(expectOk(await loadPreviousMasterKey(previous)), old);
  assert.equal((await stat(`${file}.previous`)).mode & 0o777, 0o600);
  assert.equal((await stat(file)).mode & 0o777, 0o600);
  const text = await readFile(file, 'utf8');
  const again = await replaceKeyFile(file);
  assert.match(again.ok ? '' : again.error, /still under way/);
  assert.equal(await readFile(file, 'utf8'), text);
});
