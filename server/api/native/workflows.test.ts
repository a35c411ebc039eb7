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

  for (const cursor of ['x', 'c2Vzc2lvbnM6MQ', Buffer.from('workflows:1').toString('base64url'), '%00']) {
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
