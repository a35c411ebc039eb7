import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { after, describe, it } from 'node:test';
import { z } from 'zod';
import { system } from '../../domain/actor.ts';
import { organizationSettings } from '../../domain/organization/settings.ts';
import { updateSettings } from '../../domain/organization/update-settings.ts';
import { indexMetadataJob } from '../../job/index-metadata.ts';
import { type Client, expectOk, openNativeApi, plainGraph } from '../../test/native-api.ts';

const api = await openNativeApi();
after(api.close);
const owner = await api.addOrganization();
const live = await api.addClient(owner, 'live');
const test = await api.addClient(owner, 'test');
const stranger = await api.addClient(await api.addOrganization(), 'live');

const publish = async (client: Client): Promise<string> => {
  const { id } = (await client.post('/api/workflows', { name: 'Onboarding', graph: plainGraph() })).json();
  assert.equal((await client.post(`/api/workflows/${id}/publish`)).statusCode, 200);
  return id;
};
const workflowId = await publish(live);
const otherWorkflowId = await publish(live);
const person = { kind: 'person', name: 'Ada Example' } as const;

const addSession = async (more: Record<string, unknown> = {}, client = live): Promise<string> => {
  const answer = await client.post('/api/sessions', { workflowId, entity: person, ...more });
  assert.equal(answer.statusCode, 201, answer.body);
  return answer.json().id;
};

/** The rows of the live environment, as the application sees them. */
const liveRows = () => api.context.database.scoped({ organizationId: owner.organizationId, environment: 'live' });

const page = z.object({ items: z.array(z.object({ id: z.string() })), nextCursor: z.string().nullable() });

/** The ids of a whole list, two to a page. */
const find = async (query: string, client = live): Promise<string[]> => {
  const ids: string[] = [];
  let cursor = '';
  do {
    const answer = await client.get(`/api/sessions?limit=2&${query}${cursor}`);
    assert.equal(answer.statusCode, 200, answer.body);
    const { items, nextCursor } = page.parse(answer.json());
    ids.push(...items.map(({ id }) => id));
    cursor = nextCursor === null ? '' : `&cursor=${nextCursor}`;
  } while (cursor !== '');
  return ids;
};

const declare = async (keys: readonly string[], organizationId = owner.organizationId): Promise<void> => {
  const settings = organizationSettings.parse({ searchableMetadataKeys: keys });
  expectOk(await updateSettings(api.context, organizationId, settings, system));
};

/** Runs the indexing that the outbox asks for, in the place of relay and queue; gives how often it was asked for. */
const runIndexing = async (): Promise<number> => {
  const rows = await api.context.database.worker
    .deleteFrom('outbox')
    .where('queue', '=', indexMetadataJob.name)
    .returning('payload')
    .execute();
  for (const { payload } of rows) assert.equal(await indexMetadataJob.run(api.context, payload), true);
  return rows.length;
};

describe('a list of sessions', () => {
  it('is narrowed by states, decision, workflow, entity and time, each alone and together, newest first', async () => {
    const start = api.context.now();
    const first = await addSession();
    const second = await addSession({ workflowId: otherWorkflowId });
    const third = await addSession();
    await live.post(`/api/sessions/${second}/cancel`, {});
    const noon = new Date(start.getTime() + 3600_000);
    api.context.setTime(noon);
    const fourth = await addSession();
    const entityId = (await live.get(`/api/sessions/${third}`)).json().entity.id;
    const again = await addSession({ entity: undefined, entityId });

    const cases: readonly (readonly [query: string, ids: readonly string[]])[] = [
      ['', [again, fourth, third, second, first]],
      ['state=created', [again, fourth, third, first]],
      ['state=created&state=cancelled', [again, fourth, third, second, first]],
      ['state=cancelled&state=failed', [second]],
      [`workflowId=${otherWorkflowId}`, [second]],
      [`workflowId=${workflowId}`, [again, fourth, third, first]],
      [`workflowId=${workflowId}&state=cancelled`, []],
      [`entityId=${entityId}`, [again, third]],
      [`entityId=${entityId}&state=cancelled`, []],
      [`createdAfter=${noon.toISOString()}`, [again, fourth]],
      [`createdBefore=${noon.toISOString()}`, [third, second, first]],
      [`createdBefore=${noon.toISOString()}&state=cancelled`, [second]],
      [`createdAfter=${noon.toISOString()}&workflowId=${workflowId}`, [again, fourth]],
      ['decision=approved', []],
    ];
    for (const [query, ids] of cases) assert.deepEqual(await find(query), ids, query);
    assert.deepEqual(await find('', test), []);
    assert.deepEqual(await find(`entityId=${entityId}`, stranger), []);
  });

  const refused = ['state=open', 'state=', 'decision=maybe', 'workflowId=7', 'createdAfter=yesterday', 'metadata=x'];
  for (const query of refused) {
    it(`with ${query} is refused with the parameter's name`, async () => {
      const answer = await live.get(`/api/sessions?${query}`);
      assert.equal(answer.statusCode, 400);
      assert.equal(answer.json().errors[0].pointer.split('/')[1], query.split('=')[0]);
    });
  }
});

describe('metadata', () => {
  for (const name of ['metadata[__proto__]', '__proto__[order]', '__proto__', 'metadata[constructor]']) {
    it(`is not searched without a word by ${name}`, async () => {
      const answer = await live.get(`/api/sessions?${name}=1`);
      assert.deepEqual([answer.statusCode, answer.json().code], [400, 'request_invalid'], answer.body);
    });
  }

  it('cannot be searched by a key that is not declared; the refusal names those that are', async () => {
    const none = await live.get('/api/sessions?metadata[order]=A-1');
    assert.equal(none.statusCode, 400);
    assert.match(none.json().detail, /: none\./);
    await declare(['shop', 'region']);
    const others = await live.get('/api/sessions?metadata[order]=A-1');
    assert.match(others.json().detail, /: shop, region\./);
    assert.equal(others.json().errors[0].pointer, '/metadata/order');
    await runIndexing();
  });

  it('finds sessions by their declared pairs, all of them, together with other filters, and nobody else’s', async () => {
    await declare(['shop', 'order']);
    await runIndexing();
    await declare(['shop', 'order'], stranger.organizationId);
    const one = await addSession({ metadata: { shop: 'north', order: 'A-1', note: 'x' } });
    const two = await addSession({ metadata: { shop: 'north', order: 'A-2' } });
    const three = await addSession({ metadata: { shop: 'north=A-2', order: '' } });
    await live.post(`/api/sessions/${one}/cancel`, {});
    assert.deepEqual(await find('metadata[shop]=north'), [two, one]);
    assert.deepEqual(await find('metadata[shop]=north&metadata[order]=A-2'), [two]);
    assert.deepEqual(await find('metadata[shop]=north&state=cancelled'), [one]);
    assert.deepEqual(await find('metadata[shop]=north%3DA-2'), [three]);
    assert.deepEqual(await find('metadata[order]='), [three]);
    assert.deepEqual(await find('metadata[shop]=North'), []);
    assert.deepEqual(await find('metadata[shop]=north', stranger), []);
    assert.deepEqual(await find('metadata[shop]=north', test), []);
  });

  it('of sessions that were there before a key was declared is found once the job has run, and no more once it is not', async () => {
    await declare([]);
    await runIndexing();
    const ids: string[] = [];
    for (let count = 0; count < 3; count += 1) ids.push(await addSession({ metadata: { batch: '7' } }));
    await declare(['batch']);
    assert.deepEqual(await find('metadata[batch]=7'), []);
    assert.equal(await runIndexing(), 2);
    assert.deepEqual(await find('metadata[batch]=7'), ids.toReversed());
    await declare(['shop']);
    await runIndexing();
    const left = await live.get('/api/sessions?metadata[batch]=7');
    assert.equal(left.statusCode, 400);
    const rows = await liveRows().selectFrom('session_metadata').select('key').where('key', '=', 'batch').execute();
    assert.equal(rows.length, 0);
  });

  it('lies in its table as a keyed hash and not as text', async () => {
    await declare(['shop']);
    await addSession({ metadata: { shop: 'planted-marker' } });
    const rows = await liveRows().selectFrom('session_metadata').selectAll().execute();
    assert.ok(rows.length > 0);
    const unkeyed = createHash('sha256').update('shop=planted-marker').digest().subarray(0, 16);
    for (const { key, value_hash } of rows) {
      assert.equal(key, 'shop');
      assert.equal(value_hash.length, 16);
      assert.ok(!unkeyed.equals(value_hash));
    }
  });

  it('that the settings did not change asks for no new indexing', async () => {
    await declare(['shop']);
    await runIndexing();
    await declare(['shop']);
    assert.equal(await runIndexing(), 0);
  });

  it('can be changed pair by pair, and is then found by what it is now', async () => {
    await declare(['shop', 'order']);
    await runIndexing();
    const id = await addSession({ metadata: { shop: 'south', order: 'B-1' } });
    const answer = await live.patch(`/api/sessions/${id}`, { metadata: { shop: 'west', order: null, note: 'n' } });
    assert.equal(answer.statusCode, 200, answer.body);
    assert.deepEqual(answer.json().metadata, { shop: 'west', note: 'n' });
    assert.deepEqual(await find('metadata[shop]=west'), [id]);
    assert.deepEqual(await find('metadata[shop]=south'), []);
    assert.deepEqual(await find('metadata[order]=B-1'), []);
  });

  it('keeps to its limits when it is changed', async () => {
    const id = await addSession();
    const many = Object.fromEntries(Array.from({ length: 20 }, (_, index) => [`key${index}`, 'x']));
    assert.equal((await live.patch(`/api/sessions/${id}`, { metadata: many })).statusCode, 200);
    const more = await live.patch(`/api/sessions/${id}`, { metadata: { another: 'x' } });
    assert.equal(more.statusCode, 400);
    assert.equal(more.json().errors[0].pointer, '/metadata');
    assert.equal((await live.patch(`/api/sessions/${id}`, { metadata: { another: 'x', key0: null } })).statusCode, 200);
    assert.equal((await live.patch(`/api/sessions/${id}`, { metadata: { half: '\ud800' } })).statusCode, 400);
    assert.equal((await live.patch(`/api/sessions/${id}`, {})).statusCode, 400);
    assert.equal((await stranger.patch(`/api/sessions/${id}`, { metadata: {} })).statusCode, 404);
    assert.equal((await test.patch(`/api/sessions/${id}`, { metadata: {} })).statusCode, 404);
  });
});

describe('the link of a session', () => {
  const make = async (): Promise<{ id: string; token: string; expiresAt: string }> => {
    const made = (await live.post('/api/sessions', { workflowId, entity: person })).json();
    return { ...made, token: made.url.split('/').at(-1) };
  };
  const statusOf = async (token: string): Promise<number> => {
    const headers = { authorization: `Bearer ${token}` };
    return (await api.app.inject({ method: 'GET', url: '/api/capture/current', headers })).statusCode;
  };

  it('is replaced: the new one opens the session, the old one stops at once', async () => {
    const { id, token, expiresAt } = await make();
    assert.equal(await statusOf(token), 200);
    const answer = await live.post(`/api/sessions/${id}/link`);
    assert.equal(answer.statusCode, 200, answer.body);
    const renewed = answer.json();
    assert.equal(renewed.expiresAt, expiresAt);
    assert.equal(await statusOf(token), 401);
    assert.equal(await statusOf(renewed.url.split('/').at(-1)), 200);
  });

  it('can be given another expiry, and a wrong one is refused with its place', async () => {
    const { id } = await make();
    const answer = await live.post(`/api/sessions/${id}/link`, { expiresInSeconds: 7200 });
    const expected = new Date(api.context.now().getTime() + 7_200_000).toISOString();
    assert.equal(answer.json().expiresAt, expected);
    const past = await live.post(`/api/sessions/${id}/link`, { expiresAt: '2001-01-01T00:00:00Z' });
    assert.equal(past.statusCode, 400);
    assert.equal(past.json().errors[0].pointer, '/expiresAt');
  });

  it('is taken away, twice without an error, and can be given anew', async () => {
    const { id, token } = await make();
    assert.equal((await live.delete(`/api/sessions/${id}/link`)).statusCode, 200);
    assert.equal(await statusOf(token), 401);
    assert.equal((await live.delete(`/api/sessions/${id}/link`)).statusCode, 200);
    const renewed = (await live.post(`/api/sessions/${id}/link`, {})).json();
    assert.equal(await statusOf(renewed.url.split('/').at(-1)), 200);
  });

  it('is not given to a session that is over, nor to another organization or environment', async () => {
    const { id } = await make();
    for (const client of [stranger, test]) {
      assert.equal((await client.post(`/api/sessions/${id}/link`)).statusCode, 404);
      assert.equal((await client.delete(`/api/sessions/${id}/link`)).statusCode, 404);
    }
    await live.post(`/api/sessions/${id}/cancel`);
    const answer = await live.post(`/api/sessions/${id}/link`);
    assert.equal(answer.statusCode, 409);
    assert.equal(answer.json().code, 'session_over');
  });

  it('has its changes written down in the log of acts', async () => {
    const { id } = await make();
    await live.post(`/api/sessions/${id}/link`);
    await live.delete(`/api/sessions/${id}/link`);
    const acts = await liveRows().selectFrom('act').select('type').where('subject_id', '=', id).execute();
    assert.deepEqual(
      acts.map(({ type }) => type),
      ['link_renewed', 'link_revoked'],
    );
  });
});
