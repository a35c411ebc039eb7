import assert from 'node:assert/strict';
import { after, describe, it } from 'node:test';
import { system } from '../../domain/actor.ts';
import { organizationSettings } from '../../domain/organization/settings.ts';
import { updateSettings } from '../../domain/organization/update-settings.ts';
import { openSession } from '../../domain/session/open-session.ts';
import { submitStep } from '../../domain/session/submit-step.ts';
import { type Client, expectOk, listAll, openNativeApi, plainGraph } from '../../test/native-api.ts';

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
const person = { kind: 'person', name: 'Ada Example', email: 'ada@example.com' } as const;

const createSession = async (
  client: Client,
  more: Record<string, unknown> = {},
): Promise<{ id: string; url: string }> => {
  const answer = await client.post('/api/sessions', { workflowId, entity: person, ...more });
  assert.equal(answer.statusCode, 201, answer.body);
  return answer.json();
};

describe('a session', () => {
  it('is made with a link, which is shown once and never again', async () => {
    const { url, ...made } = await createSession(live, {
      metadata: { order: 'A-17' },
      prefill: { name: 'Ada' },
      expiresInSeconds: 3600,
    });
    assert.match(url, /^https:\/\/gate\.example\.com\/s\/[A-Za-z0-9_-]{43}$/);
    const read = await live.get(`/api/sessions/${made.id}`);
    assert.deepEqual(read.json(), made);
    const token = url.slice(url.lastIndexOf('/') + 1);
    for (const path of ['', '/events', '/results']) {
      const answer = await live.get(`/api/sessions/${made.id}${path}`);
      assert.equal(answer.statusCode, 200, answer.body);
      assert.ok(!answer.body.includes(token));
    }
    const { id, entity, ...rest } = read.json();
    assert.match(id, /^[0-9a-f-]{36}$/);
    assert.deepEqual({ ...entity, id: null }, { id: null, ...person });
    assert.deepEqual(rest, {
      workflowId,
      version: 1,
      state: 'created',
      decision: null,
      run: 1,
      metadata: { order: 'A-17' },
      redirectUrl: null,
      createdAt: '2031-05-01T12:00:00.000Z',
      openedAt: null,
      endedAt: null,
      expiresAt: '2031-05-01T13:00:00.000Z',
      erasedAt: null,
    });
  });

  it('takes an expiry as a time with an offset', async () => {
    const { id } = await createSession(live, { expiresAt: '2031-05-02T12:00:00+02:00' });
    assert.equal((await live.get(`/api/sessions/${id}`)).json().expiresAt, '2031-05-02T10:00:00.000Z');
  });

  it('that would expire before it begins is refused', async () => {
    const answer = await live.post('/api/sessions', { workflowId, entity: person, expiresAt: '2031-05-01T12:00:00Z' });
    assert.equal(answer.statusCode, 400);
    assert.equal(answer.json().errors[0].pointer, '/expiresAt');
  });

  it('of a company may have no name and no address', async () => {
    const { id } = await createSession(live, { entity: { kind: 'company', details: { registration: { number: 7 } } } });
    const { entity } = (await live.get(`/api/sessions/${id}`)).json();
    assert.deepEqual({ ...entity, id: null }, { id: null, kind: 'company', name: null, email: null });
  });

  it('goes where the organization’s list allows, and nowhere else', async () => {
    const settings = organizationSettings.parse({ redirectUrls: ['https://shop.example.com/done'] });
    expectOk(await updateSettings(api.context, owner.organizationId, settings, system));
    const { id } = await createSession(live, { redirectUrl: 'https://shop.example.com/done/17' });
    assert.equal((await live.get(`/api/sessions/${id}`)).json().redirectUrl, 'https://shop.example.com/done/17');
    const refused = await live.post('/api/sessions', {
      workflowId,
      entity: person,
      redirectUrl: 'https://shop.example.com.evil.test/done',
    });
    assert.equal(refused.statusCode, 422);
    assert.equal(refused.json().code, 'redirect_url_not_allowed');
    assert.equal(refused.json().errors[0].pointer, '/redirectUrl');
  });

  it('is refused for a workflow that is not there, has no such version, or is not published', async () => {
    const unpublished = (await live.post('/api/workflows', { name: 'Draft', graph: plainGraph() })).json().id;
    const cases = [
      [{ workflowId: '01890000-0000-7000-8000-000000000000' }, 404, 'not_found', '/workflowId'],
      [{ version: 2 }, 404, 'not_found', '/version'],
      [{ workflowId: unpublished }, 422, 'workflow_not_published', undefined],
    ] as const;
    for (const [more, status, code, pointer] of cases) {
      const answer = await live.post('/api/sessions', { workflowId, entity: person, ...more });
      assert.equal(answer.statusCode, status);
      assert.equal(answer.json().code, code);
      assert.equal(answer.json().errors[0]?.pointer, pointer);
    }
  });

  it('is cancelled once; again is no error, and a session that is over cannot be cancelled', async () => {
    const { id } = await createSession(live);
    const cancelled = await live.post(`/api/sessions/${id}/cancel`, { reason: 'A second order came.' });
    assert.equal(cancelled.statusCode, 200, cancelled.body);
    assert.equal(cancelled.json().state, 'cancelled');
    const again = await live.post(`/api/sessions/${id}/cancel`);
    assert.deepEqual(again.json(), cancelled.json());
    const events = (await live.get(`/api/sessions/${id}/events`)).json();
    assert.deepEqual(
      events.items.map((event: { type: string }) => event.type),
      ['created', 'cancelled'],
    );
    assert.equal(events.items[1].payload.reason, 'A second order came.');
    assert.equal(events.items[1].actor.kind, 'key');
  });
});

describe('a session that a person went through', () => {
  const finish = async (): Promise<string> => {
    const { id } = await createSession(live);
    const scope = { organizationId: owner.organizationId, environment: 'live' } as const;
    expectOk(await openSession(api.context, scope, id));
    const step = { node: 'details', attempt: 1, input: { name: 'Ada Example' } };
    expectOk(await submitStep(api.context, scope, id, step));
    return id;
  };

  it('shows its log in order, chained, a page at a time', async () => {
    const id = await finish();
    const whole = (await live.get(`/api/sessions/${id}/events`)).json();
    assert.deepEqual(
      whole.items.map((event: { number: number; type: string }) => [event.number, event.type]),
      [
        [1, 'created'],
        [2, 'opened'],
        [3, 'submitted'],
      ],
    );
    for (const event of whole.items) assert.match(event.hash, /^[0-9a-f]{64}$/);
    const paged = await listAll(live, `/api/sessions/${id}/events?limit=1`);
    assert.deepEqual(paged.items, whole.items);
    assert.equal(paged.pageCount, whole.items.length);
  });

  it('shows what its nodes brought', async () => {
    const id = await finish();
    const results = (await live.get(`/api/sessions/${id}/results`)).json();
    assert.equal(results.run, 1);
    const details = results.items.find((item: { node: string }) => item.node === 'details');
    assert.equal(details.outcome, 'next');
    assert.equal(details.fields.name, 'Ada Example');
    const session = (await live.get(`/api/sessions/${id}`)).json();
    assert.deepEqual([session.state, session.decision], ['completed', null]);
  });

  it('cannot be cancelled any more', async () => {
    const answer = await live.post(`/api/sessions/${await finish()}/cancel`);
    assert.equal(answer.statusCode, 409);
    assert.equal(answer.json().code, 'session_over');
  });
});

describe('the list of sessions', () => {
  const listIds = async (client: Client, filter: string): Promise<unknown[]> =>
    (await listAll(client, `/api/sessions?limit=2${filter}`)).items.map(({ id }) => id);

  it('goes through all of them once, newest first, by state and by workflow', async () => {
    const lister = await api.addClient(await api.addOrganization(), 'live');
    const [one, other] = [await publish(lister), await publish(lister)];
    const make = async (workflow: string) => (await createSession(lister, { workflowId: workflow })).id;
    const ofOne = [await make(one), await make(one), await make(one)];
    const ofOther = [await make(other), await make(other)];
    await lister.post(`/api/sessions/${ofOne[1]}/cancel`);
    assert.deepEqual(await listIds(lister, ''), [...ofOne, ...ofOther].toReversed());
    assert.deepEqual(await listIds(lister, `&workflowId=${other}`), ofOther.toReversed());
    assert.deepEqual(await listIds(lister, '&state=cancelled'), [ofOne[1]]);
    assert.deepEqual(await listIds(lister, `&state=cancelled&workflowId=${other}`), []);
  });

  for (const [query, code] of [
    ['state=done', 'request_invalid'],
    ['workflowId=7', 'request_invalid'],
    ['entity=ada', 'request_invalid'],
    [`cursor=${Buffer.from(`workflows:${workflowId}`).toString('base64url')}`, 'cursor_invalid'],
  ] as const) {
    it(`refuses the query ${query.slice(0, 20)}`, async () => {
      const answer = await live.get(`/api/sessions?${query}`);
      assert.equal(answer.statusCode, 400);
      assert.equal(answer.json().code, code);
    });
  }
});

describe('another organization and the other environment', () => {
  it('see no session, and change none', async () => {
    const { id } = await createSession(live);
    for (const other of [stranger, test]) {
      const answers = [
        await other.get(`/api/sessions/${id}`),
        await other.post(`/api/sessions/${id}/cancel`),
        await other.get(`/api/sessions/${id}/events`),
        await other.get(`/api/sessions/${id}/results`),
        await other.post('/api/sessions', { workflowId, entity: person }),
      ];
      for (const answer of answers) {
        assert.equal(answer.statusCode, 404);
        assert.equal(answer.json().code, 'not_found');
      }
      assert.deepEqual((await other.get('/api/sessions')).json(), { items: [], nextCursor: null });
    }
    assert.equal((await live.get(`/api/sessions/${id}`)).json().state, 'created');
  });
});
