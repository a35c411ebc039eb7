import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:http';
import { after, test } from 'node:test';
import { isList, isObject, type Json, type JsonObject } from '@gatehouse/core/json.ts';
import { graph } from '@gatehouse/core/workflow/graph.ts';
import type { Scope } from '../../db/scope.ts';
import { openGate } from '../../test/journey.ts';
import { expectOk } from '../../test/native-api.ts';
import { system } from '../actor.ts';
import { organizationSettings } from '../organization/settings.ts';
import { updateSettings } from '../organization/update-settings.ts';
import { createSession } from '../session/create-session.ts';
import { loadSession } from '../session/load-session.ts';
import { openSession } from '../session/open-session.ts';
import { replaySession } from '../session/replay-session.ts';
import { submitStep } from '../session/submit-step.ts';
import { verifySession } from '../session/verify-session.ts';
import { createWorkflow } from '../workflow/create-workflow.ts';
import { publishWorkflow } from '../workflow/publish-workflow.ts';
import { checkScript } from './script-check.ts';

const gate = await openGate();
const { context } = gate;
const { scope } = await gate.addOrganization();
after(() => gate.close());

const large = 'ä'.repeat(20_000);
const service = createServer((request, response) => {
  const { pathname } = new URL(request.url ?? '', 'http://localhost');
  if (pathname === '/silent') return;
  if (pathname === '/large') response.end(large);
  else if (pathname === '/endless') response.write('x'.repeat(300_000));
  else response.writeHead(200, { 'content-type': 'application/json' }).end('{"risk":7}');
}).listen(0, '127.0.0.1');
await once(service, 'listening');
after(() => {
  service.close();
  service.closeAllConnections();
});
const address = service.address();
assert.ok(typeof address === 'object' && address !== null);
const origin = `http://127.0.0.1:${address.port}`;

const allowHosts = async (allowedHosts: readonly string[], of: Scope = scope): Promise<void> => {
  const settings = organizationSettings.parse({ allowedHosts });
  expectOk(await updateSettings(context, of.organizationId, settings, system));
};

/** A form, then the script, then ways that end differently by what the script said. */
const flow = (source: string, outcomes: readonly string[] = [], more: object = {}, on: object = {}) => ({
  entry: 'form',
  nodes: [
    {
      id: 'form',
      type: 'form',
      config: { title: { en: 'Form' }, fields: [{ name: 'age', type: 'number', label: { en: 'Age' } }] },
      on: { next: 'script' },
    },
    {
      id: 'script',
      type: 'script',
      config: { source, outcomes, fields: [{ name: 'score', type: 'number' }], countsAsCheck: true, ...more },
      on: { next: 'rule', error: 'review', ...on, ...Object.fromEntries(outcomes.map((name) => [name, 'rule'])) },
    },
    {
      id: 'rule',
      type: 'condition',
      config: { cases: [{ outcome: 'good', when: { field: 'nodes.script.score', is: '>=', value: 10 } }] },
      on: { good: 'approved', default: 'rejected' },
    },
    { id: 'approved', type: 'end', config: { decision: 'approved' } },
    { id: 'rejected', type: 'end', config: { decision: 'rejected' } },
    { id: 'review', type: 'end', config: { decision: 'needs_review' } },
  ],
});

/** A session of this flow that stands at the script. */
const atScript = async (source: string, outcomes?: readonly string[], age = 40, more: object = {}, on: object = {}) => {
  const input = { name: 'Scripts', graph: graph.parse(flow(source, outcomes, more, on)) };
  const { workflow } = await createWorkflow(context, scope, input, system);
  expectOk(await publishWorkflow(context, scope, { workflowId: workflow.id, draftId: null }, system));
  const made = await createSession(
    context,
    scope,
    { workflowId: workflow.id, entity: { kind: 'person', details: { tier: 'gold' } }, prefill: { age: 39 } },
    system,
  );
  const { id } = expectOk(made).session;
  expectOk(await openSession(context, scope, id));
  const submitted = await submitStep(context, scope, id, { node: 'form', attempt: 1, input: { age } });
  assert.equal(expectOk(submitted).state, 'waiting');
  return id;
};

const finished = async (source: string, outcomes?: readonly string[], age?: number) => {
  const id = await atScript(source, outcomes, age);
  await gate.runChecks();
  return expectOk(await loadSession(context, scope, id));
};

/** The session after a script in the style of a body. */
const bodyFinished = async (source: string, more: object = {}, on: object = {}) => {
  const id = await atScript(source, [], 40, { style: 'body', ...more }, on);
  await gate.runChecks();
  return expectOk(await loadSession(context, scope, id));
};

const evaluationOf = async (source: string): Promise<JsonObject> => {
  const id = await atScript(source);
  const evaluation = await checkScript(context, expectOk(await loadSession(context, scope, id)));
  await gate.runChecks();
  assert.ok(isObject(evaluation));
  return evaluation;
};

const reasonOf = ({ reason }: JsonObject): { code: Json; sentence: string } => {
  assert.ok(isObject(reason));
  return { code: reason.code ?? null, sentence: String(reason.sentence) };
};

const fetchesOf = ({ fetches }: JsonObject): readonly JsonObject[] => {
  assert.ok(isList(fetches));
  return fetches.filter(isObject);
};

test('a script decides by what earlier nodes brought, and its result decides the way; the log replays to the same run', async () => {
  const source = 'return { result: { score: params.nodes.form.age - 35 }, next: "scored" }';
  for (const [age, decision] of [
    [50, 'approved'],
    [40, 'rejected'],
  ] as const) {
    const session = await finished(source, ['scored'], age);
    assert.equal(session.state, 'completed');
    assert.equal(session.run.decision, decision);
    assert.deepEqual(session.run.results.script?.fields, { score: age - 35 });
    assert.equal(session.run.results.script?.outcome, 'scored');
    assert.equal((await verifySession(context, scope, session.id))?.isIntact, true);
    assert.equal(expectOk(await replaySession(context, scope, session.id)).isIdentical, true);
  }
});

test('a session whose script draws the time and chance replays exactly', async () => {
  const session = await finished('return { score: 100, at: new Date().toISOString(), draw: Math.random() }');
  assert.equal(session.run.decision, 'approved');
  assert.equal(session.run.results.script?.fields.at, context.now().toISOString());
  assert.equal(expectOk(await replaySession(context, scope, session.id)).isIdentical, true);
});

test('what was recorded makes the script say the same again', async () => {
  const source = 'return [Date.now(), Math.random(), params]';
  const { result, at, seed } = await evaluationOf(source);
  assert.ok(isObject(result) && isList(result.value));
  const [, , params] = result.value;
  assert.ok(isObject(params));
  const again = await context.scripts.run({ source, params, now: String(at), seed: String(seed), fetch: null });
  assert.deepEqual(expectOk(again).result, result.value);
});

test('a script is given the results so far, the entity, the prefill and its session, and nothing else', async () => {
  const { result } = await evaluationOf('return params');
  assert.ok(isObject(result) && isObject(result.session));
  assert.deepEqual(result.nodes, { form: { age: 40 } });
  assert.deepEqual(result.entity, { kind: 'person', tier: 'gold' });
  assert.deepEqual(result.prefill, { age: 39 });
  assert.deepEqual(Object.keys(result).sort(), ['entity', 'nodes', 'prefill', 'session']);
  assert.deepEqual(Object.keys(result.session).sort(), ['environment', 'id']);
  assert.equal(result.session.environment, scope.environment);
});

test('a result that is no object becomes the field value', async () => {
  assert.deepEqual((await evaluationOf('return 5')).result, { value: 5 });
  assert.deepEqual((await evaluationOf('return [1]')).result, { value: [1] });
  assert.deepEqual((await evaluationOf('return null')).result, {});
});

const failures: readonly [what: string, source: string, code: string, sentence: RegExp][] = [
  ['an endless loop', 'for (;;);', 'script_took_too_long', /200 ms/],
  ['an error', 'throw new Error("no")', 'script_threw', /: no\.$/],
  ['a reach for process', 'return process.env', 'script_threw', /process/],
  [
    'a host that is not allowed',
    `await fetch('${origin}/secret?q=1')`,
    'script_threw',
    /The host 127\.0\.0\.1 is not on/,
  ],
  ['half a character', 'return "\\ud800"', 'script_result_invalid', /half a character/],
  [
    'a result nested too deeply',
    'let o = {}; for (let i = 0; i < 70; i++) o = { o }; return o',
    'script_result_invalid',
    /levels deep/,
  ],
  ['an unknown branch', 'return { next: "nowhere" }', 'script_unknown_branch', /nowhere/],
];
for (const [what, source, code, sentence] of failures) {
  test(`${what} leads to the outcome error with its reason`, async () => {
    await allowHosts([]);
    const session = await finished(source);
    assert.equal(session.state, 'in_review');
    const result = session.run.results.script;
    assert.equal(result?.outcome, 'error');
    assert.equal(result?.verdict?.reasons[0]?.code, code);
    assert.match(result?.verdict?.reasons[0]?.sentence ?? '', sentence);
    assert.equal(expectOk(await replaySession(context, scope, session.id)).isIdentical, true);
  });
}

const bodyWays: readonly [
  what: string,
  source: string,
  more: object,
  on: object,
  outcome: string,
  decision: string | null,
][] = [
  [
    'that reads a node by another name',
    'return { score: params.nodes["my form"].age - 25 }',
    { aliases: { 'my form': 'form' } },
    {},
    'next',
    'approved',
  ],
  [
    'that knows a name of a node not visited yet',
    'return { score: params.nodes.later ? 20 : 0 }',
    { aliases: { later: 'rule' } },
    {},
    'next',
    'rejected',
  ],
  ['that says it failed', 'return { success: false }', {}, { fail: 'rejected' }, 'fail', 'rejected'],
  ['that returns false', 'return false', {}, { fail: 'rejected' }, 'fail', 'rejected'],
  [
    'that picks its way',
    'next = "n 2"; return { score: 20 }',
    { branches: [{ value: 'n 2', outcome: 'second' }] },
    { second: 'approved' },
    'second',
    'approved',
  ],
];
for (const [what, source, more, on, outcome, decision] of bodyWays) {
  test(`a body ${what} goes on by ${outcome}, and its log replays`, async () => {
    const session = await bodyFinished(source, more, on);
    assert.equal(session.run.results.script?.outcome, outcome);
    assert.equal(session.run.decision, decision);
    assert.equal(expectOk(await replaySession(context, scope, session.id)).isIdentical, true);
  });
}

test('a body that calls a host which is not allowed ends in error with the host named, whatever it made of it', async () => {
  await allowHosts([]);
  for (const source of [
    `await fetch('${origin}/risk')`,
    `try { await fetch('${origin}/risk') } catch { return { success: false } }`,
  ]) {
    const session = await bodyFinished(source, {}, { fail: 'rejected' });
    const result = session.run.results.script;
    assert.equal(result?.outcome, 'error');
    assert.equal(result?.verdict?.reasons[0]?.code, 'script_host_not_allowed');
    assert.match(result?.verdict?.reasons[0]?.sentence ?? '', /127\.0\.0\.1/);
  }
});

test('no host is allowed before the organization names it; then its answer is the script’s, and recorded without the query', async () => {
  const source = `const answer = await fetch('${origin}/risk?key=secret'); return { score: (await answer.json()).risk + 5 }`;
  await allowHosts([]);
  const refused = await evaluationOf(source);
  assert.equal(refused.ok, false);
  assert.deepEqual(
    fetchesOf(refused).map(({ error }) => error),
    ['host_not_allowed'],
  );
  await allowHosts(['127.0.0.1']);
  const evaluation = await evaluationOf(source);
  assert.deepEqual(evaluation.result, { score: 12 });
  const [record] = fetchesOf(evaluation);
  assert.deepEqual(
    { ...record, ms: typeof record?.ms },
    { url: `${origin}/risk`, method: 'GET', status: 200, body: '{"risk":7}', ms: 'number' },
  );
  assert.doesNotMatch(JSON.stringify(evaluation), /secret/);
  assert.equal((await finished(source)).run.decision, 'approved');
});

test('one organization’s list is not another’s', async () => {
  const other = await gate.addOrganization();
  await allowHosts(['127.0.0.1'], other.scope);
  await allowHosts([]);
  const evaluation = await evaluationOf(`await fetch('${origin}/risk')`);
  assert.match(reasonOf(evaluation).sentence, /127\.0\.0\.1/);
});

test('answers are recorded in full up to 64 KB together; beyond, by length, SHA-256 and their start', async () => {
  await allowHosts(['127.0.0.1']);
  const source = `for (let i = 0; i < 3; i++) await fetch('${origin}/large')`;
  const records = fetchesOf(await evaluationOf(source));
  assert.deepEqual(
    records.map(({ body }) => body === large),
    [true, false, false],
  );
  const sha256 = createHash('sha256').update(large).digest('hex');
  for (const { bodySha256, bodyBytes, bodyStart } of records.slice(1))
    assert.deepEqual([bodySha256, bodyBytes, bodyStart], [sha256, 40_000, 'ä'.repeat(512)]);
});

test('an answer of more than 256 KB is an error that the script may catch', async () => {
  await allowHosts(['127.0.0.1']);
  const source = `try { await fetch('${origin}/endless') } catch (error) { return { said: error.message } }`;
  const evaluation = await evaluationOf(source);
  assert.deepEqual(evaluation.result, { said: 'The answer of 127.0.0.1 is larger than allowed.' });
  assert.deepEqual(
    fetchesOf(evaluation).map(({ error }) => error),
    ['answer_too_large'],
  );
});

test('a call that a script does not wait for is recorded', async () => {
  await allowHosts(['127.0.0.1']);
  const evaluation = await evaluationOf(`fetch('${origin}/silent'); return 1`);
  assert.deepEqual(
    fetchesOf(evaluation).map(({ url, error }) => [url, error]),
    [[`${origin}/silent`, 'not_awaited']],
  );
});

test('what a script calls a URL or a method is recorded only where it is one', async () => {
  await allowHosts(['127.0.0.1']);
  const source = `for (const [url, method] of [['javascript:alert(1)', 'GET'], ['${origin}', 'a b'], ['https://user:secret@127.0.0.1/x', 'GET']])
    await fetch(url, { method }).catch(() => null)`;
  const records = fetchesOf(await evaluationOf(source));
  assert.deepEqual(
    records.map(({ url, method, error }) => [url, method, error]),
    [
      [null, 'GET', 'url_invalid'],
      [`${origin}/`, null, 'url_invalid'],
      ['https://127.0.0.1/x', 'GET', 'url_invalid'],
    ],
  );
});
