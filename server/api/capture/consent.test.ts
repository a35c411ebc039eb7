import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type CaptureState, captureState } from '@gatehouse/core/contract/capture.ts';
import { problem } from '@gatehouse/core/contract/problem.ts';
import { graph } from '@gatehouse/core/workflow/graph.ts';
import type { LightMyRequestResponse } from 'fastify';
import { system } from '../../domain/actor.ts';
import { createSession } from '../../domain/session/create-session.ts';
import { giveOutcome } from '../../domain/session/give-outcome.ts';
import { createWorkflow } from '../../domain/workflow/create-workflow.ts';
import { publishWorkflow } from '../../domain/workflow/publish-workflow.ts';
import { expectOk, openNativeApi } from '../../test/native-api.ts';

const api = await openNativeApi();
const { context } = api;
const { organizationId } = await api.addOrganization();
const scope = { organizationId, environment: 'test' } as const;

const source = graph.parse({
  entry: 'consent',
  nodes: [
    {
      id: 'consent',
      type: 'consent',
      config: {
        title: { en: 'Consent', de: 'Einwilligung' },
        text: { en: '<p onclick="x()">Yes?</p><img src=x><script>x()</script>' },
        textVersion: '1',
      },
      on: { next: 'handoff' },
    },
    { id: 'handoff', type: 'handoff', config: {}, on: { next: 'wait' } },
    {
      id: 'wait',
      type: 'wait',
      config: { title: { en: 'We look', de: 'Wir schauen' }, outcomes: ['success'] },
      on: { success: 'end' },
    },
    { id: 'end', type: 'end', config: { decision: 'none' } },
  ],
});

const { workflow } = await createWorkflow(context, scope, { name: 'Consent', graph: source }, system);
expectOk(await publishWorkflow(context, scope, { workflowId: workflow.id, draftId: null }, system));

const invite = async () => {
  const input = { workflowId: workflow.id, entity: { kind: 'person' } } as const;
  const { session, url } = expectOk(await createSession(context, scope, input, system));
  const authorization = `Bearer ${url.split('/').at(-1)}`;
  const post = (path: string, body: object | null = null): Promise<LightMyRequestResponse> =>
    api.app.inject({
      method: 'POST',
      url: `/api/capture/${path}`,
      headers: {
        authorization,
        'accept-language': 'de',
        ...(body !== null && { 'content-type': 'application/json' }),
      },
      ...(body !== null && { payload: JSON.stringify(body) }),
    });
  return { id: session.id, post };
};

const stateOf = (response: LightMyRequestResponse): CaptureState => {
  assert.equal(response.statusCode, 200, response.body);
  return captureState.parse(response.json());
};

const refusal = (response: LightMyRequestResponse): [number, string] => {
  const { status, code } = problem.parse(response.json());
  assert.equal(status, response.statusCode);
  return [status, code];
};

const agree = { node: 'consent', attempt: 1, input: { accepted: true, language: 'en', textVersion: '1' } };

test('a person agrees, hands over and waits, and sees cleaned texts in their language', async () => {
  const { id, post } = await invite();
  const first = stateOf(await post('open'));
  assert.deepEqual(first.consents, []);
  assert.ok(first.view.kind === 'consent');
  assert.deepEqual([first.view.title, first.view.html, first.view.language], ['Einwilligung', '<p>Yes?</p>', 'en']);
  const second = stateOf(await post('submit', agree));
  assert.deepEqual([second.view.kind, second.consents], ['handoff', [{ node: 'consent', title: 'Einwilligung' }]]);
  const third = stateOf(await post('submit', { node: 'handoff', attempt: 1, input: { device: 'other' } }));
  assert.deepEqual(third.view, { kind: 'waiting', title: 'Wir schauen', waitsFor: 'outside', pollAfterMs: 3000 });
  assert.equal(third.step, null);
  const outcome = { node: 'wait', outcome: 'success', fields: {}, reason: null };
  expectOk(await giveOutcome(context, scope, id, outcome, system));
  assert.equal(stateOf(await post('open')).view.kind, 'done');
});

test('the person takes a consent back, once more without harm, and the page shows the end', async () => {
  const { post } = await invite();
  await post('open');
  assert.deepEqual(refusal(await post('withdraw-consent', { node: 'consent' })), [409, 'event_does_not_fit']);
  await post('submit', agree);
  const { session, view, consents } = stateOf(await post('withdraw-consent', { node: 'consent' }));
  assert.deepEqual([session.state, view.kind, consents], ['cancelled', 'cancelled', []]);
  assert.equal(stateOf(await post('withdraw-consent', { node: 'consent' })).session.state, 'cancelled');
  assert.deepEqual(refusal(await post('submit', { ...agree, node: 'handoff' })), [409, 'session_over']);
});

test('what is no withdrawal is refused', async () => {
  const { post } = await invite();
  await post('open');
  await post('submit', agree);
  assert.deepEqual(refusal(await post('withdraw-consent', { node: 'handoff' })), [409, 'event_does_not_fit']);
  assert.deepEqual(refusal(await post('withdraw-consent', { node: 'nowhere' })), [404, 'not_found']);
  assert.deepEqual(refusal(await post('withdraw-consent', {})), [400, 'request_invalid']);
  assert.deepEqual(refusal(await post('withdraw-consent', { node: 'consent', reason: 'x' })), [400, 'request_invalid']);
});

test('an input that names another text is refused at its place', async () => {
  const { post } = await invite();
  await post('open');
  const input = { accepted: false, language: 'de', textVersion: '0' };
  const { code, errors } = problem.parse((await post('submit', { ...agree, input })).json());
  assert.equal(code, 'input_invalid');
  assert.deepEqual(
    errors?.map(({ pointer }) => pointer),
    ['/input/accepted', '/input/language', '/input/textVersion'],
  );
});
