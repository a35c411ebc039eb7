import assert from 'node:assert/strict';
import { after, describe, it } from 'node:test';
import { lint } from '@gatehouse/core/workflow/lint.ts';
import { brokenGraph, listAll, openNativeApi, plainGraph } from '../../test/native-api.ts';

const api = await openNativeApi();
after(api.close);
const owner = await api.addOrganization();
const live = await api.addClient(owner, 'live');
const test = await api.addClient(owner, 'test');
const stranger = await api.addClient(await api.addOrganization(), 'live');

const createWorkflow = async (graph: unknown = plainGraph()): Promise<{ id: string; drafts: { id: string }[] }> => {
  const answer = await live.post('/api/workflows', { name: 'Onboarding', graph });
  assert.equal(answer.statusCode, 201, answer.body);
  return answer.json();
};

describe('a workflow', () => {
  it('is made with its graph as the first draft, and read back', async () => {
    const made = await createWorkflow();
    const read = await live.get(`/api/workflows/${made.id}`);
    assert.equal(read.statusCode, 200);
    assert.deepEqual(read.json(), made);
    const { name, latestVersion, createdAt } = read.json();
    assert.deepEqual([name, latestVersion, createdAt], ['Onboarding', null, '2031-05-01T12:00:00.000Z']);
    const draft = await live.get(`/api/workflows/${made.id}/drafts/${made.drafts[0]?.id}`);
    assert.deepEqual(draft.json().graph, plainGraph());
    assert.equal(draft.json().revision, 1);
  });

  it('lints its draft, and any graph that is sent', async () => {
    const { id } = await createWorkflow(brokenGraph());
    const expected = { isPublishable: false, findings: lint(brokenGraph()) };
    assert.ok(expected.findings.length > 0);
    assert.deepEqual((await live.post(`/api/workflows/${id}/lint`)).json(), expected);
    assert.deepEqual((await live.post('/api/lint', { graph: brokenGraph() })).json(), expected);
    assert.deepEqual((await live.post('/api/lint', { graph: plainGraph() })).json(), {
      isPublishable: true,
      findings: [],
    });
  });

  it('is told of a script that cannot be read, which keeps it from being published, and of a host that is not allowed', async () => {
    const graph = {
      entry: 'script',
      nodes: [
        { id: 'script', type: 'script', config: { source: 'const a = 1;\nreturn {' }, on: { next: 'call' } },
        {
          id: 'call',
          type: 'http',
          config: { url: 'https://api.example.com/{{session.id}}' },
          on: { success: 'end', fail: 'end', error: 'end' },
        },
        { id: 'end', type: 'end', config: { decision: 'none' } },
      ],
    };
    const { id } = await createWorkflow(graph);
    const { isPublishable, findings } = (await live.post(`/api/workflows/${id}/lint`)).json();
    assert.equal(isPublishable, false);
    assert.deepEqual(
      findings.map(({ code, node, pointer }: Record<string, string>) => [code, node, pointer]),
      [
        ['script_invalid', 'script', '/nodes/0/config/source'],
        ['http_host_not_allowed', 'call', '/nodes/1/config/url'],
      ],
    );
    assert.match(findings[0].sentence, /^The script cannot be read \(line 3\): /);
    assert.match(findings[1].sentence, /^The host api\.example\.com is not on/);
    assert.deepEqual((await live.post('/api/lint', { graph })).json().findings, findings);
    const refused = (await live.post(`/api/workflows/${id}/publish`)).json();
    assert.equal(refused.code, 'graph_invalid');
    assert.equal(refused.detail, 'The graph has 1 finding that must be mended first.');
    const { revision, settings } = (await live.get('/api/settings')).json();
    await live.put('/api/settings', { revision, settings: { ...settings, allowedHosts: ['*.example.com'] } });
    const after = (await live.post(`/api/workflows/${id}/lint`)).json();
    assert.deepEqual(after.findings, findings.slice(0, 1));
  });

  it('is published as version 1, which is then read', async () => {
    const { id } = await createWorkflow();
    const published = await live.post(`/api/workflows/${id}/publish`, {});
    assert.equal(published.statusCode, 200, published.body);
    assert.equal(published.json().number, 1);
    assert.deepEqual(published.json().graph, plainGraph());
    assert.match(published.json().graphHash, /^[0-9a-f]{64}$/);
    assert.deepEqual((await live.get(`/api/workflows/${id}/versions/1`)).json(), published.json());
    assert.equal((await live.get(`/api/workflows/${id}`)).json().latestVersion, 1);
  });

  it('is refused as a version while lint finds errors, each with a pointer into the graph', async () => {
    const { id } = await createWorkflow(brokenGraph());
    const refused = await live.post(`/api/workflows/${id}/publish`);
    assert.equal(refused.statusCode, 422);
    assert.equal(refused.json().code, 'graph_invalid');
    const errors = lint(brokenGraph()).filter(({ severity }) => severity === 'error');
    assert.deepEqual(
      refused.json().errors,
      errors.map(({ pointer, code, sentence }) => ({ pointer, code, detail: sentence })),
    );
    assert.equal((await live.get(`/api/workflows/${id}`)).json().latestVersion, null);
  });

  it('has a next version after its draft changed, and the same one when nothing did', async () => {
    const { id, drafts } = await createWorkflow();
    const draft = `/api/workflows/${id}/drafts/${drafts[0]?.id}`;
    const first = await live.post(`/api/workflows/${id}/publish`);
    const again = await live.post(`/api/workflows/${id}/publish`);
    assert.deepEqual(again.json(), first.json());
    const changed = await live.put(draft, { revision: 1, graph: plainGraph('Who are you?') });
    assert.equal(changed.json().revision, 2, changed.body);
    const second = await live.post(`/api/workflows/${id}/publish`, { draftId: drafts[0]?.id });
    assert.equal(second.json().number, 2);
    assert.deepEqual((await live.get(`/api/workflows/${id}/versions/1`)).json().graph, plainGraph());
  });

  it('tells an editor that somebody else changed the draft', async () => {
    const { id, drafts } = await createWorkflow();
    const draft = `/api/workflows/${id}/drafts/${drafts[0]?.id}`;
    const [one, other] = await Promise.all([
      live.put(draft, { revision: 1, graph: plainGraph('One') }),
      live.put(draft, { revision: 1, graph: plainGraph('Other') }),
    ]);
    assert.deepEqual([one.statusCode, other.statusCode].sort(), [200, 409]);
    const [won, lost] = one.statusCode === 200 ? [one, other] : [other, one];
    assert.equal(lost.json().code, 'conflict');
    assert.deepEqual((await live.get(draft)).json().graph, won.json().graph);
  });
});

describe('publishing at the same moment', () => {
  it('gives the same draft one version', async () => {
    const { id } = await createWorkflow();
    const answers = await Promise.all(Array.from({ length: 8 }, () => live.post(`/api/workflows/${id}/publish`)));
    assert.deepEqual(new Set(answers.map((answer) => answer.statusCode)), new Set([200]));
    assert.deepEqual(new Set(answers.map((answer) => answer.json().number)), new Set([1]));
    assert.equal((await live.get(`/api/workflows/${id}/versions/2`)).statusCode, 404);
  });

  it('numbers versions without a gap and without a double while the draft changes', async () => {
    const { id, drafts } = await createWorkflow();
    const draft = `/api/workflows/${id}/drafts/${drafts[0]?.id}`;
    const change = async (revision: number) => {
      await live.put(draft, { revision, graph: plainGraph(`Title ${revision}`) });
      return Promise.all([live.post(`/api/workflows/${id}/publish`), live.post(`/api/workflows/${id}/publish`)]);
    };
    for (const revision of [1, 2, 3]) {
      const [one, other] = await change(revision);
      assert.deepEqual([one?.json().number, other?.json().number], [revision, revision]);
    }
  });
});

describe('the list of workflows', () => {
  it('goes through all of them once, newest first, although they were made at the same moment', async () => {
    const lister = await api.addClient(await api.addOrganization(), 'live');
    const made: string[] = [];
    for (let index = 0; index < 7; index += 1) {
      made.push((await lister.post('/api/workflows', { name: `W${index}`, graph: plainGraph() })).json().id);
    }
    const { items, pageCount } = await listAll(lister, '/api/workflows?limit=3');
    assert.deepEqual(
      items.map(({ id }) => id),
      made.toReversed(),
    );
    assert.equal(pageCount, 3);
  });

  it('ends without an empty page when the last one is full', async () => {
    const lister = await api.addClient(await api.addOrganization(), 'live');
    for (const name of ['A', 'B']) await lister.post('/api/workflows', { name, graph: plainGraph() });
    assert.equal((await lister.get('/api/workflows?limit=2')).json().nextCursor, null);
  });

  for (const cursor of ['x', 'c2Vzc2lvbnM6MQ', Buffer.from('workflows:1').toString('base64url')]) {
    it(`refuses the cursor ${cursor}`, async () => {
      const answer = await live.get(`/api/workflows?cursor=${cursor}`);
      assert.equal(answer.statusCode, 400);
      assert.equal(answer.json().code, 'cursor_invalid');
    });
  }

  for (const [query, pointer] of [
    ['limit=0', '/limit'],
    ['limit=101', '/limit'],
    ['limit=abc', '/limit'],
    ['limit=', '/limit'],
    ['limit=1&limit=2', '/limit'],
    ['page=2', '/page'],
  ] as const) {
    it(`refuses the query ${query}`, async () => {
      const answer = await live.get(`/api/workflows?${query}`);
      assert.equal(answer.statusCode, 400);
      assert.equal(answer.json().errors[0].pointer, pointer);
    });
  }
});

describe('another organization and the other environment', () => {
  it('see no workflow, draft or version, and change none', async () => {
    const { id, drafts } = await createWorkflow();
    await live.post(`/api/workflows/${id}/publish`);
    const draft = `/api/workflows/${id}/drafts/${drafts[0]?.id}`;
    for (const other of [stranger, test]) {
      const answers = [
        await other.get(`/api/workflows/${id}`),
        await other.get(draft),
        await other.put(draft, { revision: 1, graph: plainGraph('Mine now') }),
        await other.post(`/api/workflows/${id}/lint`),
        await other.post(`/api/workflows/${id}/publish`),
        await other.get(`/api/workflows/${id}/versions/1`),
      ];
      for (const answer of answers) {
        assert.equal(answer.statusCode, 404);
        assert.equal(answer.json().code, 'not_found');
      }
      assert.deepEqual((await other.get('/api/workflows')).json(), { items: [], nextCursor: null });
    }
    assert.deepEqual((await live.get(draft)).json().graph, plainGraph());
  });
});

describe('the node catalogue', () => {
  it('names every type with a JSON Schema of its config', async () => {
    const { items } = (await live.get('/api/node-types')).json();
    const types = items.map((item: { type: string }) => item.type);
    for (const type of ['form', 'condition', 'end']) assert.ok(types.includes(type), type);
    for (const item of items) assert.equal(item.configSchema.type, 'object');
  });
});

const changed = plainGraph;

describe('a workflow', () => {
  it('can be renamed, which stands in its lists and in the log of acts once', async () => {
    const { id } = await createWorkflow();
    for (let time = 0; time < 2; time += 1) {
      const renamed = await live.patch(`/api/workflows/${id}`, { name: ' Renamed ' });
      assert.equal(renamed.json().name, 'Renamed', renamed.body);
    }
    assert.equal((await live.get(`/api/workflows/${id}`)).json().name, 'Renamed');
    const acts = await api.context.database
      .scoped({ organizationId: live.organizationId, environment: null })
      .selectFrom('act')
      .select('type')
      .where('subject_id', '=', id)
      .execute();
    assert.deepEqual(acts.map(({ type }) => type).sort(), ['workflow_created', 'workflow_renamed']);
  });

  it('in the archive makes neither sessions nor versions, is left out of the list, and comes back', async () => {
    const { id } = await createWorkflow();
    await live.post(`/api/workflows/${id}/publish`);
    const open = (await live.post('/api/sessions', { workflowId: id, entity: { kind: 'person' } })).json();
    const archived = await live.post(`/api/workflows/${id}/archive`);
    assert.equal(archived.json().archivedAt, api.context.now().toISOString());
    assert.deepEqual((await live.post(`/api/workflows/${id}/archive`)).json(), archived.json());
    for (const refused of [
      await live.post('/api/sessions', { workflowId: id, entity: { kind: 'person' } }),
      await live.post(`/api/workflows/${id}/publish`),
    ]) {
      assert.equal(refused.statusCode, 422);
      assert.equal(refused.json().code, 'workflow_archived');
    }
    assert.equal((await live.get(`/api/sessions/${open.id}`)).json().state, 'created');
    const listed = async (archived: string): Promise<boolean> =>
      (await listAll(live, `/api/workflows?limit=100&archived=${archived}`)).items.some((item) => item.id === id);
    assert.deepEqual([await listed('false'), await listed('true'), await listed('all')], [false, true, true]);
    assert.equal((await live.post(`/api/workflows/${id}/unarchive`)).json().archivedAt, null);
    assert.equal((await live.post('/api/sessions', { workflowId: id, entity: { kind: 'person' } })).statusCode, 201);
  });
});

describe('the drafts of a workflow', () => {
  it('begin with a graph, a version or another draft, are listed page by page, and can be discarded', async () => {
    const { id, drafts } = await createWorkflow();
    await live.post(`/api/workflows/${id}/publish`);
    const url = `/api/workflows/${id}/drafts`;
    const own = (await live.post(url, { graph: changed('Own') })).json();
    const ofVersion = (await live.post(url, { fromVersion: 1 })).json();
    const ofDraft = (await live.post(url, { fromDraftId: own.id })).json();
    assert.deepEqual([own.graph, ofVersion.graph, ofDraft.graph], [changed('Own'), plainGraph(), changed('Own')]);
    const { items, pageCount } = await listAll(live, `${url}?limit=3`);
    assert.deepEqual(
      items.map((item) => item.id),
      [ofDraft.id, ofVersion.id, own.id, drafts[0]?.id],
    );
    assert.equal(pageCount, 2);
    const discarded = await live.delete(`${url}/${own.id}`);
    assert.deepEqual(discarded.json(), own);
    assert.equal((await live.get(`${url}/${own.id}`)).statusCode, 404);
    assert.equal((await live.delete(`${url}/${own.id}`)).statusCode, 404);
  });

  it('are a hundred at most, also when the last two come at once', async () => {
    const { id } = await createWorkflow();
    const url = `/api/workflows/${id}/drafts`;
    for (let count = 1; count < 99; count += 1) await live.post(url, { graph: plainGraph() });
    const last = await Promise.all([1, 2].map(() => live.post(url, { graph: plainGraph() })));
    assert.deepEqual(last.map(({ statusCode }) => statusCode).sort(), [201, 422]);
    assert.equal((await live.post(url, { graph: plainGraph() })).json().code, 'limit_reached');
  });

  for (const [name, body] of [
    ['nothing', {}],
    ['two beginnings', { fromVersion: 1, graph: plainGraph() }],
  ] as const) {
    it(`cannot begin with ${name}`, async () => {
      const { id } = await createWorkflow();
      assert.equal((await live.post(`/api/workflows/${id}/drafts`, body)).json().code, 'request_invalid');
    });
  }

  it('cannot begin with a version or a draft that is not of this workflow', async () => {
    const [one, other] = [await createWorkflow(), await createWorkflow()];
    for (const body of [{ fromVersion: 7 }, { fromDraftId: other.drafts[0]?.id }]) {
      assert.equal((await live.post(`/api/workflows/${one.id}/drafts`, body)).statusCode, 404);
    }
  });
});

describe('the difference of two graphs of a workflow', () => {
  it('is told between versions and drafts, in the direction asked for', async () => {
    const { id, drafts } = await createWorkflow();
    const draftId = drafts[0]?.id;
    await live.post(`/api/workflows/${id}/publish`);
    await live.put(`/api/workflows/${id}/drafts/${draftId}`, { revision: 1, graph: changed('Who are you?') });
    const diff = async (from: string, to: string) =>
      (await live.get(`/api/workflows/${id}/diff?from=${from}&to=${to}`)).json();
    const [change] = (await diff('version:1', `draft:${draftId}`)).items;
    assert.equal(change.kind, 'node_changed');
    assert.deepEqual([change.from, change.to], ['Your details', 'Who are you?']);
    const [back] = (await diff(`draft:${draftId}`, 'version:1')).items;
    assert.deepEqual([back.from, back.to], ['Who are you?', 'Your details']);
    assert.deepEqual(await diff('version:1', 'version:1'), { items: [] });
    assert.equal((await diff('version:1', 'version:999999999')).code, 'not_found');
    assert.equal((await diff('version:1', 'version:9999999999')).code, 'request_invalid');
    assert.equal((await diff('version:1', 'newest')).errors[0].pointer, '/to');
  });
});

describe('the versions of a workflow', () => {
  it('are listed without their graphs, newest first, page by page', async () => {
    const { id, drafts } = await createWorkflow();
    for (let revision = 1; revision <= 5; revision += 1) {
      await live.put(`/api/workflows/${id}/drafts/${drafts[0]?.id}`, { revision, graph: changed(`Title ${revision}`) });
      await live.post(`/api/workflows/${id}/publish`);
    }
    const { items, pageCount } = await listAll(live, `/api/workflows/${id}/versions?limit=2`);
    assert.deepEqual(
      items.map(({ number }) => number),
      [5, 4, 3, 2, 1],
    );
    assert.equal(pageCount, 3);
    assert.ok(items.every((item) => !('graph' in item)));
    const { graph, ...rest } = (await live.get(`/api/workflows/${id}/versions/3`)).json();
    assert.deepEqual(items[2], rest);
    assert.deepEqual(graph, changed('Title 3'));
  });
});
