import assert from 'node:assert/strict';
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, test } from 'node:test';
import { keyScopes } from '@gatehouse/core/contract/key-scope.ts';
import { z } from 'zod';
import type { Environment, Scope } from '../db/scope.ts';
import { system } from '../domain/actor.ts';
import { findCredential } from '../domain/credential/credential.ts';
import { authenticateKey } from '../domain/key/authenticate-key.ts';
import { authenticateLicence } from '../domain/key/authenticate-licence.ts';
import { createKey } from '../domain/key/create-key.ts';
import { licenceLevels } from '../domain/key/licence.ts';
import { revokeKey } from '../domain/key/revoke-key.ts';
import { createOrganization } from '../domain/organization/create-organization.ts';
import { shortIdOf } from '../domain/organization/label.ts';
import { findOrganization } from '../domain/organization/read-organization.ts';
import { cancelSession } from '../domain/session/cancel-session.ts';
import { createSession } from '../domain/session/create-session.ts';
import { expireSession } from '../domain/session/expire-session.ts';
import { getSession } from '../domain/session/read-session.ts';
import { listMembers } from '../domain/user/list-members.ts';
import { findPublishedVersion } from '../domain/workflow/find-published-version.ts';
import { openTestDatabase } from '../test/database.ts';
import { createTestContext, expectOk } from '../test/native-api.ts';
import { ensureCredentials } from './credentials.ts';

const credentials = z.looseObject({
  baseUrl: z.string(),
  organizationId: z.uuid(),
  keys: z.looseObject({ live: z.string(), test: z.string() }),
  demo: z.looseObject({ environment: z.literal('live'), workflowId: z.uuid(), sessionUrl: z.string() }),
  onekosmos: z.looseObject({
    tenantId: z.string(),
    communityId: z.string(),
    licenses: z.looseObject({ system: z.string(), service: z.string(), service_ext: z.string(), app: z.string() }),
  }),
  verifa: z.looseObject({ live: z.string(), sandbox: z.string() }),
  deepidv: z.looseObject({ live: z.string(), test: z.string() }),
});
type Credentials = z.infer<typeof credentials>;

const database = await openTestDatabase();
const context = createTestContext(database);
let folder: string;
let file: string;

const read = (): Credentials => credentials.parse(JSON.parse(readFileSync(file, 'utf8')));
const write = (content: unknown): void => writeFileSync(file, JSON.stringify(content));

/** A start of the server, as far as the demo goes. */
const ensure = async (): Promise<Credentials> => {
  await ensureCredentials(context, file);
  return read();
};

const scopeOf = ({ organizationId }: Credentials, environment: Environment): Scope => ({ organizationId, environment });
const stands = async (token: string): Promise<boolean> => (await authenticateKey(context, token)).ok;
const sessionOf = async ({ demo }: Credentials): Promise<string> => {
  const token = demo.sessionUrl.split('/').at(-1) ?? '';
  const link = await findCredential(database, 'link', token, context.now());
  assert.ok(link, 'the link stands');
  return link.subjectId;
};

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'gatehouse-credentials-'));
  file = join(folder, 'credentials.json');
});

afterEach(() => rmSync(folder, { recursive: true, force: true }));

test('a first start makes organization, keys, workflow and session, and names them in the file', async () => {
  const made = await ensure();
  assert.deepEqual(Object.keys(made).slice(0, 5), ['baseUrl', 'organizationId', 'keys', 'demo', 'onekosmos']);
  assert.equal(made.baseUrl, context.baseUrl);
  assert.equal((await findOrganization(context, made.organizationId))?.name, 'Demo');
  assert.equal((await listMembers(context, made.organizationId))[0]?.role, 'owner');
  for (const environment of ['live', 'test'] as const) {
    const key = expectOk(await authenticateKey(context, made.keys[environment]));
    assert.deepEqual(key.scope, scopeOf(made, environment));
    assert.deepEqual([...key.scopes], [...keyScopes]);
  }
  expectOk(await findPublishedVersion(context, scopeOf(made, 'live'), made.demo.workflowId, undefined));
  assert.ok(made.demo.sessionUrl.startsWith(`${context.baseUrl}/s/`));
  await sessionOf(made);
});

test('the file is for its owner alone, and nothing half written stays beside it', async () => {
  await ensure();
  assert.equal(statSync(file).mode & 0o777, 0o600);
  assert.deepEqual(readdirSync(folder).toSorted(), ['credentials.json', 'credentials.json.lock']);
});

test('a second start changes nothing', async () => {
  await ensure();
  const text = readFileSync(file, 'utf8');
  await ensure();
  assert.equal(readFileSync(file, 'utf8'), text);
});

test('a link that the file has lost is closed, and those of others stay open', async () => {
  const first = await ensure();
  const scope = scopeOf(first, 'live');
  const replaced = await sessionOf(first);
  const { demo } = first;
  const other = expectOk(
    await createSession(context, scope, { workflowId: demo.workflowId, entity: { kind: 'person' } }, system),
  );
  write({ ...first, demo: { ...demo, sessionUrl: undefined } });
  const second = await ensure();
  assert.notEqual(second.demo.sessionUrl, demo.sessionUrl);
  assert.equal(expectOk(await getSession(context, scope, replaced)).state, 'cancelled');
  assert.equal(expectOk(await getSession(context, scope, other.session.id)).state, 'created');
});

test('a file with wide rights is made narrow again', async () => {
  await ensure();
  rmSync(file);
  writeFileSync(file, '{}', { mode: 0o644 });
  await ensure();
  assert.equal(statSync(file).mode & 0o777, 0o600);
});

test('members that others have added are kept, at every level', async () => {
  const first = await ensure();
  write({ ...first, mine: { key: 'v' }, keys: { ...first.keys, onekosmos: 'k' }, demo: { ...first.demo, note: 1 } });
  const second = await ensure();
  assert.deepEqual(second.mine, { key: 'v' });
  assert.equal(second.keys.onekosmos, 'k');
  assert.equal(second.demo.note, 1);
  assert.equal(second.keys.live, first.keys.live);
});

/** The keys of other vendors' APIs, with the environment that each is for. */
const dialectKeys = ({ verifa, deepidv }: Credentials) =>
  [
    ['verifa', verifa.live, 'live'],
    ['verifa', verifa.sandbox, 'test'],
    ['deepidv', deepidv.live, 'live'],
    ['deepidv', deepidv.test, 'test'],
  ] as const;

test('the keys of Verifa and DeepIDV may do everything there, stay over starts, and are made anew where they do not hold', async () => {
  const first = await ensure();
  for (const [api, token, environment] of dialectKeys(first)) {
    const key = expectOk(await authenticateKey(context, token, null, api));
    assert.deepEqual([key.scope, key.scopes.size], [scopeOf(first, environment), keyScopes.length]);
  }
  assert.deepEqual(dialectKeys(await ensure()), dialectKeys(first));
  write({ ...first, verifa: { ...first.verifa, live: first.keys.live, note: 1 } });
  const second = await ensure();
  assert.match(second.verifa.live, /^vk_live_/);
  assert.equal((await authenticateKey(context, first.verifa.live, null, 'verifa')).ok, false);
  assert.deepEqual([second.verifa.sandbox, second.verifa.note], [first.verifa.sandbox, 1]);
  assert.deepEqual(second.deepidv, first.deepidv);
});

test('a lost file is made anew for the same organization and workflow, and its old keys are revoked', async () => {
  const first = await ensure();
  rmSync(file);
  const second = await ensure();
  assert.equal(second.organizationId, first.organizationId);
  assert.equal(second.demo.workflowId, first.demo.workflowId);
  for (const environment of ['live', 'test'] as const) {
    assert.equal(await stands(first.keys[environment]), false);
    assert.equal(await stands(second.keys[environment]), true);
  }
});

test('a lost file of one folder leaves the keys of another folder alone', async () => {
  const first = await ensure();
  const other = join(mkdtempSync(join(tmpdir(), 'gatehouse-credentials-')), 'credentials.json');
  await ensureCredentials(context, other);
  assert.equal(await stands(first.keys.live), true);
});

test('a member that is missing is made anew, and the others stay', async () => {
  const first = await ensure();
  const { live: _live, ...keys } = first.keys;
  write({ ...first, keys });
  const second = await ensure();
  assert.notEqual(second.keys.live, first.keys.live);
  assert.equal(await stands(first.keys.live), false);
  assert.equal(second.keys.test, first.keys.test);
  assert.equal(second.demo.sessionUrl, first.demo.sessionUrl);
});

test('a key that was revoked is made anew', async () => {
  const first = await ensure();
  const { keyId, scope } = expectOk(await authenticateKey(context, first.keys.live));
  expectOk(await revokeKey(context, scope, keyId, system));
  const second = await ensure();
  assert.notEqual(second.keys.live, first.keys.live);
  assert.equal(await stands(second.keys.live), true);
});

test('a key that this database does not know is replaced, and so is the one that it stands for', async () => {
  const first = await ensure();
  write({ ...first, keys: { ...first.keys, test: `gh_test_${'a'.repeat(43)}` } });
  const second = await ensure();
  assert.equal(await stands(second.keys.test), true);
  assert.equal(await stands(first.keys.test), false);
});

test('a key in the place of the other environment’s is replaced', async () => {
  const first = await ensure();
  write({ ...first, keys: { live: first.keys.test, test: first.keys.test } });
  const second = await ensure();
  assert.equal(second.keys.test, first.keys.test);
  assert.equal(expectOk(await authenticateKey(context, second.keys.live)).scope.environment, 'live');
});

test('a key that cannot do everything is replaced and revoked', async () => {
  const first = await ensure();
  const scope = scopeOf(first, 'live');
  const ownerUserId = (await listMembers(context, first.organizationId))[0]?.id ?? '';
  const weak = expectOk(
    await createKey(context, scope, { name: 'weak', ownerUserId, scopes: ['sessions:read'] }, system),
  );
  write({ ...first, keys: { ...first.keys, live: weak.token } });
  const second = await ensure();
  assert.equal(await stands(weak.token), false);
  assert.equal(await stands(second.keys.live), true);
});

test('a key of another organization is replaced, and stays what it was there', async () => {
  const owner = { name: 'Acme', ownerEmail: 'owner@acme.example', ownerName: 'Ada Owner' };
  const { organizationId, userId } = expectOk(await createOrganization(context, owner));
  const scope: Scope = { organizationId, environment: 'live' };
  const foreign = expectOk(
    await createKey(context, scope, { name: 'theirs', ownerUserId: userId, scopes: keyScopes }, system),
  );
  const first = await ensure();
  write({ ...first, keys: { ...first.keys, live: foreign.token } });
  const second = await ensure();
  assert.deepEqual(expectOk(await authenticateKey(context, second.keys.live)).scope, scopeOf(first, 'live'));
  assert.equal(await stands(foreign.token), true);
});

const foreignId = '01a1fdc1-0413-7240-b32a-b111afb38840';

test('an organization and a workflow that this database does not have are found or made anew', async () => {
  const first = await ensure();
  write({ ...first, organizationId: foreignId, demo: { ...first.demo, workflowId: foreignId } });
  assert.deepEqual(await ensure(), first);
});

const brokenFiles: Readonly<Record<string, string>> = {
  'no JSON': '{ "keys": ',
  'no object': '[]',
  nothing: '',
  'members of other kinds': '{ "organizationId": 7, "keys": "none", "demo": [], "baseUrl": null }',
  'ids that are none': '{ "organizationId": "x", "keys": { "live": "", "test": 5 }, "demo": { "workflowId": "y" } }',
};

for (const [what, text] of Object.entries(brokenFiles)) {
  test(`a file with ${what} is mended`, async () => {
    writeFileSync(file, text);
    const made = await ensure();
    assert.equal(await stands(made.keys.live), true);
    await sessionOf(made);
  });
}

test('what cannot be read as JSON is kept beside', async () => {
  writeFileSync(file, 'mine');
  await ensure();
  assert.equal(readFileSync(`${file}.unreadable`, 'utf8'), 'mine');
});

test('a new base URL is written, and the link keeps its token', async () => {
  const first = await ensure();
  await ensureCredentials({ ...context, baseUrl: 'https://other.example' }, file);
  const second = read();
  assert.equal(second.baseUrl, 'https://other.example');
  assert.equal(second.demo.sessionUrl, first.demo.sessionUrl.replace(context.baseUrl, 'https://other.example'));
});

test('a fresh session is made when the last one was cancelled, has expired, or its time is up', async () => {
  const first = await ensure();
  expectOk(await cancelSession(context, scopeOf(first, 'live'), await sessionOf(first), 'no longer needed', system));
  const second = await ensure();
  assert.notEqual(second.demo.sessionUrl, first.demo.sessionUrl);

  const start = context.now();
  context.setTime(new Date(start.getTime() + context.sessionLifetimeMs + 1));
  const third = await ensure();
  assert.notEqual(third.demo.sessionUrl, second.demo.sessionUrl);
  const thirdId = await sessionOf(third);
  const lateContext = { ...context, now: () => new Date(context.now().getTime() + context.sessionLifetimeMs + 1) };
  await expireSession(lateContext, scopeOf(third, 'live'), thirdId);
  assert.notEqual((await ensure()).demo.sessionUrl, third.demo.sessionUrl);
  context.setTime(start);
});

test('starts at the same moment agree on one set of credentials', async () => {
  const made = await Promise.all([1, 2].map(() => ensureCredentials(context, file)));
  assert.deepEqual(new Set(made.map(({ sessionUrl }) => sessionUrl)), new Set([read().demo.sessionUrl]));
  assert.equal(await stands(read().keys.live), true);
});

describe('what programs for the 1Kosmos API need', () => {
  const scopeOfMade = (made: Credentials): Scope => scopeOf(made, 'live');
  const levelOf = async (secret: string): Promise<string | null> => {
    const licence = await authenticateLicence(context, secret);
    return licence.ok ? licence.value.level : null;
  };

  test('is there after a first start: the ids of the live environment and a licence of each level', async () => {
    const made = await ensure();
    const { tenantId, communityId, licenses } = made.onekosmos;
    assert.match(tenantId, /^[0-9a-f]{24}$/);
    assert.equal(communityId, shortIdOf(scopeOfMade(made)));
    for (const level of licenceLevels) {
      const licence = expectOk(await authenticateLicence(context, licenses[level]));
      assert.deepEqual([licence.level, licence.scope], [level, scopeOfMade(made)]);
    }
  });

  test('is made anew where it is missing, and what it replaces is revoked; the rest stays', async () => {
    const first = await ensure();
    const { system: lost, ...licenses } = first.onekosmos.licenses;
    write({ ...first, onekosmos: { ...first.onekosmos, licenses: { ...licenses, mine: 'x' }, note: 1 } });
    const second = await ensure();
    assert.equal(await levelOf(lost), null);
    assert.equal(await levelOf(second.onekosmos.licenses.system), 'system');
    assert.deepEqual(second.onekosmos, {
      ...first.onekosmos,
      note: 1,
      licenses: { ...licenses, mine: 'x', system: second.onekosmos.licenses.system },
    });
  });

  const broken: Readonly<Record<string, (first: Credentials) => unknown>> = {
    'no object': () => 'x',
    'no licences': ({ onekosmos }) => ({ ...onekosmos, licenses: [] }),
    'a licence in the place of another level’s': ({ onekosmos: { licenses, ...ids } }) => ({
      ...ids,
      licenses: { ...licenses, system: licenses.app },
    }),
    'a licence that this database does not know': ({ onekosmos: { licenses, ...ids } }) => ({
      ...ids,
      licenses: { ...licenses, system: '00000000-0000-4000-8000-000000000000' },
    }),
    'ids of another place': ({ onekosmos }) => ({ ...onekosmos, tenantId: 'x', communityId: 7 }),
  };
  for (const [what, change] of Object.entries(broken)) {
    test(`is mended where the file has ${what}`, async () => {
      const first = await ensure();
      write({ ...first, onekosmos: change(first) });
      const { onekosmos } = await ensure();
      for (const level of licenceLevels) assert.equal(await levelOf(onekosmos.licenses[level]), level);
      assert.equal(onekosmos.communityId, first.onekosmos.communityId);
      assert.equal(onekosmos.tenantId, first.onekosmos.tenantId);
    });
  }

  test('is made anew where a licence was revoked or has expired', async () => {
    const first = await ensure();
    const { keyId } = expectOk(await authenticateLicence(context, first.onekosmos.licenses.app));
    expectOk(await revokeKey(context, scopeOfMade(first), keyId, system));
    const second = await ensure();
    assert.equal(await levelOf(second.onekosmos.licenses.app), 'app');
    const start = context.now();
    context.setTime(new Date(start.getTime() + 3 * 365 * 86_400_000));
    const third = await ensure();
    assert.notEqual(third.onekosmos.licenses.system, second.onekosmos.licenses.system);
    assert.equal(await levelOf(third.onekosmos.licenses.system), 'system');
    context.setTime(start);
  });
});
