import assert from 'node:assert/strict';
import { after, describe, it } from 'node:test';
import { type Client, listAll, openNativeApi, plainGraph } from '../../test/native-api.ts';

const api = await openNativeApi();
after(api.close);
const owner = await api.addOrganization();
const live = await api.addClient(owner, 'live');
const test = await api.addClient(owner, 'test');
const stranger = await api.addClient(await api.addOrganization(), 'live');

const addEntity = async (body: Record<string, unknown>, client: Client = live): Promise<string> => {
  const answer = await client.post('/api/entities', body);
  assert.equal(answer.statusCode, 201, answer.body);
  return answer.json().id;
};

describe('an entity', () => {
  it('comes back as it was given, its details too', async () => {
    const given = {
      kind: 'person',
      name: 'Ada Example',
      email: 'ada@example.com',
      details: { birthDate: '1990-01-02', address: { city: 'Berlin', lines: ['a', 'b'] }, height: 1.7 },
    };
    const id = await addEntity(given);
    assert.deepEqual((await live.get(`/api/entities/${id}`)).json(), {
      id,
      ...given,
      createdAt: api.context.now().toISOString(),
      updatedAt: null,
      erasedAt: null,
    });
  });

  it('may be a company of which nothing is known yet', async () => {
    const id = await addEntity({ kind: 'company' });
    const { name, email, details } = (await live.get(`/api/entities/${id}`)).json();
    assert.deepEqual([name, email, details], [null, null, {}]);
  });

  const refused: readonly (readonly [string, Record<string, unknown>, string])[] = [
    ['no kind', { name: 'x' }, '/kind'],
    ['another kind', { kind: 'robot' }, '/kind'],
    ['an e-mail address that is none', { kind: 'person', email: 'nobody' }, '/email'],
    ['an empty name', { kind: 'person', name: ' ' }, '/name'],
    ['a member that is not known', { kind: 'person', phone: '1' }, '/phone'],
    ['details of a wrong name', { kind: 'person', details: { 'a b': 1 } }, '/details/a b'],
    ['half a character', { kind: 'person', details: { text: '\ud800' } }, '/details/text'],
    ['details that are too long', { kind: 'person', details: { text: 'x'.repeat(20_000) } }, '/details'],
  ];
  for (const [name, body, pointer] of refused) {
    it(`with ${name} is refused with the place`, async () => {
      const answer = await live.post('/api/entities', body);
      assert.equal(answer.statusCode, 400, answer.body);
      assert.equal(answer.json().errors[0].pointer, pointer);
    });
  }

  it('is corrected member by member; null takes a name away, and details are replaced as a whole', async () => {
    const id = await addEntity({ kind: 'person', name: 'Ada', email: 'a@example.com', details: { one: 1, two: 2 } });
    const renamed = (await live.patch(`/api/entities/${id}`, { name: 'Ada Lovelace' })).json();
    assert.deepEqual(
      [renamed.name, renamed.email, renamed.details],
      ['Ada Lovelace', 'a@example.com', { one: 1, two: 2 }],
    );
    assert.equal(renamed.updatedAt, api.context.now().toISOString());
    const emptied = (await live.patch(`/api/entities/${id}`, { name: null, details: { three: 3 } })).json();
    assert.deepEqual([emptied.name, emptied.details], [null, { three: 3 }]);
    assert.equal((await live.patch(`/api/entities/${id}`, { kind: 'company' })).statusCode, 400);
    assert.equal((await live.patch(`/api/entities/${id}`, { details: { text: '\ud800' } })).statusCode, 400);
    const acts = await api.context.database
      .scoped({ organizationId: owner.organizationId, environment: null })
      .selectFrom('act')
      .select('type')
      .where('subject_id', '=', id)
      .execute();
    assert.deepEqual(acts, [{ type: 'entity_updated' }, { type: 'entity_updated' }]);
  });

  it('that is there already gives its stored details to a session made for it', async () => {
    const workflow = (await live.post('/api/workflows', { name: 'Onboarding', graph: plainGraph() })).json();
    await live.post(`/api/workflows/${workflow.id}/publish`);
    const id = await addEntity({ kind: 'person', name: 'Ada', details: { birthDate: '1990-01-02' } });
    const made = await live.post('/api/sessions', { workflowId: workflow.id, entityId: id });
    assert.equal(made.statusCode, 201, made.body);
    assert.deepEqual(made.json().entity, { id, kind: 'person', name: 'Ada', email: null });
    const { items } = (await live.get(`/api/sessions/${made.json().id}/events`)).json();
    assert.deepEqual(items[0].payload.given.entity, { kind: 'person', name: 'Ada', birthDate: '1990-01-02' });
    const both = { workflowId: workflow.id, entityId: id, entity: { kind: 'person' } };
    for (const body of [both, { workflowId: workflow.id }]) {
      const answer = await live.post('/api/sessions', body);
      assert.equal(answer.statusCode, 400);
      assert.equal(answer.json().errors[0].pointer, '/entity');
    }
    const theirs = await addEntity({ kind: 'person' }, stranger);
    const foreign = await live.post('/api/sessions', { workflowId: workflow.id, entityId: theirs });
    assert.equal(foreign.statusCode, 404);
  });

  it('is not there for another organization or environment', async () => {
    const id = await addEntity({ kind: 'person', name: 'Ada' });
    for (const client of [stranger, test]) {
      assert.equal((await client.get(`/api/entities/${id}`)).statusCode, 404);
      assert.equal((await client.patch(`/api/entities/${id}`, { name: 'x' })).statusCode, 404);
      assert.equal((await client.post(`/api/entities/${id}/export`)).statusCode, 404);
      assert.equal((await client.post(`/api/entities/${id}/erase`, { reason: 'x' })).statusCode, 404);
    }
    assert.equal((await live.get(`/api/entities/${id}`)).json().name, 'Ada');
  });

  it('needs a scope of its own for each thing that is done with it, and a reason to be erased', async () => {
    const id = await addEntity({ kind: 'person' });
    const reader = await api.addClient(owner, 'live', ['entities:read']);
    assert.equal((await reader.get(`/api/entities/${id}`)).statusCode, 200);
    assert.equal((await reader.patch(`/api/entities/${id}`, { name: 'x' })).statusCode, 403);
    assert.equal((await reader.post(`/api/entities/${id}/export`)).statusCode, 403);
    assert.equal((await reader.post(`/api/entities/${id}/erase`, { reason: 'x' })).statusCode, 403);
    const answer = await live.post(`/api/entities/${id}/erase`, { reason: ' ' });
    assert.equal(answer.statusCode, 400);
    assert.equal(answer.json().errors[0].pointer, '/reason');
  });
});

describe('a list of entities', () => {
  it('goes on to its end, newest first, narrowed by kind and exact address', async () => {
    const client = await api.addClient(await api.addOrganization(), 'live');
    assert.deepEqual((await client.get('/api/entities')).json(), { items: [], nextCursor: null });
    const ids: string[] = [];
    for (const [kind, email] of [
      ['person', 'a@example.com'],
      ['company', 'a@example.com'],
      ['person', 'b@example.com'],
      ['person', 'a@example.com'],
      ['company', undefined],
    ] as const) {
      ids.push(await addEntity({ kind, ...(email !== undefined && { email }) }, client));
    }
    const find = async (query: string): Promise<number[]> => {
      const { items } = await listAll(client, `/api/entities?limit=2${query}`);
      return items.map(({ id }) => ids.indexOf(String(id)));
    };
    assert.deepEqual(await find(''), [4, 3, 2, 1, 0]);
    assert.deepEqual(await find('&kind=person'), [3, 2, 0]);
    assert.deepEqual(await find('&kind=company'), [4, 1]);
    assert.deepEqual(await find('&email=a@example.com'), [3, 1, 0]);
    assert.deepEqual(await find('&email=a@example.com&kind=person'), [3, 0]);
    assert.deepEqual(await find('&email=A@example.com'), []);
    assert.equal((await client.get('/api/entities?kind=robot')).statusCode, 400);
    assert.equal((await client.get('/api/entities?cursor=x')).json().code, 'cursor_invalid');
  });
});

describe('the daily lines', () => {
  it('are an empty list where no day has ended yet', async () => {
    assert.deepEqual((await live.get('/api/daily-heads')).json(), { items: [], nextCursor: null });
    assert.equal((await live.get('/api/daily-heads?cursor=2031-05-01')).json().code, 'cursor_invalid');
  });
});
