import assert from 'node:assert/strict';
import { after, describe, it } from 'node:test';
import { system } from '../../domain/actor.ts';
import { createSession } from '../../domain/session/create-session.ts';
import { openSession } from '../../domain/session/open-session.ts';
import { submitStep } from '../../domain/session/submit-step.ts';
import { openDialects } from '../../test/dialects.ts';
import { expectOk, plainGraph } from '../../test/native-api.ts';
import { fromVerifaId, toVerifaId } from './ids.ts';

const dialects = await openDialects();
after(dialects.close);
const { context } = dialects.gate;
const owner = await dialects.addOwner();
const scope = { organizationId: owner.organizationId, environment: 'live' } as const;
const native = await dialects.addClient(owner, 'live', 'native');
const client = await dialects.addClient(owner, 'live', 'verifa');
const sandbox = await dialects.addClient(owner, 'test', 'verifa');
const V1 = '/verifa/api/v1';

const makeWorkflow = async (graph: object = plainGraph()): Promise<{ id: string; wfl: string }> => {
  const { id } = (await native.post('/api/workflows', { name: 'Entry', graph })).json();
  assert.equal((await native.post(`/api/workflows/${id}/publish`, {})).statusCode, 200);
  return { id, wfl: toVerifaId('wfl', id) };
};

const addSession = async (workflowId: string): Promise<{ id: string; ses: string }> => {
  const { session } = expectOk(await createSession(context, scope, { workflowId, entity: { kind: 'person' } }, system));
  return { id: session.id, ses: toVerifaId('ses', session.id) };
};

const addCompleted = async (workflowId: string) => {
  const made = await addSession(workflowId);
  expectOk(await openSession(context, scope, made.id));
  expectOk(await submitStep(context, scope, made.id, { node: 'details', attempt: 1, input: { name: 'Ada' } }));
  return made;
};

const entry = await makeWorkflow();
const waiting = await makeWorkflow({
  entry: 'hold',
  nodes: [
    { id: 'hold', type: 'wait', config: { outcomes: ['success'] }, on: { success: 'details' } },
    ...plainGraph().nodes,
  ],
});

const trigger = (wfl: string, body: unknown, headers = {}, caller = client) =>
  caller.post(`${V1}/workflows/${wfl}/trigger`, body, headers);

describe('POST /workflows/{workflow_id}/trigger', () => {
  it('accepts a completed session with the three members of the vendor’s sample', async () => {
    const { ses } = await addCompleted(entry.id);
    const answer = await trigger(waiting.wfl, { session_id: ses });
    assert.equal(answer.statusCode, 202);
    assert.deepEqual(answer.json(), { session_id: ses, workflow_id: waiting.wfl, status: 'processing' });
  });

  it('takes the old run away here, and nowhere else', async () => {
    const { id, ses } = await addCompleted(entry.id);
    const before = (await client.get(`${V1}/sessions/${ses}/workflow-run`)).json();
    assert.deepEqual([before.workflow_id, before.status], [entry.wfl, 'completed']);
    await trigger(waiting.wfl, { session_id: ses });
    const now = (await client.get(`${V1}/sessions/${ses}/workflow-run`)).json();
    assert.notEqual(now.id, before.id);
    assert.deepEqual([now.workflow_id, now.status, now.paused_at_node], [waiting.wfl, 'paused', 'hold']);
    assert.deepEqual(Object.keys(now.node_results), ['hold']);
    const { items } = (await native.get(`/api/sessions/${id}/events`)).json();
    assert.deepEqual(
      items.map(({ run, type }: { run: number; type: string }) => [run, type]),
      [
        [1, 'created'],
        [1, 'opened'],
        [1, 'submitted'],
        [2, 'created'],
      ],
    );
  });

  it('needs a session that is completed or failed: 409, and nothing happens', async () => {
    const { id, ses } = await addSession(entry.id);
    for (const bring of [async () => undefined, async () => expectOk(await openSession(context, scope, id))]) {
      await bring();
      const answer = await trigger(entry.wfl, { session_id: ses });
      assert.equal(answer.statusCode, 409);
      assert.deepEqual(Object.keys(answer.json()), ['error', 'detail', 'status_code']);
      assert.deepEqual([answer.json().error, answer.json().status_code], ['conflict', 409]);
    }
    const completed = await addCompleted(entry.id);
    await trigger(waiting.wfl, { session_id: completed.ses });
    assert.equal((await trigger(waiting.wfl, { session_id: completed.ses })).statusCode, 409);
  });

  it('is a conflict for a workflow that is not active', async () => {
    const { ses } = await addCompleted(entry.id);
    const draft = (await native.post('/api/workflows', { name: 'Draft', graph: plainGraph() })).json();
    const archived = await makeWorkflow();
    await native.post(`/api/workflows/${archived.id}/archive`, {});
    for (const wfl of [toVerifaId('wfl', draft.id), archived.wfl]) {
      assert.equal((await trigger(wfl, { session_id: ses })).statusCode, 409);
      assert.equal((await client.get(`${V1}/workflows/${wfl}`)).json().is_active, false);
    }
  });

  it('finds neither what is not there nor what is of the other environment', async () => {
    const { id, ses } = await addCompleted(entry.id);
    const unknown = '0'.repeat(32);
    const asked = [
      await trigger(entry.wfl, { session_id: ses }, {}, sandbox),
      await trigger(`wfl_${unknown}`, { session_id: ses }),
      await trigger(entry.wfl, { session_id: `ses_${unknown}` }),
      await trigger(entry.id, { session_id: ses }),
      await trigger(entry.wfl, { session_id: id }),
      await trigger(ses.replace('ses_', 'wfl_'), { session_id: ses }),
    ];
    for (const answer of asked) {
      assert.deepEqual([answer.statusCode, answer.json().error], [404, 'not_found'], answer.body);
    }
  });

  it('takes an id with the dashes of a uuid, and gives it back without', async () => {
    const { id, ses } = await addCompleted(entry.id);
    const answer = await trigger(`wfl_${entry.id}`, { session_id: `ses_${id}` });
    assert.deepEqual(answer.json(), { session_id: ses, workflow_id: entry.wfl, status: 'processing' });
  });

  const wrongBodies: readonly (readonly [what: string, body: unknown, field: string])[] = [
    ['nothing', {}, 'session_id'],
    ['null', { session_id: null }, 'session_id'],
    ['a number', { session_id: 5 }, 'session_id'],
    ['an empty text', { session_id: '' }, 'session_id'],
    ['a list', [], ''],
  ];
  for (const [what, body, field] of wrongBodies) {
    it(`names the member that is wrong: ${what}`, async () => {
      const answer = await trigger(entry.wfl, body);
      assert.equal(answer.statusCode, 422);
      assert.equal(answer.json().error, 'validation_error');
      assert.deepEqual(
        answer.json().errors.map((error: { field: string }) => error.field),
        [field],
      );
    });
  }

  it('refuses what is no JSON with 400, and another content type with 415', async () => {
    const url = `${V1}/workflows/${entry.wfl}/trigger`;
    const headers = { 'x-api-key': client.token, 'content-type': 'application/json' };
    const broken = await dialects.request('POST', url, headers, '{"session_id":');
    assert.deepEqual([broken.statusCode, broken.json().error], [400, 'bad_request']);
    const text = await dialects.request('POST', url, { ...headers, 'content-type': 'text/plain' }, 'x');
    assert.deepEqual([text.statusCode, text.json().status_code], [415, 415]);
  });
});

describe('the scopes of a key', () => {
  const statuses = async (scope: 'workflows:trigger' | 'workflows:write' | 'workflows:read' | 'sessions:read') => {
    const caller = await dialects.addClient(owner, 'live', 'verifa', [scope]);
    const { ses } = await addCompleted(entry.id);
    return [
      (await trigger(entry.wfl, { session_id: ses }, {}, caller)).statusCode,
      (await caller.get(`${V1}/workflows`)).statusCode,
      (await caller.get(`${V1}/workflows/${entry.wfl}`)).statusCode,
      (await caller.get(`${V1}/sessions/${ses}/workflow-run`)).statusCode,
    ];
  };
  it('are the one of the endpoint, or the older and broader one', async () => {
    assert.deepEqual(await statuses('workflows:trigger'), [202, 403, 403, 403]);
    assert.deepEqual(await statuses('workflows:write'), [202, 200, 200, 200]);
    assert.deepEqual(await statuses('workflows:read'), [403, 200, 200, 200]);
    assert.deepEqual(await statuses('sessions:read'), [403, 403, 403, 200]);
  });

  it('are named where one is missing', async () => {
    const caller = await dialects.addClient(owner, 'live', 'verifa', ['workflows:read']);
    const answer = await trigger(entry.wfl, { session_id: 'ses_x' }, {}, caller);
    assert.deepEqual(answer.json(), {
      error: 'insufficient_scope',
      detail: 'This needs a key with the scope workflows:trigger or workflows:write.',
      status_code: 403,
    });
  });
});

describe('a key', () => {
  for (const [what, headers] of [
    ['missing', {}],
    ['empty', { 'x-api-key': '' }],
    ['wrong', { 'x-api-key': `vk_live_${'a'.repeat(43)}` }],
    ['a native one', { 'x-api-key': native.token }],
    ['sent as a bearer token', { authorization: `Bearer ${client.token}` }],
  ] as const) {
    it(`that is ${what} is 401`, async () => {
      const answer = await dialects.request('GET', `${V1}/workflows`, headers);
      assert.equal(answer.statusCode, 401);
      assert.deepEqual(Object.keys(answer.json()), ['error', 'detail', 'status_code']);
      assert.deepEqual([answer.json().error, answer.json().status_code], ['unauthorized', 401]);
    });
  }

  it('begins as the vendor’s do', () => {
    assert.match(client.token, /^vk_live_/);
    assert.match(sandbox.token, /^vk_sandbox_/);
  });
});

describe('Verifa-Version', () => {
  for (const [version, status] of [
    ['2026-02-01', 200],
    ['2026-01-01', 200],
    ['2019-01-01', 400],
    ['newest', 400],
  ] as const) {
    it(`${version} is ${status}`, async () => {
      const answer = await client.get(`${V1}/workflows`, { 'Verifa-Version': version });
      assert.equal(answer.statusCode, status);
      if (status === 400) assert.match(answer.json().detail, /Upgrade to 2026-02-01/);
    });
  }
});

describe('Key-Inflection', () => {
  const { nodes } = plainGraph();
  it('changes the keys of answers and leaves those of free-form maps', async () => {
    const { ses } = await addCompleted(entry.id);
    for (const [inflection, snapshot, results, passed] of [
      ['snake', 'graph_snapshot', 'node_results', 'duration_ms'],
      ['camel', 'graphSnapshot', 'nodeResults', 'durationMs'],
      ['kebab', 'graph-snapshot', 'node-results', 'duration-ms'],
    ] as const) {
      const run = (await client.get(`${V1}/sessions/${ses}/workflow-run`, { 'Key-Inflection': inflection })).json();
      assert.deepEqual(Object.keys(run[snapshot].nodes), ['details', 'done']);
      assert.deepEqual(run[snapshot].nodes.details.config, nodes[0]?.config);
      assert.ok(passed in run[results].details, JSON.stringify(run));
    }
  });

  it('holds for request keys in any form, whichever was asked for', async () => {
    for (const key of ['session_id', 'sessionId', 'session-id']) {
      const { ses } = await addCompleted(entry.id);
      const answer = await trigger(entry.wfl, { [key]: ses }, { 'Key-Inflection': 'camel' });
      assert.equal(answer.statusCode, 202, answer.body);
      assert.deepEqual(answer.json(), { sessionId: ses, workflowId: entry.wfl, status: 'processing' });
    }
  });

  it('holds for refusals too, also for those before the key is known', async () => {
    const headers = { 'Key-Inflection': 'camel' };
    assert.deepEqual(Object.keys((await trigger(entry.wfl, {}, headers)).json()), [
      'error',
      'detail',
      'statusCode',
      'errors',
    ]);
    const unknown = await dialects.request('GET', `${V1}/workflows`, headers);
    assert.equal(unknown.json().statusCode, 401);
  });

  it('of another word is 422', async () => {
    const answer = await client.get(`${V1}/workflows`, { 'Key-Inflection': 'pascal' });
    assert.deepEqual([answer.statusCode, answer.json().errors[0].field], [422, 'Key-Inflection']);
  });
});

describe('GET /workflows', () => {
  it('gives pages by position, newest first, with how many there are', async () => {
    const all = (await client.get(`${V1}/workflows`)).json();
    assert.deepEqual(all.pagination, { total: all.data.length, limit: 50, offset: 0 });
    const page = (await client.get(`${V1}/workflows?limit=2&offset=1`)).json();
    assert.deepEqual(page.data, all.data.slice(1, 3));
    assert.deepEqual(page.pagination, { total: all.data.length, limit: 2, offset: 1 });
    const ids = all.data.map(({ id }: { id: string }) => fromVerifaId('wfl', id));
    assert.deepEqual(ids, [...ids].sort().reverse());
    assert.deepEqual((await sandbox.get(`${V1}/workflows`)).json().data, []);
  });

  for (const query of ['limit=101', 'limit=0', 'limit=x', 'offset=-1', 'limit=1&limit=2']) {
    it(`refuses ${query} with 422`, async () =>
      assert.equal((await client.get(`${V1}/workflows?${query}`)).statusCode, 422));
  }
});

describe('GET /workflows/{workflow_id}', () => {
  it('gives the workflow object', async () => {
    const workflow = (await client.get(`${V1}/workflows/${waiting.wfl}`)).json();
    const { created_at, updated_at, graph, ...rest } = workflow;
    assert.ok(Date.parse(created_at) <= Date.parse(updated_at));
    assert.deepEqual(rest, {
      id: waiting.wfl,
      name: 'Entry',
      description: null,
      version: 1,
      format: 'graph',
      steps: [{ policy: 'form', config: plainGraph().nodes[0]?.config }],
      step_count: 1,
      data_requirements: null,
      is_default: false,
      is_active: true,
    });
    assert.equal(graph.entry, 'hold');
    assert.deepEqual(
      Object.entries(graph.nodes).map(([id, node]) => [id, Object(node).type, Object(node).edges]),
      [
        ['hold', 'wait', { success: 'details' }],
        ['details', 'policy', { next: 'done' }],
        ['done', 'terminal', {}],
      ],
    );
  });

  it('is 404 in the other environment', async () =>
    assert.equal((await sandbox.get(`${V1}/workflows/${waiting.wfl}`)).statusCode, 404));
});

describe('GET /sessions/{session_id}/workflow-run', () => {
  it('says how far the run is', async () => {
    const { id, ses } = await addSession(entry.id);
    const read = async () => (await client.get(`${V1}/sessions/${ses}/workflow-run`)).json();
    const pending = await read();
    assert.deepEqual(
      [pending.status, pending.started_at, pending.current_node, pending.node_results],
      ['pending', null, null, {}],
    );
    expectOk(await openSession(context, scope, id));
    const running = await read();
    assert.deepEqual(
      [running.status, running.current_node, 'paused_at_node' in running],
      ['running', 'details', false],
    );
    expectOk(await submitStep(context, scope, id, { node: 'details', attempt: 1, input: { name: 'Ada' } }));
    const completed = await read();
    assert.deepEqual(
      [completed.status, completed.final_status, completed.current_node, completed.duration_ms],
      ['completed', null, null, 0],
    );
    assert.deepEqual(completed.node_results.details, {
      policy: 'form',
      status: 'completed',
      passed: null,
      duration_ms: 0,
      routed_to: 'done',
    });
  });

  it('is 404 for another session and in the other environment', async () => {
    const { ses } = await addSession(entry.id);
    assert.equal((await sandbox.get(`${V1}/sessions/${ses}/workflow-run`)).statusCode, 404);
    assert.equal((await client.get(`${V1}/sessions/ses_abc123/workflow-run`)).statusCode, 404);
  });
});

describe('what is common to all answers', () => {
  it('a path that is not there is 404 and another method 405, in the vendor’s envelope', async () => {
    const path = await client.get(`${V1}/nothing`);
    assert.deepEqual([path.statusCode, path.json().error], [404, 'not_found']);
    const method = await client.post(`${V1}/workflows/${entry.wfl}`, {});
    assert.deepEqual([method.statusCode, method.json().error], [405, 'method_not_allowed']);
    const longer = await client.get(`${V1}/workflows/${'x'.repeat(300)}`);
    assert.deepEqual([longer.statusCode, longer.json().status_code], [404, 404]);
  });

  it('limits stand in the vendor’s headers, and beyond them 429 says how long to wait', async () => {
    const limited = await openDialects({ keyPerMinute: 2 });
    try {
      const caller = await limited.addClient(await limited.addOwner(), 'live', 'verifa');
      const answers = await Promise.all(Array.from({ length: 5 }, () => caller.get(`${V1}/workflows`)));
      for (const { headers } of answers) {
        assert.equal(headers['x-ratelimit-limit'], '2');
        assert.match(String(headers['x-ratelimit-remaining']), /^[01]$/);
        assert.match(String(headers['x-ratelimit-reset']), /^\d{10}$/);
      }
      const refused = answers.find(({ statusCode }) => statusCode === 429);
      assert.deepEqual([refused?.json().error, refused?.json().status_code], ['rate_limited', 429]);
      assert.match(String(refused?.headers['retry-after']), /^\d+$/);
    } finally {
      await limited.close();
    }
  });
});
