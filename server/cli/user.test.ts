import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { system } from '../domain/actor.ts';
import { issueLogin } from '../domain/login/issue-login.ts';
import { verifyLogin } from '../domain/login/verify-login.ts';
import { createOrganization } from '../domain/organization/create-organization.ts';
import { openTestDatabase } from '../test/database.ts';
import { createTestContext, expectOk } from '../test/native-api.ts';
import { licenceWork } from './licence.ts';
import { userWork } from './user.ts';

const database = await openTestDatabase();
const context = createTestContext(database);

const run = async (...args: string[]) => {
  const [printed, complained]: [string[], string[]] = [[], []];
  const output = {
    print: async (line: string) => void printed.push(line),
    complain: async (line: string) => void complained.push(line),
  };
  const code = await userWork(context, args, output, new AbortController().signal);
  return { code, printed, complained };
};

const addOrganization = async (name: string) =>
  expectOk(await createOrganization(context, { name, ownerEmail: `${name}@example.com`, ownerName: name }));

/** Ada owns acme and is a member of second too. */
const acme = await addOrganization('acme');
const second = await addOrganization('second');
const later = new Date(context.now().getTime() + 1000);
await database.owner
  .insertInto('membership')
  .values({ organization_id: second.organizationId, user_id: acme.userId, role: 'viewer', created_at: later })
  .execute();

const openLogin = async ({ organizationId }: { organizationId: string }, userId: string): Promise<string> => {
  const expiresAt = new Date(context.now().getTime() + 3_600_000);
  const input = { userId, permissions: ['workflow.manage'] as const, expiresAt };
  return expectOk(await issueLogin(context, { organizationId, environment: 'live' }, input, system)).token;
};

const isOpen = async (token: string): Promise<boolean> => (await verifyLogin(context, token)).ok;

const actsOf = async ({ organizationId }: { organizationId: string }): Promise<string[]> => {
  const rows = await database.owner
    .selectFrom('act')
    .select('type')
    .where('organization_id', '=', organizationId)
    .orderBy('number')
    .execute();
  return rows.map(({ type }) => type).filter((type) => type.startsWith('user_'));
};

describe('gatehouse user', () => {
  it('lists the members of every organization', async () => {
    const { code, printed } = await run('list');
    assert.equal(code, 0);
    assert.deepEqual(
      printed.map((line) => line.split('  ').slice(1)),
      [
        ['acme@example.com', 'owner', acme.organizationId],
        ['second@example.com', 'owner', second.organizationId],
        ['acme@example.com', 'viewer', second.organizationId],
      ],
    );
  });

  it('ends the tokens of whom it disables, in every organization, and nobody else’s', async () => {
    const tokens = [await openLogin(acme, acme.userId), await openLogin(second, acme.userId)];
    const other = await openLogin(second, second.userId);
    for (const token of [...tokens, other]) assert.ok(await isOpen(token));
    const { code, printed } = await run('disable', 'Acme@example.com');
    assert.deepEqual([code, printed.length], [0, 1]);
    assert.match(printed[0] ?? '', /is disabled and logged out/);
    assert.deepEqual(await Promise.all([...tokens, other].map(isOpen)), [false, false, true]);
    const again = await issueLogin(
      context,
      { organizationId: acme.organizationId, environment: 'live' },
      { userId: acme.userId, permissions: ['workflow.manage'], expiresAt: new Date(context.now().getTime() + 1000) },
      system,
    );
    assert.equal(again.ok, false);
    assert.deepEqual([await actsOf(acme), await actsOf(second)], [['user_disabled'], ['user_disabled']]);
    const listed = (await run('list', '--json')).printed.map((line) => JSON.parse(line));
    assert.deepEqual(
      listed.map(({ disabledAt }) => disabledAt !== null),
      [true, false, true],
    );
  });

  it('changes nothing the second time, and lets in again whom it enables, without the old tokens', async () => {
    assert.match((await run('disable', acme.userId)).printed[0] ?? '', /was disabled already/);
    assert.match((await run('enable', acme.userId)).printed[0] ?? '', /may log in again/);
    assert.match((await run('enable', acme.userId)).printed[0] ?? '', /was not disabled/);
    assert.deepEqual(await actsOf(acme), ['user_disabled', 'user_enabled']);
    assert.ok(await isOpen(await openLogin(acme, acme.userId)));
  });

  it('names the keys and licences that go on working', async () => {
    const printed: string[] = [];
    const output = { print: async (line: string) => void printed.push(line), complain: async () => undefined };
    const create = ['create', '--level', 'app', '--organization', 'acme', '--json'];
    await licenceWork(context, create, output, new AbortController().signal);
    const { id } = JSON.parse(printed[0] ?? '');
    const lines = (await run('disable', acme.userId)).printed;
    assert.match(lines[1] ?? '', /keep working/);
    assert.ok(lines[2]?.startsWith(`  ${id}  `));
    await run('enable', acme.userId);
  });

  for (const [args, sentence] of [
    [[], /^Write: gatehouse user list/],
    [['list', 'x'], /^Write: gatehouse user list/],
    [['disable'], /^Write: gatehouse user list/],
    [['remove', 'x'], /^Write: gatehouse user list/],
    [['disable', 'nobody@example.com'], /^There is no member nobody@example.com/],
    [['enable', 'nobody@example.com'], /^There is no member nobody@example.com/],
  ] as const) {
    it(`says in one sentence what is wrong with: ${args.join(' ')}`, async () => {
      const { code, printed, complained } = await run(...args);
      assert.deepEqual([code, printed, complained.length], [1, [], 1]);
      assert.match(complained[0] ?? '', sentence);
    });
  }
});
