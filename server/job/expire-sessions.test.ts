import assert from 'node:assert/strict';
import { before, beforeEach, describe, it } from 'node:test';
import { v7 } from 'uuid';
import type { Scope } from '../db/scope.ts';
import { createLogger } from '../log.ts';
import { openTestDatabase } from '../test/database.ts';
import { expireSessionsSweep } from './expire-sessions.ts';

const now = new Date('2031-05-01T12:00:00Z');
const hour = 3_600_000;
const bytes = new Uint8Array(1);

const database = await openTestDatabase();
const scopes: Scope[] = [
  { organizationId: v7(), environment: 'live' },
  { organizationId: v7(), environment: 'test' },
];
const workflowId = v7();
const dataKeyId = v7();
const entityId = v7();

const addWorkflow = async (scope: Scope): Promise<void> => {
  const db = database.scoped(scope);
  const place = { organization_id: scope.organizationId, environment: scope.environment };
  await db
    .insertInto('organization')
    .values({
      id: scope.organizationId,
      name: 'Acme',
      wrapped_key: bytes,
      sealing_key_id: 'k',
      act_hash: bytes,
      created_at: now,
    })
    .execute();
  await db
    .insertInto('data_key')
    .values({ ...place, id: dataKeyId, wrapped: bytes, sealing_key_id: 'k', created_at: now })
    .execute();
  await db
    .insertInto('workflow')
    .values({ ...place, id: workflowId, name: 'Entry', created_at: now })
    .execute();
  await db
    .insertInto('workflow_version')
    .values({ ...place, workflow_id: workflowId, number: 1, graph: '{}', graph_hash: bytes, published_at: now })
    .execute();
  await db
    .insertInto('entity')
    .values({ ...place, id: entityId, kind: 'person', data_key_id: dataKeyId, created_at: now })
    .execute();
};

const addSessions = async (scope: Scope, state: string, expiresAt: readonly Date[]): Promise<string[]> => {
  const ids = expiresAt.map(() => v7());
  await database
    .scoped(scope)
    .insertInto('session')
    .values(
      expiresAt.map((time, index) => ({
        organization_id: scope.organizationId,
        environment: scope.environment,
        id: ids[index] ?? '',
        workflow_id: workflowId,
        version: 1,
        entity_id: entityId,
        data_key_id: dataKeyId,
        state,
        run_number: 1,
        event_count: 1,
        head_hash: bytes,
        run: bytes,
        created_at: now,
        expires_at: time,
      })),
    )
    .execute();
  return ids;
};

const setExpired = async (scope: Scope, id: string): Promise<void> => {
  await database.scoped(scope).updateTable('session').set({ state: 'expired' }).where('id', '=', id).execute();
};

beforeEach(async () => {
  for (const scope of scopes) await database.scoped(scope).updateTable('session').set({ state: 'cancelled' }).execute();
});

/** Runs one sweep and gives what it had expired, in order. */
const sweep = async (
  expire: (scope: Scope, id: string) => Promise<void> = setExpired,
  signal = new AbortController().signal,
): Promise<{ expired: string[]; logged: string[] }> => {
  const expired: string[] = [];
  const logged: string[] = [];
  const logger = createLogger({ level: 'error', destination: { write: (line) => void logged.push(line) } });
  const context = { database, now: () => now };
  await expireSessionsSweep<typeof context>(async (_context, scope, id) => {
    expired.push(id);
    await expire(scope, id);
  }).sweep(context, signal, logger);
  return { expired, logged };
};

const [live, test] = [scopes[0] ?? assert.fail(), scopes[1] ?? assert.fail()];
const past = (hours: number): Date => new Date(now.getTime() - hours * hour);

describe('the sweep that expires sessions', () => {
  before(() => Promise.all(scopes.map(addWorkflow)));

  it('finds those of every organization whose time is up, the longest overdue first, and no others', async () => {
    const [oldest] = await addSessions(live, 'created', [past(3)]);
    const [older] = await addSessions(test, 'active', [past(2)]);
    const [due] = await addSessions(live, 'waiting', [past(0)]);
    await addSessions(live, 'active', [past(-1)]);
    for (const state of ['in_review', 'completed', 'expired', 'cancelled', 'failed']) {
      await addSessions(test, state, [past(5)]);
    }
    assert.deepEqual((await sweep()).expired, [oldest, older, due]);
    assert.deepEqual((await sweep()).expired, []);
  });

  it('goes through more than a page, also where many share one moment', async () => {
    const ids = await addSessions(
      live,
      'created',
      Array.from({ length: 230 }, () => past(1)),
    );
    const { expired } = await sweep();
    assert.deepEqual(expired, ids);
  });

  it('goes on behind sessions that cannot be expired, and meets each of them once', async () => {
    const ids = await addSessions(
      live,
      'created',
      Array.from({ length: 120 }, (_, index) => past(120 - index)),
    );
    const stuck = new Set(ids.slice(0, 110));
    const { expired, logged } = await sweep(async (scope, id) => {
      if (stuck.has(id)) throw new Error('cannot be read');
      await setExpired(scope, id);
    });
    assert.deepEqual(expired, ids);
    assert.equal(logged.length, 110);
    assert.deepEqual((await sweep(async () => undefined)).expired, [...stuck]);
  });

  it('ends between two sessions when it is told to stop', async () => {
    await addSessions(live, 'created', [past(2), past(1)]);
    const stopping = new AbortController();
    const { expired } = await sweep(async () => stopping.abort(), stopping.signal);
    assert.equal(expired.length, 1);
  });
});
