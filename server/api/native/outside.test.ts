import assert from 'node:assert/strict';
import { after, describe, it } from 'node:test';
import { graph } from '@gatehouse/core/workflow/graph.ts';
import { openSession } from '../../domain/session/open-session.ts';
import { submitStep } from '../../domain/session/submit-step.ts';
import { expectOk, openNativeApi } from '../../test/native-api.ts';

const api = await openNativeApi();
after(api.close);
const owner = await api.addOrganization();
const live = await api.addClient(owner, 'live');
const test = await api.addClient(owner, 'test');
const stranger = await api.addClient(await api.addOrganization(), 'live');
const scope = { organizationId: owner.organizationId, environment: 'live' } as const;

const end = (id: string, decision: string) => ({ id, type: 'end', config: { decision } });
const wait = {
  id: 'wait',
  type: 'wait',
  config: { outcomes: ['success', 'unsure'] },
  on: { success: 'approve', unsure: 'review' },
};
const consent = {
  id: 'consent',
  type: 'consent',
  config: { title: { en: 'Consent' }, text: { en: '<p>Yes?</p>' }, textVersion: '3' },
  on: { next: 'note' },
};

const publish = async (entry: string, nodes: readonly object[]): Promise<string> => {
  const source = graph.parse({ entry, nodes });
  const { id } = (await live.post('/api/workflows', { name: 'Test', graph: source })).json();
  const published = await live.post(`/api/workflows/${id}/publish`);
  assert.equal(published.statusCode, 200, published.body);
  return id;
};
const waiting = await publish('wait', [wait, end('approve', 'approved'), end('review', 'needs_review')]);
const consenting = await publish('consent', [consent, end('note', 'none')]);

/** A session of the workflow that was opened. */
const open = async (workflowId: string): Promise<string> => {
  const { id } = (await live.post('/api/sessions', { workflowId, entity: { kind: 'person' } })).json();
  expectOk(await openSession(api.context, scope, id));
  return id;
};

const openInReview = async (): Promise<string> => {
  const id = await open(waiting);
  const answer = await live.post(`/api/sessions/${id}/nodes/wait/outcome`, { outcome: 'unsure' });
  assert.equal(answer.json().state, 'in_review', answer.body);
  return id;
};

describe('an outcome from outside', () => {
  it('moves the waiting session on, and the log says which key gave it', async () => {
    const id = await open(waiting);
    const body = { outcome: 'success', fields: { score: 7 }, reason: 'Seen in person' };
    const answer = await live.post(`/api/sessions/${id}/nodes/wait/outcome`, body);
    assert.equal(answer.statusCode, 200, answer.body);
    assert.deepEqual([answer.json().state, answer.json().decision], ['completed', 'approved']);
    const { items } = (await live.get(`/api/sessions/${id}/events`)).json();
    assert.equal(items.at(-1).actor.kind, 'key');
    assert.equal(items.at(-1).outcome, 'success');
    const again = await live.post(`/api/sessions/${id}/nodes/wait/outcome`, body);
    assert.deepEqual([again.statusCode, again.json().code], [409, 'session_over']);
  });

  it('is refused where the node does not wait, has no such outcome, or is not there', async () => {
    const id = await open(waiting);
    const unknown = await live.post(`/api/sessions/${id}/nodes/wait/outcome`, { outcome: 'maybe' });
    assert.deepEqual([unknown.statusCode, unknown.json().code], [422, 'input_invalid']);
    const elsewhere = await live.post(`/api/sessions/${id}/nodes/nowhere/outcome`, { outcome: 'success' });
    assert.equal(elsewhere.statusCode, 404);
    const other = await live.post(`/api/sessions/${id}/nodes/approve/outcome`, { outcome: 'success' });
    assert.deepEqual([other.statusCode, other.json().code], [409, 'event_does_not_fit']);
    assert.equal((await live.post(`/api/sessions/${id}/nodes/wait/outcome`, {})).statusCode, 400);
  });

  it('that names the attempt it is for counts for that one alone', async () => {
    const id = await open(waiting);
    const give = (attempt: number) =>
      live.post(`/api/sessions/${id}/nodes/wait/outcome`, { outcome: 'success', attempt });
    const late = await give(2);
    assert.deepEqual([late.statusCode, late.json().code], [409, 'step_moved_on']);
    assert.equal((await give(0)).statusCode, 400);
    assert.equal((await give(1)).json().state, 'completed');
  });

  it('that names the run it is for counts for that one alone', async () => {
    const id = await open(waiting);
    const give = (run: number) => live.post(`/api/sessions/${id}/nodes/wait/outcome`, { outcome: 'success', run });
    assert.equal((await give(1)).json().state, 'completed');
    assert.equal((await live.post(`/api/sessions/${id}/runs`, {})).json().state, 'waiting');
    const late = await give(1);
    assert.deepEqual([late.statusCode, late.json().code], [409, 'step_moved_on']);
    assert.equal((await give(2)).json().state, 'completed');
  });
});

describe('a reviewer’s decision', () => {
  it('completes the session in review, once', async () => {
    const id = await openInReview();
    const body = { decision: 'rejected', reason: 'Not the same person' };
    const answer = await live.post(`/api/sessions/${id}/decision`, body);
    assert.deepEqual([answer.statusCode, answer.json().state, answer.json().decision], [200, 'completed', 'rejected']);
    const again = await live.post(`/api/sessions/${id}/decision`, { ...body, decision: 'approved' });
    assert.deepEqual([again.statusCode, again.json().code], [409, 'session_over']);
    const { items } = (await live.get('/api/sessions?decision=rejected')).json();
    assert.deepEqual(
      items.map((session: { id: string }) => session.id),
      [id],
    );
  });

  it('needs a reason, and a session in review', async () => {
    const id = await openInReview();
    for (const body of [{ decision: 'approved' }, { decision: 'approved', reason: '  ' }]) {
      const answer = await live.post(`/api/sessions/${id}/decision`, body);
      assert.equal(answer.statusCode, 400);
      assert.equal(answer.json().errors[0].pointer, '/reason');
    }
    const early = await live.post(`/api/sessions/${await open(waiting)}/decision`, {
      decision: 'approved',
      reason: 'x',
    });
    assert.deepEqual([early.statusCode, early.json().code], [409, 'event_does_not_fit']);
  });
});

describe('a consent', () => {
  it('is taken back after the end too, twice without an error', async () => {
    const id = await open(consenting);
    const path = `/api/sessions/${id}/nodes/consent/withdraw-consent`;
    const early = await live.post(path);
    assert.deepEqual([early.statusCode, early.json().code], [409, 'event_does_not_fit']);
    const input = { accepted: true, language: 'en', textVersion: '3' };
    expectOk(await submitStep(api.context, scope, id, { node: 'consent', attempt: 1, input }));
    const answer = await live.post(path, { reason: 'By telephone' });
    assert.deepEqual([answer.statusCode, answer.json().state], [200, 'completed']);
    assert.equal((await live.post(path)).statusCode, 200);
    const { items } = (await live.get(`/api/sessions/${id}/events`)).json();
    const withdrawn = items.filter((event: { type: string }) => event.type === 'consent_withdrawn');
    assert.equal(withdrawn.length, 1);
  });
});

describe('what is decided from outside', () => {
  const writes = [
    ['decision', { decision: 'approved', reason: 'x' }],
    ['nodes/wait/outcome', { outcome: 'success' }],
    ['nodes/consent/withdraw-consent', {}],
  ] as const;

  it('is not for another organization or environment', async () => {
    const id = await open(waiting);
    for (const [path, body] of writes) {
      for (const client of [stranger, test]) {
        assert.equal((await client.post(`/api/sessions/${id}/${path}`, body)).statusCode, 404, path);
      }
    }
    assert.equal((await live.get(`/api/sessions/${id}`)).json().state, 'waiting');
  });

  it('needs the scope to decide', async () => {
    const writer = await api.addClient(owner, 'live', ['sessions:read', 'sessions:write']);
    const id = await openInReview();
    for (const [path, body] of writes.slice(0, 2)) {
      const answer = await writer.post(`/api/sessions/${id}/${path}`, body);
      assert.equal(answer.statusCode, 403);
      assert.match(answer.json().detail, /sessions:decide/);
    }
  });
});
