import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer, type IncomingHttpHeaders } from 'node:http';
import { after, test } from 'node:test';
import { isObject, type JsonObject } from '@gatehouse/core/json.ts';
import { graph } from '@gatehouse/core/workflow/graph.ts';
import { openGate } from '../../test/journey.ts';
import { expectOk } from '../../test/native-api.ts';
import { system } from '../actor.ts';
import { organizationSettings } from '../organization/settings.ts';
import { updateSettings } from '../organization/update-settings.ts';
import { deleteSecret } from '../secret/delete-secret.ts';
import { writeSecret } from '../secret/write-secret.ts';
import { createSession } from '../session/create-session.ts';
import { listEvents } from '../session/list-events.ts';
import { loadSession } from '../session/load-session.ts';
import { openSession } from '../session/open-session.ts';
import { replaySession } from '../session/replay-session.ts';
import { submitStep } from '../session/submit-step.ts';
import { createWorkflow } from '../workflow/create-workflow.ts';
import { publishWorkflow } from '../workflow/publish-workflow.ts';
import { checkHttp } from './http-check.ts';

const gate = await openGate();
const { context } = gate;
const { scope } = await gate.addOrganization();
after(() => gate.close());

interface Heard {
  readonly method: string;
  readonly url: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}
const heard: Heard[] = [];
let answer: { status: number; body: string } = { status: 200, body: '{}' };
const service = createServer(async (request, response) => {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk);
  const { method = '', url = '', headers } = request;
  heard.push({ method, url, headers, body: Buffer.concat(chunks).toString() });
  if (url.startsWith('/silent')) return;
  const [, leadsTo] = url.split('?to=');
  if (leadsTo === undefined) response.writeHead(answer.status).end(answer.body);
  else response.writeHead(307, { location: decodeURIComponent(leadsTo) }).end();
}).listen(0, '127.0.0.1');
await once(service, 'listening');
after(() => {
  service.close();
  service.closeAllConnections();
});
const address = service.address();
assert.ok(typeof address === 'object' && address !== null);
const origin = `http://127.0.0.1:${address.port}`;

const allowHosts = async (allowedHosts: readonly string[]): Promise<void> => {
  const settings = organizationSettings.parse({ allowedHosts });
  expectOk(await updateSettings(context, scope.organizationId, settings, system));
};
await allowHosts(['127.0.0.1']);

const flow = (config: JsonObject) => ({
  entry: 'form',
  nodes: [
    {
      id: 'form',
      type: 'form',
      config: { title: { en: 'Form' }, fields: [{ name: 'name', type: 'text', label: { en: 'Name' } }] },
      on: { next: 'call' },
    },
    {
      id: 'call',
      type: 'http',
      config: { countsAsCheck: true, ...config },
      on: { success: 'approved', fail: 'rejected', error: 'review', unknown: 'review' },
    },
    { id: 'approved', type: 'end', config: { decision: 'approved' } },
    { id: 'rejected', type: 'end', config: { decision: 'rejected' } },
    { id: 'review', type: 'end', config: { decision: 'needs_review' } },
  ],
});

const atCall = async (config: JsonObject) => {
  const parsed = graph.parse(flow(config));
  const call = parsed.nodes.find(({ id }) => id === 'call');
  // Each test has the edges that its outcomes need.
  const nodes = parsed.nodes.map((node) =>
    node.id === call?.id && config.outcomesByStatus === undefined
      ? { ...node, on: { success: 'approved', fail: 'rejected', error: 'review' } }
      : node,
  );
  const input = { name: 'Calls', graph: { ...parsed, nodes } };
  const { workflow } = await createWorkflow(context, scope, input, system);
  expectOk(await publishWorkflow(context, scope, { workflowId: workflow.id, draftId: null }, system));
  const made = await createSession(context, scope, { workflowId: workflow.id, entity: { kind: 'person' } }, system);
  const { id } = expectOk(made).session;
  expectOk(await openSession(context, scope, id));
  const submission = { node: 'form', attempt: 1, input: { name: 'Ada & "Bo"' } };
  assert.equal(expectOk(await submitStep(context, scope, id, submission)).state, 'waiting');
  return id;
};

const finished = async (config: JsonObject) => {
  const id = await atCall(config);
  await gate.runChecks();
  assert.equal(expectOk(await replaySession(context, scope, id)).isIdentical, true);
  return expectOk(await loadSession(context, scope, id));
};

test('a call goes out with its values filled in, and its answer fills the fields', async () => {
  heard.length = 0;
  answer = { status: 200, body: '{"risk":{"class":"low"}}' };
  const session = await finished({
    url: `${origin}/people/{{nodes.form.name}}?session={{session.id}}`,
    headers: { 'X-Key': 'k' },
    body: { name: '{{nodes.form.name}}' },
    fields: { riskClass: '/risk/class', missing: '/nowhere' },
  });
  assert.equal(session.run.decision, 'approved');
  assert.deepEqual(session.run.results.call?.fields, { status: 200, riskClass: 'low', missing: null });
  const [call] = heard;
  assert.equal(heard.length, 1);
  assert.equal(call?.method, 'POST');
  assert.equal(call?.url, `/people/Ada%20%26%20%22Bo%22?session=${session.id}`);
  assert.equal(call?.headers['x-key'], 'k');
  assert.equal(call?.headers['content-type'], 'application/json');
  assert.equal(call?.headers['idempotency-key'], `${session.id}-1-call-1`);
  assert.deepEqual(JSON.parse(call?.body ?? ''), { name: 'Ada & "Bo"' });
});

const statuses: readonly [status: number, decision: string | null, state: string][] = [
  [200, 'approved', 'completed'],
  [204, 'approved', 'completed'],
  [302, null, 'in_review'],
  [400, 'rejected', 'completed'],
  [404, 'rejected', 'completed'],
  [500, null, 'in_review'],
  [503, null, 'in_review'],
];
for (const [status, decision, state] of statuses) {
  test(`the status ${status} leads to ${decision ?? state}`, async () => {
    answer = { status, body: '' };
    const session = await finished({ url: `${origin}/`, method: 'GET' });
    assert.deepEqual([session.state, session.run.decision], [state, decision]);
    assert.equal(session.run.results.call?.fields.status, status);
  });
}

test('a status may have an outcome of its own', async () => {
  answer = { status: 404, body: '{}' };
  const session = await finished({
    url: `${origin}/`,
    method: 'GET',
    outcomesByStatus: [{ from: 404, to: 404, outcome: 'unknown' }],
  });
  assert.equal(session.run.results.call?.outcome, 'unknown');
});

const evaluationOf = async (config: JsonObject): Promise<JsonObject> => {
  const id = await atCall(config);
  const evaluation = await checkHttp(context, expectOk(await loadSession(context, scope, id)));
  assert.ok(isObject(evaluation));
  return evaluation;
};

const codeOf = async (config: JsonObject): Promise<unknown> => {
  const { reason } = await evaluationOf(config);
  assert.ok(isObject(reason));
  return reason.code;
};

test('an answer that is no JSON has no body, and one that is too large is cut', async () => {
  answer = { status: 200, body: '<html>' };
  assert.deepEqual(
    { ...(await evaluationOf({ url: `${origin}/` })), durationMs: 0 },
    {
      ok: true,
      status: 200,
      body: null,
      truncated: false,
      durationMs: 0,
    },
  );
  answer = { status: 200, body: JSON.stringify('x'.repeat(300_000)) };
  assert.deepEqual(
    { ...(await evaluationOf({ url: `${origin}/` })), durationMs: 0 },
    {
      ok: true,
      status: 200,
      body: null,
      truncated: true,
      durationMs: 0,
    },
  );
});

test('JSON that the log cannot keep is refused', async () => {
  answer = { status: 200, body: '"\\ud800"' };
  assert.equal(await codeOf({ url: `${origin}/` }), 'http_answer_invalid');
  answer = { status: 200, body: `${'['.repeat(70)}${']'.repeat(70)}` };
  assert.equal(await codeOf({ url: `${origin}/` }), 'http_answer_invalid');
});

test('what brings no answer leads to the outcome error with its reason', async () => {
  const cases: readonly [config: JsonObject, code: string][] = [
    [{ url: 'https://api.example.com/' }, 'http_host_not_allowed'],
    [{ url: `${origin}/silent`, timeoutMs: 100 }, 'http_timeout'],
    [{ url: 'http://127.0.0.1:22/' }, 'http_url_invalid'],
    [{ url: `${origin}/{{prefill.missing}}` }, 'http_value_missing'],
  ];
  for (const [config, code] of cases) {
    const session = await finished(config);
    assert.equal(session.state, 'in_review', code);
    assert.equal(session.run.results.call?.outcome, 'error');
    assert.equal(session.run.results.call?.verdict?.reasons[0]?.code, code);
  }
});

test('a private address is refused even where the organization allows the host', async () => {
  await allowHosts(['10.0.0.1']);
  assert.equal(await codeOf({ url: 'http://10.0.0.1/' }), 'http_address_refused');
  await allowHosts(['127.0.0.1']);
});

const token = 'tok-of-the-crm-1234';

const withSecret = {
  headers: { Authorization: 'Bearer {{secret.CRM}}', 'User-Agent': '{{secret.CRM}}' },
  body: { key: '{{secret.CRM}}', name: '{{nodes.form.name}}' },
};

/** All that is kept of a session, opened. */
const keptOf = async (id: string): Promise<string> =>
  JSON.stringify([
    expectOk(await loadSession(context, scope, id)),
    expectOk(await listEvents(context, scope, id, { after: 0, limit: 100 })),
  ]);

test('a secret reaches the service, and nothing that is kept has it, even where the service repeats it', async () => {
  heard.length = 0;
  expectOk(await writeSecret(context, scope, { name: 'CRM', value: token }, system));
  answer = { status: 200, body: JSON.stringify({ echo: `Bearer ${token}`, [token]: [token] }) };
  const session = await finished({ url: `${origin}/`, ...withSecret, fields: { echo: '/echo', all: '' } });
  assert.equal(heard[0]?.headers.authorization, `Bearer ${token}`);
  assert.equal(heard[0]?.headers['user-agent'], token);
  assert.deepEqual(JSON.parse(heard[0]?.body ?? ''), { key: token, name: 'Ada & "Bo"' });
  assert.deepEqual(session.run.results.call?.fields, {
    status: 200,
    echo: 'Bearer [secret CRM]',
    all: { echo: 'Bearer [secret CRM]', '[secret CRM]': ['[secret CRM]'] },
  });
  const kept = await keptOf(session.id);
  assert.match(kept, /\[secret CRM\]/);
  assert.ok(!kept.includes(token));
});

test('a new value is sent from the next call on, and without one the node ends in error with the name', async () => {
  heard.length = 0;
  answer = { status: 200, body: '{}' };
  expectOk(await writeSecret(context, scope, { name: 'CRM', value: 'another-value' }, system));
  await finished({ url: `${origin}/`, ...withSecret });
  assert.equal(heard[0]?.headers.authorization, 'Bearer another-value');
  expectOk(await deleteSecret(context, scope, 'CRM', system));
  const { run } = await finished({ url: `${origin}/`, ...withSecret });
  assert.equal(run.results.call?.outcome, 'error');
  const [reason] = run.results.call?.verdict?.reasons ?? [];
  assert.equal(reason?.code, 'http_secret_missing');
  assert.match(reason?.sentence ?? '', /the secret CRM,/);
  assert.equal(heard.length, 1);
  expectOk(await writeSecret(context, scope, { name: 'CRM', value: token }, system));
});

test('a redirect to another origin has no header with a secret, and is not followed with one in the body', async () => {
  await allowHosts(['127.0.0.1', '127.0.0.2', token]);
  const elsewhere = createServer((request, response) => {
    heard.push({ method: request.method ?? '', url: request.url ?? '', headers: request.headers, body: '' });
    response.end('{}');
  }).listen(0, '127.0.0.1');
  await once(elsewhere, 'listening');
  after(() => elsewhere.close());
  const place = elsewhere.address();
  assert.ok(typeof place === 'object' && place !== null);
  const moved = `${origin}/?to=${encodeURIComponent(`http://127.0.0.1:${place.port}/`)}`;
  heard.length = 0;
  const followed = await evaluationOf({ url: moved, headers: withSecret.headers, body: { name: 'x' } });
  assert.equal(followed.status, 200);
  assert.equal(heard.length, 2);
  assert.ok(!JSON.stringify(heard[1]).includes(token));
  assert.equal(await codeOf({ url: moved, ...withSecret }), 'http_url_invalid');
  assert.equal(heard.length, 3);
  const led = await evaluationOf({ url: `${origin}/?to=http://${token}/`, headers: withSecret.headers });
  assert.match(JSON.stringify(led), /secret CRM/);
  assert.ok(!JSON.stringify(led).includes(token));
  await allowHosts(['127.0.0.1']);
});
