import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { captureState } from '@gatehouse/core/contract/capture.ts';
import { problem } from '@gatehouse/core/contract/problem.ts';
import { graph } from '@gatehouse/core/workflow/graph.ts';
import type { LightMyRequestResponse } from 'fastify';
import { createApp } from '../../app.ts';
import { loadConfig } from '../../config.ts';
import { system } from '../../domain/actor.ts';
import { createKey } from '../../domain/key/create-key.ts';
import { organizationSettings } from '../../domain/organization/settings.ts';
import { updateSettings } from '../../domain/organization/update-settings.ts';
import { cancelSession } from '../../domain/session/cancel-session.ts';
import { createSession } from '../../domain/session/create-session.ts';
import { createWorkflow } from '../../domain/workflow/create-workflow.ts';
import { publishWorkflow } from '../../domain/workflow/publish-workflow.ts';
import { createLogger } from '../../log.ts';
import { addSession, holder, openGate, readFixture } from '../../test/journey.ts';
import { expectOk } from '../../test/native-api.ts';

const lines: string[] = [];
const logger = createLogger({ level: 'info', destination: { write: (line: string) => void lines.push(line) } });

const captureFolder = await mkdtemp(join(tmpdir(), 'gatehouse-pages-'));
await mkdir(join(captureFolder, 'assets'));
await writeFile(join(captureFolder, 'index.html'), '<!doctype html><title>Gate</title>');
await writeFile(join(captureFolder, 'assets/page.js'), 'export {};');

const gate = await openGate();
const place = await gate.addOrganization();
const config = expectOk(loadConfig({ MAX_UPLOAD_MB: '1', BASE_URL: 'https://gate.example.com' }));
const app = await createApp({ context: gate.context, config, logger, version: '1.2.3', captureFolder });
after(async () => {
  await app.close();
  await gate.close();
  await rm(captureFolder, { recursive: true });
});

const call = (
  token: string | null,
  method: 'GET' | 'POST' | 'PUT',
  path: string,
  { body, headers = {} }: { body?: unknown; headers?: Record<string, string> } = {},
): Promise<LightMyRequestResponse> =>
  app.inject({
    method,
    url: `/api/capture${path}`,
    headers: { ...(token !== null && { authorization: `Bearer ${token}` }), ...headers },
    ...(body !== undefined &&
      (Buffer.isBuffer(body)
        ? { payload: body }
        : {
            payload: JSON.stringify(body),
            headers: {
              'content-type': 'application/json',
              ...(token !== null && { authorization: `Bearer ${token}` }),
              ...headers,
            },
          })),
  });

const stateOf = (response: LightMyRequestResponse) => {
  assert.equal(response.statusCode, 200, response.body);
  return captureState.parse(response.json());
};

const refusal = (response: LightMyRequestResponse): [number, string] => {
  assert.equal(response.headers['content-type'], 'application/problem+json');
  const { status, code } = problem.parse(response.json());
  assert.equal(status, response.statusCode);
  return [status, code];
};

const newLink = async () => (await addSession(gate.context, place)).token;

/** A link whose session stands at the document. */
const linkAtDocument = async (): Promise<string> => {
  const token = await newLink();
  await call(token, 'POST', '/open');
  stateOf(await call(token, 'POST', '/submit', { body: { node: 'details', attempt: 1, input: holder } }));
  return token;
};

const photo = (path: string, body: Buffer, token: string, type = 'image/jpeg') =>
  call(token, 'PUT', path, { body, headers: { 'content-type': type } });

test('a person goes from the link to the end over HTTP', async () => {
  const token = await linkAtDocument();
  const passport = Buffer.from(await readFixture('demo-passport.jpg'));
  const uploaded = await photo('/uploads/front?node=document&attempt=1', passport, token);
  assert.equal(uploaded.statusCode, 201, uploaded.body);
  const input = { documentKind: 'passport', front: uploaded.json().id };
  const submitted = stateOf(await call(token, 'POST', '/submit', { body: { node: 'document', attempt: 1, input } }));
  assert.equal(submitted.view.kind, 'waiting');
  assert.deepEqual(refusal(await call(token, 'POST', '/finish', {})), [409, 'event_does_not_fit']);
  await gate.runChecks();
  const done = stateOf(await call(token, 'GET', '/current'));
  assert.deepEqual([done.view.kind, done.step, done.session.state], ['done', null, 'completed']);
  assert.deepEqual((await call(token, 'POST', '/finish')).json(), { redirectUrl: null });
});

test('a link that is none is refused, and so is an API key', async () => {
  const owner = await gate.database.owner
    .selectFrom('membership')
    .select('user_id')
    .where('organization_id', '=', place.scope.organizationId)
    .executeTakeFirstOrThrow();
  const key = expectOk(
    await createKey(
      gate.context,
      place.scope,
      { name: 'k', ownerUserId: owner.user_id, scopes: ['sessions:read'] },
      system,
    ),
  );
  for (const token of [null, '', 'nonsense', 'x'.repeat(5000), key.token]) {
    assert.deepEqual(refusal(await call(token, 'GET', '/current')), [401, 'link_invalid']);
    assert.deepEqual(refusal(await call(token, 'POST', '/open')), [401, 'link_invalid']);
  }
});

/** A session by the address that clients build of its public id. */
const newInstance = async (): Promise<{ id: string; uuid: string }> => {
  const { id } = await addSession(gate.context, place);
  const { public_id: uuid } = await gate.database.owner
    .selectFrom('session')
    .select('public_id')
    .where('id', '=', id)
    .executeTakeFirstOrThrow();
  return { id, uuid };
};

test('a public id opens its session as its link does, in capital letters too, and only with its prefix', async () => {
  const { uuid } = await newInstance();
  const opened = stateOf(await call(`wfi-${uuid}`, 'POST', '/open'));
  assert.deepEqual(opened.step, { node: 'details', attempt: 1 });
  assert.deepEqual(stateOf(await call(`WFI-${uuid.toUpperCase()}`, 'GET', '/current')), opened);
  const wrong = [uuid, `wfi-${randomUUID()}`, `wfi-${uuid}0`, `wfi_${uuid}`, `wfi-wfi-${uuid}`, `wfi-${uuid.slice(1)}`];
  for (const guess of wrong) assert.deepEqual(refusal(await call(guess, 'GET', '/current')), [401, 'link_invalid']);
});

test('a session that is cancelled is closed to its public id as to its link', async () => {
  const { id, uuid } = await newInstance();
  expectOk(await cancelSession(gate.context, place.scope, id, null, system));
  const { view } = stateOf(await call(`wfi-${uuid}`, 'GET', '/current'));
  assert.equal(view.kind, 'cancelled');
});

test('guesses of a link and of a public id count together', async () => {
  const guess = (token: string) =>
    app.inject({
      url: '/api/capture/current',
      headers: { authorization: `Bearer ${token}` },
      remoteAddress: '10.9.8.6',
    });
  let last = await guess('first');
  for (let count = 1; count < 1500 && last.statusCode === 401; count += 1) {
    last = await guess(count % 2 === 0 ? `guess-${count}` : `wfi-${randomUUID()}`);
  }
  assert.deepEqual(refusal(last), [429, 'rate_limited']);
  assert.deepEqual(refusal(await guess(`wfi-${randomUUID()}`)), [429, 'rate_limited']);
});

test('a link is no API key', async () => {
  const token = await newLink();
  const response = await app.inject({ url: '/api/sessions', headers: { authorization: `Bearer ${token}` } });
  assert.deepEqual(refusal(response), [401, 'unauthorized']);
});

test('guessing links from one address ends in 429, and who holds a right one is not disturbed', async () => {
  const token = await newLink();
  const guess = (number: number) =>
    app.inject({
      url: '/api/capture/current',
      headers: { authorization: `Bearer guess-${number}` },
      remoteAddress: '10.9.8.7',
    });
  let last = await guess(0);
  for (let count = 1; count < 1500 && last.statusCode === 401; count += 1) last = await guess(count);
  assert.deepEqual(refusal(last), [429, 'rate_limited']);
  assert.ok(Number(last.headers['retry-after']) > 0);
  const right = await app.inject({
    url: '/api/capture/current',
    headers: { authorization: `Bearer ${token}` },
    remoteAddress: '10.9.8.7',
  });
  assert.equal(right.statusCode, 200);
});

test('the same step cannot be answered twice, and the second answer says that the step moved on', async () => {
  const token = await newLink();
  await call(token, 'POST', '/open');
  const body = { node: 'details', attempt: 1, input: holder };
  const answers = await Promise.all([
    call(token, 'POST', '/submit', { body }),
    call(token, 'POST', '/submit', { body }),
  ]);
  assert.deepEqual(answers.map((answer) => answer.statusCode).toSorted(), [200, 409]);
});

test('refused answers name their members and no value', async () => {
  const token = await newLink();
  await call(token, 'POST', '/open');
  const input = { name: holder.name, birthDate: '12.08.1990', email: 'secret-value' };
  const response = await call(token, 'POST', '/submit', { body: { node: 'details', attempt: 1, input } });
  assert.deepEqual(refusal(response), [422, 'input_invalid']);
  const pointers = problem.parse(response.json()).errors.map((error) => error.pointer);
  assert.deepEqual(pointers.toSorted(), ['/input/birthDate', '/input/email']);
  assert.ok(!response.body.includes('secret-value'));
});

const malformed: [string, string, string][] = [
  ['no JSON', '{"node":', 'application/json'],
  ['an array', '[]', 'application/json'],
  ['a wrong content type', 'node=details', 'application/x-www-form-urlencoded'],
  ['an unknown member', '{"node":"details","attempt":1,"input":{},"admin":true}', 'application/json'],
  ['NUL', '{"node":"details","attempt":1,"input":{"name":"a\\u0000b"}}', 'application/json'],
  [
    'deep nesting',

    `{"node":"details","attempt":1,"input":{"name":${'['.repeat(5000)}${']'.repeat(5000)}}}`,
    'application/json',
  ],
  ['a large body', `{"node":"${'x'.repeat(2_000_000)}"}`, 'application/json'],
];

async function submitRaw(payload: string, contentType: string): Promise<[number, string]> {
  const token = await newLink();
  await call(token, 'POST', '/open');
  const headers = { authorization: `Bearer ${token}`, 'content-type': contentType };
  const before = stateOf(await call(token, 'GET', '/current'));
  const response = await app.inject({ method: 'POST', url: '/api/capture/submit', headers, payload });
  assert.deepEqual(stateOf(await call(token, 'GET', '/current')), before);
  return refusal(response);
}

test('a body that is not what it should be is a 4xx problem and changes nothing', async () => {
  const answers = await Promise.all(
    malformed.map(async ([name, payload, type]) => [name, ...(await submitRaw(payload, type))]),
  );
  assert.deepEqual(answers, [
    ['no JSON', 400, 'json_malformed'],
    ['an array', 400, 'request_invalid'],
    ['a wrong content type', 415, 'media_type_unsupported'],
    ['an unknown member', 400, 'request_invalid'],
    ['NUL', 400, 'request_invalid'],
    ['deep nesting', 400, 'request_invalid'],
    ['a large body', 413, 'body_too_large'],
  ]);
});

test('uploads that are no photo, too large, or for another step are refused by code', async () => {
  const token = await linkAtDocument();
  const here = '/uploads/front?node=document&attempt=1';
  const passport = Buffer.from(await readFixture('demo-passport.jpg'));
  const cases: [string, string, Buffer, [number, string]][] = [
    ['text', here, Buffer.from('hello, I am a text'), [415, 'image_unknown_format']],
    ['pdf', here, Buffer.from('%PDF-1.7 and so on'), [415, 'image_pdf']],
    ['empty', here, Buffer.alloc(0), [415, 'image_unknown_format']],
    ['large', here, Buffer.alloc(1_000_001, 1), [413, 'upload_too_large']],
    ['broken', here, passport.subarray(0, 300), [422, 'image_broken']],
    ['side', '/uploads/top?node=document&attempt=1', passport, [404, 'not_found']],
    ['no step', '/uploads/front', passport, [400, 'request_invalid']],
    ['other step', '/uploads/front?node=details&attempt=1', passport, [409, 'step_moved_on']],
    ['other attempt', '/uploads/front?node=document&attempt=2', passport, [409, 'step_moved_on']],
  ];
  for (const [name, path, bytes, expected] of cases) {
    assert.deepEqual(refusal(await photo(path, bytes, token)), expected, name);
  }
});

test('texts come in the language asked for, and in English for one that nobody wrote', async () => {
  const token = await newLink();
  const titles: string[] = [];
  for (const language of ['de-AT,de;q=0.9', 'en', 'tlh', '*']) {
    const { view } = stateOf(await call(token, 'POST', '/open', { headers: { 'accept-language': language } }));
    titles.push(view.kind === 'form' ? view.title : '');
  }
  assert.deepEqual(titles, ['Ihre Angaben', 'Your details', 'Your details', 'Your details']);
});

/** A session that stands at a form which shows this. */
const linkToForm = async (config: object): Promise<string> => {
  const { workflow } = await createWorkflow(
    gate.context,
    place.scope,
    {
      name: 'html',
      graph: graph.parse({
        entry: 'text',
        nodes: [
          { id: 'text', type: 'form', config: { title: { en: 'Text' }, ...config }, on: { next: 'end' } },
          { id: 'end', type: 'end', config: { decision: 'none' }, on: {} },
        ],
      }),
    },
    system,
  );
  expectOk(await publishWorkflow(gate.context, place.scope, { workflowId: workflow.id, draftId: null }, system));
  const { token } = await addSession(gate.context, { ...place, workflowId: workflow.id });
  return token;
};

test('html of a form is shown without what could do harm', async () => {
  const html =
    '<p onclick="x()">Read <a href="javascript:alert(1)">this</a><script>alert(1)</script><img src=x onerror=y></p>';
  const token = await linkToForm({ fields: [{ name: 'text', type: 'html', html: { en: html } }] });
  const { view } = stateOf(await call(token, 'POST', '/open'));
  assert.equal(view.kind, 'form');
  const shown = view.kind === 'form' ? (view.fields[0]?.html ?? '') : '';
  assert.match(shown, /Read/);
  assert.doesNotMatch(shown, /onclick|javascript:|<script|<img|onerror/);
});

test('a design is shown without what could do harm, and gives away no address but that of its pictures', async () => {
  const picture = 'https://pictures.example.com/a.png?b=1&c=2';
  const token = await linkToForm({
    fields: [{ name: 'name', type: 'text', label: { en: 'Name' } }],
    design: {
      body: `<p style="color:red;background:url(https://evil.example)" onclick="x()">x</p><img src="${picture}">`,
      styleSheet: '@import "https://evil.example"; p { color: blue } :host { display: none }',
    },
  });
  const { view } = stateOf(await call(token, 'POST', '/open'));
  assert.deepEqual(view.kind === 'form' && view.design, {
    header: null,
    body: `<p data-style="color:red">x</p><img data-src="${picture.replace('&', '&amp;')}" />`,
    footer: null,
    styleSheet: 'p{color:blue}',
  });
  const ask = (url: string, bearer: string | null = token) =>
    call(bearer, 'GET', `/picture?${new URLSearchParams({ url })}`);
  // The host is not on the organization's list; another address is not in the design.
  for (const url of [picture, 'https://pictures.example.com/b.png', 'http://127.0.0.1/', 'file:///etc/passwd', '']) {
    assert.deepEqual(refusal(await ask(url)), [404, 'not_found'], url);
  }
  assert.deepEqual(refusal(await ask(picture, null)), [401, 'link_invalid']);
});

test('the person is sent only where the organization allows', async () => {
  const own = await gate.addOrganization();
  const input = {
    workflowId: own.workflowId,
    entity: { kind: 'person' as const },
    redirectUrl: 'https://shop.example/done?x=1',
  };
  const refused = await createSession(gate.context, own.scope, input, system);
  assert.equal(refused.ok ? 'ok' : refused.error.code, 'redirect_url_not_allowed');
  const settings = organizationSettings.parse({ redirectUrls: ['https://shop.example/done'] });
  expectOk(await updateSettings(gate.context, own.scope.organizationId, settings, system));
  const made = expectOk(await createSession(gate.context, own.scope, input, system));
  const token = made.url.split('/').at(-1) ?? '';
  expectOk(await cancelSession(gate.context, own.scope, made.session.id, null, system));
  const { view } = stateOf(await call(token, 'GET', '/current'));
  assert.deepEqual([view.kind, 'redirectUrl' in view ? view.redirectUrl : ''], ['cancelled', input.redirectUrl]);
});

test('the page at both of its addresses, and its assets, carry the headers that keep them safe', async () => {
  const page = await app.inject(`/s/${await newLink()}`);
  assert.equal(page.statusCode, 200);
  const { uuid } = await newInstance();
  const same = await app.inject(`/workflow/wf_instance/wfi-${uuid}`);
  const lasting = ({ headers }: LightMyRequestResponse) => ({ ...headers, 'x-request-id': '', date: '' });
  assert.deepEqual([same.statusCode, same.body, lasting(same)], [200, page.body, lasting(page)]);
  assert.match(String(page.headers['content-type']), /^text\/html/);
  assert.match(String(page.headers['content-security-policy']), /default-src 'none'.*frame-ancestors 'none'/);
  assert.doesNotMatch(String(page.headers['content-security-policy']), /unsafe/);
  assert.equal(page.headers['referrer-policy'], 'no-referrer');
  assert.equal(page.headers['cache-control'], 'no-store');
  assert.match(String(page.headers['strict-transport-security']), /max-age/);
  const asset = await app.inject('/assets/page.js');
  assert.deepEqual([asset.statusCode, asset.headers['x-content-type-options']], [200, 'nosniff']);
  assert.match(String(asset.headers['cache-control']), /immutable/);
  assert.equal((await app.inject('/assets/../index.html')).statusCode, 404);
});

test('no token, name or address is in the log', async () => {
  const token = await linkAtDocument();
  const { uuid } = await newInstance();
  await app.inject(`/s/${token}`);
  await app.inject(`/workflow/wf_instance/wfi-${uuid}`);
  await call(`wfi-${uuid}`, 'POST', '/open');
  const log = lines.join('');
  assert.match(log, /"route":"\/s\/:token"/);
  assert.match(log, /"route":"\/workflow\/wf_instance\/:instance"/);
  for (const secret of [token, uuid, holder.name, holder.email, holder.birthDate])
    assert.ok(!log.includes(secret), secret);
});
