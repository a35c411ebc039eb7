import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { openGate } from '../../test/journey.ts';
import { expectOk } from '../../test/native-api.ts';
import { actPurpose } from '../act/act-purpose.ts';
import { verifyActs } from '../act/verify-acts.ts';
import { system } from '../actor.ts';
import { openOrganizationKey } from '../organization/organization-key.ts';
import { deleteSecret } from './delete-secret.ts';
import { listSecretPage, openSecrets } from './read-secrets.ts';
import { MAX_SECRETS } from './secret.ts';
import { writeSecret } from './write-secret.ts';

const gate = await openGate();
const { context, database } = gate;
after(() => gate.close());

const value = 'a value that nobody is to find';

const openPlace = async () => {
  const { scope } = await gate.addOrganization();
  const other = { ...scope, environment: scope.environment === 'live' ? ('test' as const) : ('live' as const) };
  const write = (name: string, text = value, place = scope) =>
    writeSecret(context, place, { name, value: text }, system);
  const rows = () =>
    database.owner.selectFrom('secret').selectAll().where('organization_id', '=', scope.organizationId).execute();
  return { scope, other, write, rows };
};

test('a secret is kept sealed, opens for the call that sends it, and is replaced by its name', async () => {
  const { scope, write, rows } = await openPlace();
  const made = expectOk(await write('TOKEN'));
  assert.equal(made.isNew, true);
  const [row] = await rows();
  assert.ok(row !== undefined);
  assert.ok(!Buffer.from(row.sealed).includes(value.slice(-4)));
  assert.deepEqual(await openSecrets(context, scope, ['TOKEN', 'GONE']), new Map([['TOKEN', value]]));
  const replaced = expectOk(await write('TOKEN', 'grün'));
  assert.deepEqual([replaced.isNew, replaced.secret.createdAt], [false, made.secret.createdAt]);
  assert.deepEqual(await openSecrets(context, scope, ['TOKEN']), new Map([['TOKEN', 'grün']]));
  assert.equal((await rows()).length, 1);
});

test('sealed bytes that are moved to another name or environment do not open', async () => {
  const { scope, other, write, rows } = await openPlace();
  expectOk(await write('ONE'));
  const [row] = await rows();
  assert.ok(row !== undefined);
  await database.owner
    .insertInto('secret')
    .values([
      { ...row, name: 'TWO' },
      { ...row, environment: other.environment },
    ])
    .execute();
  await assert.rejects(openSecrets(context, scope, ['TWO']), /cannot be opened/);
  await assert.rejects(openSecrets(context, other, ['ONE']), /cannot be opened/);
});

test('a secret is not there for the other environment and another organization, whose own have the same names', async () => {
  const { scope, other, write } = await openPlace();
  const stranger = await openPlace();
  expectOk(await write('TOKEN'));
  for (const place of [other, stranger.scope]) {
    assert.equal((await openSecrets(context, place, ['TOKEN'])).size, 0);
    assert.deepEqual((await listSecretPage(context, place, { limit: 10, after: null })).secrets, []);
    assert.equal((await deleteSecret(context, place, 'TOKEN', system)).ok, false);
    expectOk(await write('TOKEN', 'their own value', place));
  }
  assert.deepEqual(await openSecrets(context, scope, ['TOKEN']), new Map([['TOKEN', value]]));
});

test('an environment has a hundred secrets at most; one that is there is replaced all the same', async () => {
  const { write, other } = await openPlace();
  for (let index = 0; index < MAX_SECRETS; index += 1) expectOk(await write(`S${index}`));
  const refused = await write('ONE_MORE');
  assert.equal(refused.ok ? null : refused.error.code, 'limit_reached');
  assert.equal(expectOk(await write('S99', 'another')).isNew, false);
  expectOk(await write('ONE_MORE', value, other));
});

test('two writes at once leave one row', async () => {
  const { write, rows } = await openPlace();
  const made = await Promise.all(['one', 'two', 'three'].map((text) => write('TOKEN', text)));
  assert.deepEqual(made.map((result) => expectOk(result).isNew).sort(), [false, false, true]);
  assert.equal((await rows()).length, 1);
});

test('a write and a deletion at once follow one another', async () => {
  const { scope, write } = await openPlace();
  for (let round = 0; round < 5; round += 1) {
    expectOk(await write('TOKEN'));
    const [written, deleted] = await Promise.all([write('TOKEN'), deleteSecret(context, scope, 'TOKEN', system)]);
    assert.equal(expectOk(deleted).name, 'TOKEN');
    const { size } = await openSecrets(context, scope, ['TOKEN']);
    assert.equal(size, expectOk(written).isNew ? 1 : 0);
  }
});

test('what is done to secrets is in the log of acts by name, never with a value', async () => {
  const { scope, write, rows } = await openPlace();
  expectOk(await write('TOKEN'));
  expectOk(await write('TOKEN', `${value} 2`));
  expectOk(await deleteSecret(context, scope, 'TOKEN', system));
  assert.equal((await deleteSecret(context, scope, 'TOKEN', system)).ok, false);
  assert.deepEqual(await rows(), []);
  const { organizationId } = scope;
  const dataKey = await openOrganizationKey(context, context.database.scoped(scope), organizationId);
  const acts = await database.owner
    .selectFrom('act')
    .selectAll()
    .where('organization_id', '=', organizationId)
    .where('type', 'like', 'secret%')
    .orderBy('number')
    .execute();
  const open = (number: number, payload: Uint8Array): unknown =>
    JSON.parse(Buffer.from(context.sealing.open(dataKey, actPurpose(organizationId, number), payload)).toString());
  assert.deepEqual(
    acts.map(({ type, number, payload }) => [type, open(number, payload)]),
    ['secret_created', 'secret_replaced', 'secret_deleted'].map((type) => [
      type,
      { environment: scope.environment, name: 'TOKEN' },
    ]),
  );
  assert.equal((await verifyActs(context, organizationId)).ok, true);
});
