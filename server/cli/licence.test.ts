import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { authenticateLicence } from '../domain/key/authenticate-licence.ts';
import { verifyLogin } from '../domain/login/verify-login.ts';
import { createOrganization } from '../domain/organization/create-organization.ts';
import { shortIdOf, shortOrganizationId } from '../domain/organization/label.ts';
import { openTestDatabase } from '../test/database.ts';
import { createTestContext, expectOk } from '../test/native-api.ts';
import type { DatabaseWork } from './command.ts';
import { licenceWork } from './licence.ts';
import { tokenWork } from './token.ts';

const context = createTestContext(await openTestDatabase());

const run = async (work: DatabaseWork, ...args: string[]) => {
  const [printed, complained]: [string[], string[]] = [[], []];
  const output = {
    print: async (line: string) => void printed.push(line),
    complain: async (line: string) => void complained.push(line),
  };
  const code = await work(context, args, output, new AbortController().signal);
  return { code, printed, complained, first: printed[0] ?? '' };
};

const addOrganization = async (name: string) =>
  expectOk(await createOrganization(context, { name, ownerEmail: `${name}@example.com`, ownerName: name }));
const acme = await addOrganization('acme');

describe('gatehouse licence', () => {
  it('prints a secret that stands for the level, in the only organization there is, and revokes it', async () => {
    const { code, first } = await run(licenceWork, 'create', '--level', 'system');
    const licence = expectOk(await authenticateLicence(context, first));
    assert.deepEqual([code, licence.level, licence.scope.environment], [0, 'system', 'live']);
    const listed = await run(licenceWork, 'list');
    assert.ok(listed.first.startsWith(`${licence.keyId}  system`));
    assert.ok(!listed.printed.join().includes(first));
    assert.equal((await run(licenceWork, 'revoke', licence.keyId)).code, 0);
    assert.equal((await authenticateLicence(context, first)).ok, false);
    assert.deepEqual((await run(licenceWork, 'list')).printed, []);
  });

  it('gives as JSON what belongs to the licence, and takes an environment, a life and a name', async () => {
    const args = ['--level', 'app', '--environment', 'test', '--expires', '90d', '--name', 'Phone', '--json'];
    const made = JSON.parse((await run(licenceWork, 'create', ...args)).first);
    const scope = { organizationId: acme.organizationId, environment: 'test' } as const;
    const ids = [shortOrganizationId(scope.organizationId), shortIdOf(scope)];
    assert.deepEqual([made.level, made.tenantId, made.communityId, made.environment], ['app', ...ids, 'test']);
    const shown = JSON.parse((await run(licenceWork, 'list', '--json')).first);
    const expiresAt = new Date(context.now().getTime() + 90 * 86_400_000).toISOString();
    assert.deepEqual([shown.id, shown.name, shown.expiresAt], [made.id, 'Phone', expiresAt]);
    assert.equal((await run(licenceWork, 'revoke', made.id)).code, 0);
  });
});

describe('gatehouse token', () => {
  const some = ['--permission', 'workflow.create', '--permission', 'community.admin'];

  for (const [name, user] of [
    ['address', 'acme@example.com'],
    ['id', acme.userId],
  ] as const) {
    it(`prints a token for a member named by ${name}, and ends it`, async () => {
      const { code, first } = await run(tokenWork, 'create', '--user', user, ...some, '--expires', '30m');
      const login = expectOk(await verifyLogin(context, first));
      assert.deepEqual(
        [code, login.userId, [...login.permissions], login.expiresAt],
        [0, acme.userId, ['workflow.create', 'community.admin'], new Date(context.now().getTime() + 1_800_000)],
      );
      const listed = (await run(tokenWork, 'list')).printed.filter((line) => line.startsWith(login.loginId));
      assert.equal(listed.length, 1);
      assert.equal((await run(tokenWork, 'end', login.loginId)).code, 0);
      assert.equal((await verifyLogin(context, first)).ok, false);
    });
  }

  it('is the owner’s where no member is named', async () => {
    const args = ['create', '--organization', acme.organizationId, '--permission', 'workflow.manage'];
    const { first } = await run(tokenWork, ...args);
    assert.equal(expectOk(await verifyLogin(context, first)).userId, acme.userId);
  });

  it('lives for twelve hours where nothing is said', async () => {
    const args = ['create', '--user', acme.userId, '--permission', 'workflow.manage', '--json'];
    const { expiresAt } = JSON.parse((await run(tokenWork, ...args)).first);
    assert.equal(new Date(expiresAt).getTime() - context.now().getTime(), 12 * 3_600_000);
  });
});

describe('what is wrong is said in one sentence, and nothing is made', () => {
  const noId = '01890000-0000-7000-8000-000000000000';
  const user = ['--user', 'acme@example.com'];
  const cases: readonly (readonly [DatabaseWork, readonly string[], RegExp])[] = [
    [licenceWork, [], /^Write: gatehouse licence create/],
    [licenceWork, ['create'], /^Write --level with one of system/],
    [licenceWork, ['create', '--level', 'root'], /^Write --level with one of system/],
    [licenceWork, ['create', '--level', 'app', '--environment', 'prod'], /^The value of --environment/],
    [licenceWork, ['create', '--level', 'app', '--expires', 'soon'], /^"soon" is no time/],
    [licenceWork, ['create', '--level', 'app', '--expires', '2001-01-01'], /is no time to come/],
    [licenceWork, ['create', '--level', 'app', '--organization', 'nobody'], /^There is no organization nobody/],
    [licenceWork, ['create', '--level', 'app', '--user', 'x@example.com'], /^The organization has no member x@/],
    [licenceWork, ['list', '--level', 'app'], /^Write: gatehouse licence/],
    [licenceWork, ['revoke'], /^Write: gatehouse licence/],
    [licenceWork, ['revoke', noId], /^There is no licence/],
    [licenceWork, ['revoke', 'x'], /^There is no licence x/],
    [tokenWork, ['make'], /^Write: gatehouse token create/],
    [tokenWork, ['create', '--user', '', '--permission', 'workflow.manage'], /^Write --user/],
    [tokenWork, ['create', ...user], /^Write --permission/],
    [tokenWork, ['create', ...user, '--permission', 'everything'], /^Write --permission/],
    [tokenWork, ['create', '--user', 'x@example.com', '--permission', 'workflow.manage'], /^There is no member x@/],
    [tokenWork, ['create', ...user, '--permission', 'workflow.manage', '--expires', '0d'], /is no time to come/],
    [tokenWork, ['end', noId], /^There is no token/],
    [tokenWork, ['end', 'x'], /^There is no token x/],
  ];
  for (const [work, args, sentence] of cases) {
    it(`${work === tokenWork ? 'token' : 'licence'} ${args.join(' ')}`, async () => {
      const before = (await run(work, 'list')).printed.length;
      const { code, printed, complained } = await run(work, ...args);
      assert.deepEqual([code, printed.length, complained.length], [1, 0, 1]);
      assert.match(complained[0] ?? '', sentence);
      assert.equal((await run(work, 'list')).printed.length, before);
    });
  }

  it('several organizations, of which none is named', async () => {
    await addOrganization('second');
    const { code, complained } = await run(licenceWork, 'create', '--level', 'app');
    assert.equal(code, 1);
    assert.match(complained[0] ?? '', /^There are several organizations/);
    assert.equal((await run(licenceWork, 'create', '--level', 'app', '--organization', 'second')).code, 0);
  });
});
