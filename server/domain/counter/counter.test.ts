import assert from 'node:assert/strict';
import { after, describe, it } from 'node:test';
import { v7 } from 'uuid';
import type { Scope } from '../../db/scope.ts';
import { moveOutboxRowsUnscoped } from '../../job/outbox.queries.ts';
import { type Client, openNativeApi, plainGraph } from '../../test/native-api.ts';

const api = await openNativeApi();
after(api.close);
const start = api.context.now();

const queues = ['session-changed'];
const move = (limit = 1000, insert = async (): Promise<void> => undefined) =>
  moveOutboxRowsUnscoped(api.context.database.worker, { queues, limit }, insert);

const publish = async (client: Client): Promise<string> => {
  const { id } = (await client.post('/api/workflows', { name: 'W', graph: plainGraph() })).json();
  await client.post(`/api/workflows/${id}/publish`);
  return id;
};

const createSessions = async (client: Client, workflowId: string, count: number): Promise<string[]> => {
  const ids: string[] = [];
  for (let made = 0; made < count; made += 1) {
    ids.push((await client.post('/api/sessions', { workflowId, entity: { kind: 'person' } })).json().id);
  }
  return ids;
};

interface Counted {
  readonly totals: readonly { readonly state: string; readonly decision: string | null; readonly total: number }[];
  readonly days: readonly ({ readonly day: string } & Readonly<Record<string, number | string>>)[];
}

const read = async (client: Client, query = ''): Promise<Counted> => {
  const answer = await client.get(`/api/counters${query}`);
  assert.equal(answer.statusCode, 200, answer.body);
  return answer.json();
};

/** What is not zero. */
const totalsOf = ({ totals }: Counted): Record<string, number> =>
  Object.fromEntries(
    totals.filter(({ total }) => total > 0).map(({ state, decision, total }) => [decision ?? state, total]),
  );

const newClient = async (): Promise<Client> => api.addClient(await api.addOrganization(), 'live');

describe('the counters', () => {
  it('count each change once, by state and by day, for its own organization, environment and workflow', async () => {
    const owner = await api.addOrganization();
    const [live, test] = [await api.addClient(owner, 'live'), await api.addClient(owner, 'test')];
    const [one, two] = [await publish(live), await publish(live)];
    const [first = ''] = await createSessions(live, one, 3);
    await createSessions(live, two, 2);
    await createSessions(test, await publish(test), 1);
    await live.post(`/api/sessions/${first}/cancel`);
    await move();
    await move();
    assert.deepEqual(totalsOf(await read(live)), { created: 4, cancelled: 1 });
    assert.deepEqual(totalsOf(await read(live, `?workflowId=${one}`)), { created: 2, cancelled: 1 });
    assert.deepEqual(totalsOf(await read(test)), { created: 1 });
    assert.deepEqual(totalsOf(await read(test, `?workflowId=${one}`)), {});
    const today = (await read(live)).days.at(-1);
    assert.equal(today?.day, '2031-05-01');
    assert.deepEqual([today?.created, today?.cancelled, today?.completed], [5, 1, 0]);
  });

  it('have a line for every day that was asked for, and take a year at most', async () => {
    const client = await newClient();
    assert.deepEqual((await read(client)).days.map(({ day }) => day).slice(0, 2), ['2031-04-02', '2031-04-03']);
    assert.equal((await read(client)).days.length, 30);
    assert.deepEqual(
      (await read(client, '?from=2032-02-28&to=2032-03-01')).days.map(({ day }) => day),
      ['2032-02-28', '2032-02-29', '2032-03-01'],
    );
    assert.equal((await read(client, '?from=2032-01-01&to=2032-12-31')).days.length, 366);
    for (const query of [
      'from=2031-01-01&to=2032-01-02',
      'from=2031-01-02&to=2031-01-01',
      'from=2031-02-30',
      'to=x',
      'workflowId=1',
    ]) {
      assert.equal((await client.get(`/api/counters?${query}`)).statusCode, 400, query);
    }
  });

  it('are as before when a move of the outbox is taken back, and right once it happens', async () => {
    const client = await newClient();
    await createSessions(client, await publish(client), 2);
    await assert.rejects(
      move(1000, async () => {
        throw new Error('killed');
      }),
    );
    assert.deepEqual(totalsOf(await read(client)), {});
    await move();
    assert.deepEqual(totalsOf(await read(client)), { created: 2 });
  });

  it('are right when many relays count many organizations at the same time, whatever the order', async () => {
    const scopes: Scope[] = [];
    for (let count = 0; count < 4; count += 1) {
      const { organizationId } = await api.addOrganization();
      scopes.push({ organizationId, environment: 'live' }, { organizationId, environment: 'test' });
    }
    const workflowId = v7();
    const changes = Array.from({ length: 400 }, (_, index) => ({
      scope: scopes[(index * 7) % scopes.length] ?? assert.fail(),
      from: index % 2 === 0 ? null : 'created',
      to: index % 2 === 0 ? 'created' : 'active',
    }));
    for (const { scope, from, to } of changes) {
      const payload = {
        ...scope,
        sessionId: v7(),
        workflowId,
        eventNumber: 1,
        from,
        to,
        decision: null,
        at: start.toISOString(),
      };
      await api.context.database
        .scoped(scope)
        .insertInto('outbox')
        .values({
          organization_id: scope.organizationId,
          environment: scope.environment,
          queue: 'session-changed',
          payload: JSON.stringify(payload),
          created_at: start,
        })
        .execute();
    }
    await Promise.all(Array.from({ length: 8 }, () => move(50)));
    while ((await move(50)).size > 0);
    const rows = await api.context.database.worker
      .selectFrom('session_total')
      .select(['state', 'total'])
      .where('workflow_id', '=', workflowId)
      .execute();
    const sum = (state: string): number =>
      rows.filter((row) => row.state === state).reduce((total, row) => total + Number(row.total), 0);
    assert.deepEqual([sum('created'), sum('active')], [0, 200]);
  });
});
