import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { JsonObject } from '@gatehouse/core/json.ts';
import { system } from '../../domain/actor.ts';
import { cancelSession } from '../../domain/session/cancel-session.ts';
import { findSessionByPublicId } from '../../domain/session/find-instance.ts';
import { listEvents } from '../../domain/session/list-events.ts';
import { createWorkflow } from '../../domain/workflow/create-workflow.ts';
import { publishWorkflow } from '../../domain/workflow/publish-workflow.ts';
import { readFixture } from '../../test/journey.ts';
import { expectOk } from '../../test/native-api.ts';
import { type Answer, documentOf, lastPage, openInstancePlace, readDocument, toAnswer } from './test/instances.ts';

const place = await openInstancePlace();
const { context } = place;
const acme = await place.addCommunity();
const other = await place.addCommunity();

const form = {
  type: 'form',
  id: 'who',
  fields: [
    { type: 'text', name: 'firstName', label: 'First name', required: true },
    { type: 'date', name: 'dob', label: 'Date of birth' },
    { type: 'checkbox', name: 'agrees', label: 'I agree' },
  ],
  on_next: 'goodbye',
};
const plain = await place.addWorkflow(acme, documentOf(form, lastPage));

const begin = async (workflowId: string): Promise<string> => {
  const { id } = await place.addInstance(acme, workflowId);
  const begun = await place.visit('initiate', { wfInstanceId: id });
  assert.equal(begun.status, 200, begun.message);
  return id;
};

const submit = (wfInstanceId: string, nodeId: string, requestData: JsonObject = {}, more: JsonObject = {}) =>
  place.visit('submit_result', { wfInstanceId, nodeId, requestData, ...more });

const get = (path: string, of = acme) => place.call(of, { method: 'GET', path: `/workflow_instance/${path}` });

const resultOf = async (id: string, nodeId: string): Promise<Answer['data']> =>
  (await get(`${id}${acme.path}/node/${nodeId}`)).data;

/** Once no check is under way any more, however long it takes on this machine. */
const pollAfterChecks = async (wfInstanceId: string, nodeId: string): Promise<Answer> => {
  await place.gate.runChecks();
  return place.visit('poll', { wfInstanceId, nodeId });
};

const next = ({ status, data, message }: Answer): unknown[] => {
  assert.equal(status, 200, message);
  return [data.nextNodeId, data.nextNodeType];
};

const refused = ({ status, json, message }: Answer): [number, string] => {
  assert.deepEqual(Object.keys(json), ['statusCode', 'error', 'message']);
  return [status, message];
};

const notesOf = async (id: string): Promise<unknown[]> => {
  const session = expectOk(await findSessionByPublicId(context, acme.scope, id.slice(4)));
  const { events } = expectOk(await listEvents(context, acme.scope, session.id, { after: 0, limit: 100 }));
  return events.flatMap(({ event }) => (event?.type === 'noted' ? [event.data] : []));
};

const never = 'wfi-00000000-0000-4000-8000-000000000000';

describe('initiate', () => {
  test('twice names the node where the instance stands, and a fingerprint is kept once', async () => {
    const { id } = await place.addInstance(acme, plain);
    const body = { wfInstanceId: id.slice(4).toUpperCase(), deviceFingerprint: 'f1' };
    const answers = [await place.visit('initiate', body), await place.visit('initiate', body)];
    assert.deepEqual(answers[0]?.data, answers[1]?.data);
    assert.deepEqual(answers[0]?.data, {
      wfInstanceId: id,
      nodes: ['who', 'goodbye'],
      nextNodeId: 'who',
      nextNodeType: 'form',
    });
    assert.deepEqual(await notesOf(id), [{ deviceFingerprint: 'f1' }]);
  });

  test('of what is none is 404, without an id 400', async () => {
    for (const wfInstanceId of [never, 'wfi-1', '../x']) {
      assert.deepEqual(refused(await place.visit('initiate', { wfInstanceId })), [404, 'Workflow instance not found.']);
    }
    for (const body of [{}, { wfInstanceId: 5 }, { wfInstanceId: '' }]) {
      assert.equal(refused(await place.visit('initiate', body))[0], 400);
    }
  });
});

describe('submit_result', () => {
  test('takes answers as clients write them, under `result` too, and leads to the end', async () => {
    const cases: readonly [JsonObject, JsonObject][] = [
      [
        { firstName: 'Ann', dob: '19900812', agrees: 'true' },
        { firstName: 'Ann', dob: '1990-08-12', agrees: true },
      ],
      [
        { firstName: 'Ann', dob: '1990-08-12', agrees: 0 },
        { firstName: 'Ann', dob: '1990-08-12', agrees: false },
      ],
      [{ firstName: 7 }, { firstName: '7', dob: null, agrees: false }],
    ];
    for (const [sent, kept] of cases) {
      const id = await begin(plain);
      const answer = await place.visit('submit_result', { wfInstanceId: id, nodeId: 'who', result: sent });
      assert.deepEqual(next(answer), ['goodbye', 'form']);
      const result = await resultOf(id, 'who');
      assert.deepEqual([result.resultData, result.status], [kept, 'COMPLETED']);
    }
  });

  test('answers that do not fit are refused by name, and nothing is stored', async () => {
    const id = await begin(plain);
    for (const [data, named] of [
      [{}, /firstName/],
      [{ firstName: 'Ann', dob: '12.08.1990' }, /dob/],
      [{ firstName: 'Ann', agrees: 'perhaps' }, /agrees/],
    ] as const) {
      const [status, message] = refused(await submit(id, 'who', data));
      assert.equal(status, 400);
      assert.match(message, named);
      assert.ok(!message.includes('12.08.1990'));
    }
    assert.equal((await resultOf(id, 'who')).status, 'STARTED');
  });

  test('another node, type or instance is a clear refusal', async () => {
    const twoForms = await place.addWorkflow(
      acme,
      documentOf({ ...form, id: 'first', on_next: 'who' }, form, lastPage),
    );
    const id = await begin(twoForms);
    const { id: pending } = await place.addInstance(acme, plain);
    const cases: readonly [Promise<Answer>, number, RegExp][] = [
      [submit(id, 'who', { firstName: 'Ann' }), 400, /is at node first/],
      [submit(id, 'nowhere'), 404, /no such node/],
      [submit(id, 'first', { firstName: 'Ann' }, { nodeType: 'js' }), 400, /of the type form/],
      [submit(never, 'first'), 404, /not found/],
      [submit(pending, 'who', { firstName: 'Ann' }), 400, /not been initiated/],
      [place.visit('submit_result', { wfInstanceId: id }), 400, /nodeId/],
      [place.visit('submit_result', { wfInstanceId: id, nodeId: 'first', requestData: [] }), 400, /requestData/],
    ];
    for (const [asked, status, message] of cases) {
      const [code, said] = refused(await asked);
      assert.equal(code, status, said);
      assert.match(said, message);
    }
  });

  test('an instance that is over, was cancelled or has expired takes nothing', async () => {
    const over = await begin(plain);
    await submit(over, 'who', { firstName: 'Ann' });
    const cancelled = await begin(plain);
    const { id: sessionId } = expectOk(await findSessionByPublicId(context, acme.scope, cancelled.slice(4)));
    expectOk(await cancelSession(context, acme.scope, sessionId, null, system));
    const expired = await begin(plain);
    const before = context.now();
    context.setTime(new Date(before.getTime() + 8 * 86_400_000));
    for (const id of [over, cancelled, expired]) {
      const [status, message] = refused(await submit(id, 'who', { firstName: 'Ann' }));
      assert.equal(status, 400);
      assert.match(message, /is over/);
    }
    assert.deepEqual(refused(await place.visit('poll', { wfInstanceId: expired, nodeId: 'who' })), [
      400,
      'The workflow instance has expired.',
    ]);
    context.setTime(before);
  });

  test('of two at the same moment one is taken', async () => {
    const id = await begin(plain);
    const answers = await Promise.all([1, 2, 3].map(() => submit(id, 'who', { firstName: 'Ann' })));
    assert.deepEqual(answers.map(({ status }) => status).toSorted(), [200, 400, 400]);
  });

  test('members that the form does not know are noted with the session, long ones by their hash', async () => {
    const id = await begin(plain);
    const device = { os: 'Phone 1', screen: [1, 2] };
    const requestData = { firstName: 'Ann', device, selfie: 'A'.repeat(5_000) };
    assert.deepEqual(next(await submit(id, 'who', requestData)), ['goodbye', 'form']);
    const [note] = await notesOf(id);
    const { selfie, ...rest } = Object(note);
    assert.deepEqual(rest, { device });
    assert.equal(selfie.length, 5_000);
    assert.match(selfie.sha256, /^[0-9a-f]{64}$/);
  });
});

describe('steps of other kinds', () => {
  test('a social security number is taken as people write it, and given whole to whoever may read results', async () => {
    const capture = { type: 'ssn_capture', id: 'number', fields: [], on_success: 'goodbye', on_fail: 'goodbye' };
    const id = await begin(await place.addWorkflow(acme, documentOf(capture, lastPage)));
    for (const ssn of ['12-3', '1234567890', 'Ann']) {
      assert.equal(refused(await submit(id, 'number', { ssn }))[0], 400, ssn);
    }
    assert.deepEqual(next(await submit(id, 'number', { ssn: '219-09-9999' }, { nodeType: 'ssn_capture' })), [
      'goodbye',
      'form',
    ]);
    assert.deepEqual((await resultOf(id, 'number')).resultData, { ssn: '219099999' });
  });

  test('a hand-over goes on where the person is, unless they say otherwise', async () => {
    const code = { type: 'qr_for_device_handoff', id: 'code', fields: [], on_next: 'goodbye' };
    const workflow = await place.addWorkflow(acme, documentOf(code, lastPage));
    for (const [data, device] of [
      [{}, 'here'],
      [{ device: 'other' }, 'other'],
    ] as const) {
      const id = await begin(workflow);
      assert.deepEqual(next(await submit(id, 'code', data)), ['goodbye', 'form']);
      assert.deepEqual((await resultOf(id, 'code')).resultData, { device });
    }
  });

  test('a consent of our own is given in its own words, and a script takes nothing from a page', async () => {
    const config = { title: { en: 'Consent' }, text: { en: '<p>Yes?</p>' }, textVersion: '1' };
    const graph = {
      entry: 'yes',
      nodes: [
        { id: 'yes', type: 'consent', config, on: { next: 'done' } },
        { id: 'done', type: 'end', config: { decision: 'none' as const }, on: {} },
      ],
    };
    const { workflow } = await createWorkflow(context, acme.scope, { name: 'Native', graph }, system);
    expectOk(await publishWorkflow(context, acme.scope, { workflowId: workflow.id, draftId: null }, system));
    const id = await begin(`wf-${workflow.id}`);
    assert.equal(refused(await submit(id, 'yes', { accepted: true }))[0], 400);
    assert.deepEqual(next(await submit(id, 'yes', { accepted: true, language: 'en', textVersion: '1' })), [
      'done',
      'form',
    ]);
  });
});

describe('scripts', () => {
  const script = (id: string, code: string, more: JsonObject = {}) => ({
    type: 'js',
    id,
    config: { js_code: code },
    ...more,
  });

  test('an answer waits for them and names the next page; one that comes first runs at initiate', async () => {
    const flow = documentOf(
      script('first', 'return { greeting: "hello" };', { on_success: 'who' }),
      { ...form, on_next: 'second' },
      script('second', "next = 'goodbye';", { on_success: '' }),
      lastPage,
    );
    const { id } = await place.addInstance(acme, await place.addWorkflow(acme, flow));
    assert.deepEqual(next(await place.visit('initiate', { wfInstanceId: id })), ['who', 'form']);
    assert.deepEqual(next(await submit(id, 'who', { firstName: 'Ann' })), ['goodbye', 'form']);
    assert.deepEqual((await resultOf(id, 'first')).resultData, { greeting: 'hello' });
  });

  test('one that fails without a way on ends the instance, which says so', async () => {
    const flow = documentOf(
      { ...form, on_next: 'broken' },
      script('broken', 'throw new Error("no");', { on_success: 'goodbye' }),
      lastPage,
    );
    const id = await begin(await place.addWorkflow(acme, flow));
    assert.deepEqual(refused(await submit(id, 'who', { firstName: 'Ann' })), [
      400,
      'The workflow instance has failed.',
    ]);
    assert.equal((await get(`${id}/result_summary`)).data.status, 'FAILED');
    assert.equal((await resultOf(id, 'broken')).status, 'FAILED');
  });

  test('ids that our engine does not take stay those of the vendor', async () => {
    const { id } = await place.addInstance(acme, await place.addWorkflow(acme, readDocument('odd-ids')));
    const begun = await place.visit('initiate', { wfInstanceId: id });
    assert.deepEqual(begun.data.nodes, ['step 1: hello/world', 'größe', 'n0', 'n4']);
    const first = 'step 1: hello/world';
    assert.deepEqual(next(begun), [first, 'form']);
    assert.deepEqual(next(await submit(id, first, { 'first-name': 'again' })), [first, 'form']);
    assert.deepEqual(next(await submit(id, first, { 'first-name': 'Ann' })), ['n4', 'form']);
    assert.deepEqual((await resultOf(id, encodeURIComponent(first))).resultData, {
      'first-name': 'Ann',
      'last.name': null,
    });
    assert.equal(refused(await get(`${id}${acme.path}/node/_prepare`))[0], 403);
    const results = (await get(`${id}/results`)).data;
    assert.deepEqual(
      Object(results).map(({ nodeId }: { nodeId: string }) => nodeId),
      [first, 'größe'],
    );
  });
});

describe('pictures', () => {
  const capture = (type: string) => ({
    type,
    id: 'shot',
    on_success: 'goodbye',
    on_fail: 'goodbye',
    on_error: 'goodbye',
  });
  const picture = async (name = 'demo-passport.jpg'): Promise<string> =>
    Buffer.from(await readFixture(name)).toString('base64');

  for (const type of ['selfie_capture', 'liveid_capture']) {
    test(`of a face are kept, judged and left to a person (${type})`, async () => {
      const id = await begin(await place.addWorkflow(acme, documentOf(capture(type), lastPage)));
      const requestData = { selfie: await picture(), device: 'Phone 1' };
      assert.deepEqual(next(await submit(id, 'shot', requestData, { nodeType: type })), ['shot', type]);
      assert.deepEqual(await notesOf(id), [{ device: 'Phone 1' }]);
      const polled = [
        await pollAfterChecks(id, 'shot'),
        await place.visit('poll_liveid', { wfInstanceId: id, nodeId: 'shot' }),
      ];
      for (const answer of polled) {
        assert.deepEqual(refused(answer), [400, 'A person reviews what this node brought.']);
      }
      const summary = (await get(`${id}/result_summary`)).data;
      assert.deepEqual([summary.status, Object(summary.summary).docsScanned], ['INPROGRESS', ['Biometric']]);
    });
  }

  test('that are none, or too many for the node, are refused', async () => {
    const id = await begin(await place.addWorkflow(acme, documentOf(capture('photo_id_capture'), lastPage)));
    const text = Buffer.from('no picture at all, '.repeat(20)).toString('base64');
    const cases: readonly [JsonObject, RegExp][] = [
      [{}, /takes a picture/],
      [{ front_image: 'short' }, /takes a picture/],
      [{ back_image: await picture() }, /takes a picture/],
      [{ front_image: text }, /./],
      [{ front_image: `data:image/png;base64,${'%'.repeat(300)}` }, /front_image is no picture/],
    ];
    for (const [data, message] of cases) {
      const [status, said] = refused(await submit(id, 'shot', data));
      assert.equal(status, 400, said);
      assert.match(said, message);
    }
  });

  test('that cannot be read are asked for again: the next node is the same', async () => {
    const id = await begin(await place.addWorkflow(acme, documentOf(capture('photo_id_capture'), lastPage)));
    const requestData = { dl_object: { front_image: await picture('no-document.jpg') }, type: 'dl' };
    assert.deepEqual(next(await submit(id, 'shot', requestData)), ['shot', 'photo_id_capture']);
    assert.deepEqual(next(await pollAfterChecks(id, 'shot')), ['shot', 'photo_id_capture']);
    assert.equal((await resultOf(id, 'shot')).status, 'STARTED');
  });
});

describe('poll', () => {
  test('is an error until the node brought something, and for a node of another type', async () => {
    const id = await begin(plain);
    const poll = (path: string, nodeId: string) => place.visit(path, { wfInstanceId: id, nodeId });
    assert.deepEqual(refused(await poll('poll', 'who')), [400, 'The result of the node is not available yet.']);
    assert.equal(refused(await poll('poll', 'nowhere'))[0], 404);
    assert.match(refused(await poll('poll_liveid', 'who'))[1], /of the type form/);
    await submit(id, 'who', { firstName: 'Ann' });
    assert.deepEqual(next(await poll('poll', 'who')), ['goodbye', 'form']);
    assert.deepEqual(next(await poll('poll', 'goodbye')), ['goodbye', 'form']);
  });

  test('keeps what a device tells of itself, the same once', async () => {
    const id = await begin(plain);
    const body = { wfInstanceId: id, nodeId: 'who', data: { device: { os: 'Phone 1' } } };
    for (let count = 0; count < 3; count += 1) await place.visit('poll', body);
    await place.visit('poll', { ...body, data: {} });
    assert.deepEqual(await notesOf(id), [{ device: { os: 'Phone 1' } }]);
  });
});

describe('the result of one node', () => {
  test('is what is stored, and 404 for a node that was never visited or is none', async () => {
    const id = await begin(plain);
    await submit(id, 'who', { firstName: 'Ann' });
    const at = context.now().toISOString();
    assert.deepEqual(await resultOf(id, 'who'), {
      wfInstanceId: id,
      nodeId: 'who',
      nodeType: 'form',
      workflowId: plain,
      tenantId: acme.tenantId,
      communityId: acme.communityId,
      status: 'COMPLETED',
      resultData: { firstName: 'Ann', dob: null, agrees: false },
      createdAt: at,
      updatedAt: at,
    });
    const fresh = await begin(plain);
    for (const path of [
      `${fresh}${acme.path}/node/goodbye`,
      `${fresh}${acme.path}/node/none`,
      `${never}${acme.path}/node/who`,
    ]) {
      assert.equal(refused(await get(path))[0], 404, path);
    }
  });
});

describe('execute_node', () => {
  const loose = (id: string, code: string) => ({ type: 'js', id, config: { js_code: code } });
  const flow = documentOf(
    { ...form, on_next: 'linked' },
    { type: 'js', id: 'linked', config: { js_code: 'return {};' }, on_success: 'goodbye' },
    lastPage,
    loose(
      'sum',
      'console.log("secret"); return { sum: 1 + 1, name: params.nodes.who ? params.nodes.who.firstName : null };',
    ),
    loose('nothing', 'var x = 1;'),
    loose('broken', 'throw new Error("unexpected");'),
    loose('caller', 'return fetch("https://example.com");'),
  );
  const workflow = place.addWorkflow(acme, flow);

  const execute = async (id: string, nodeId: string, of = acme): Promise<Answer> => {
    const response = await place.app.inject({
      url: `/onekosmos/workflowapi/workflow_instance/${id}${of.path}/execute_node/${nodeId}`,
    });
    return toAnswer({ status: response.statusCode, json: response.json(), data: undefined });
  };

  test('runs a script that nothing leads to or from, and keeps nothing', async () => {
    const id = await begin(await workflow);
    assert.deepEqual((await execute(id, 'sum')).json, {
      success: true,
      nodeId: 'sum',
      result: { sum: 2, name: null },
      error: '',
    });
    assert.deepEqual((await execute(id, 'nothing')).json, {
      success: true,
      nodeId: 'nothing',
      result: {},
      error: 'Node execution returned no result',
    });
    assert.equal(refused(await get(`${id}${acme.path}/node/sum`))[0], 404);
  });

  test('refuses in its own envelope', async () => {
    const id = await begin(await workflow);
    const unknown = { success: false, error: 'Workflow instance not found.' };
    const linked = { success: false, error: 'Node is not an orphan. It has active handlers or connections.' };
    assert.deepEqual([(await execute(never, 'sum')).status, (await execute(never, 'sum')).json], [404, unknown]);
    assert.deepEqual((await execute(id, 'sum', other)).json, unknown);
    for (const node of ['linked', 'who', 'goodbye']) {
      const answer = await execute(id, node);
      assert.deepEqual([answer.status, answer.json], [400, linked], node);
    }
    assert.equal((await execute(id, 'none')).status, 404);
    const broken = await execute(id, 'broken');
    assert.equal(broken.status, 500);
    assert.equal(broken.json.error, 'Error while executing orphan node.');
    assert.match(Object(broken.json.details).message, /^Error executing JS step: .*unexpected/);
  });

  test('has no fetch, and ends with the instance', async () => {
    const id = await begin(await workflow);
    assert.equal((await execute(id, 'caller')).status, 500);
    await submit(id, 'who', { firstName: 'Ann' });
    assert.equal((await execute(id, 'sum')).status, 400);
  });

  test('an instance has ten runs in a minute', async () => {
    const id = await begin(await workflow);
    const statuses: number[] = [];
    for (let count = 0; count < 11; count += 1) statuses.push((await execute(id, 'nothing')).status);
    assert.deepEqual(new Set(statuses.slice(0, 10)), new Set([200]));
    assert.equal(statuses[10], 429);
  });
});
