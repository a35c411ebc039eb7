import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readFixture } from '../../test/journey.ts';
import { openWireClient, throughNetwork, type WireCall } from './test/client.ts';
import { documentOf, lastPage, openInstancePlace, toAnswer } from './test/instances.ts';

const place = await openInstancePlace();
const acme = await place.addCommunity();
const address = await place.app.listen({ port: 0, host: '127.0.0.1' });

const flow = documentOf(
  {
    type: 'form',
    id: 'who',
    fields: [{ type: 'text', name: 'firstName', label: 'First name', required: true }],
    on_next: 'judge',
  },
  {
    type: 'js',
    id: 'judge',
    config: { js_code: "next = params.nodes.who.firstName === 'Anna' ? 'number' : 'goodbye'; return { seen: true };" },
    on_success: '',
    on_error: 'goodbye',
  },
  { type: 'ssn_capture', id: 'number', fields: [], on_success: 'paper', on_fail: 'goodbye', on_error: 'goodbye' },
  { type: 'photo_id_capture', id: 'paper', on_success: 'goodbye', on_fail: 'goodbye', on_error: 'goodbye' },
  lastPage,
);

test('a client that knows the wire alone takes a person from the workflow to the results, encrypted, over a connection', async () => {
  const customer = await openWireClient({ send: throughNetwork(address), now: place.context.now });
  const page = await openWireClient({ send: throughNetwork(address), now: place.context.now });
  const ask = async (call: WireCall) => {
    const answer = toAnswer(await customer.call({ licence: acme.licences.service, ...call }));
    assert.equal(answer.status, 200, answer.message);
    assert.equal(typeof answer.json.data, 'string', 'The answer is encrypted.');
    return answer.data;
  };
  const visit = async (below: string, data: unknown) =>
    toAnswer(await page.call({ method: 'POST', path: `/workflow_instance/${below}`, data }));

  const { workflowId } = await ask({ method: 'PUT', path: `${acme.path}/workflow`, data: flow });
  const metaData = { firstName: 'Ann', employeeNumber: 'E-4711' };
  const create = `/workflow_instance${acme.path}/create`;
  const { wfInstanceId } = await ask({ method: 'POST', path: create, data: { workflowId, metaData } });

  const begun = await visit('initiate', { wfInstanceId, deviceFingerprint: '32b7615d' });
  assert.deepEqual(begun.data.nodes, ['who', 'judge', 'number', 'paper', 'goodbye']);
  assert.equal(begun.data.nextNodeId, 'who');
  await visit('submit_result', { wfInstanceId, nodeId: 'who', nodeType: 'form', requestData: { firstName: 'Anna' } });
  await place.gate.runChecks();
  const judged = await visit('poll', { wfInstanceId, nodeId: 'judge' });
  assert.deepEqual([judged.data.nextNodeId, judged.data.nextNodeType], ['number', 'ssn_capture'], judged.message);
  const counted = await visit('submit_result', { wfInstanceId, nodeId: 'number', requestData: { ssn: '219-09-9999' } });
  assert.equal(counted.data.nextNodeId, 'paper', counted.message);
  const picture = Buffer.from(await readFixture('demo-passport.jpg')).toString('base64');
  await visit('submit_result', { wfInstanceId, nodeId: 'paper', requestData: { front_image: picture } });
  await place.gate.runChecks();
  const ended = await visit('poll', { wfInstanceId, nodeId: 'paper' });
  assert.deepEqual([ended.data.nextNodeId, ended.data.summary], ['goodbye', ['Passport']], ended.message);

  const summary = await ask({ method: 'GET', path: `/workflow_instance/${wfInstanceId}/result_summary` });
  assert.deepEqual([summary.status, summary.metaData], ['COMPLETED', metaData]);
  const results = await ask({ method: 'GET', path: `/workflow_instance/${wfInstanceId}/results` });
  assert.deepEqual(
    Object.values(results).map((result) => Object(result).nodeId),
    ['who', 'judge', 'number', 'paper'],
  );
  const number = await ask({ method: 'GET', path: `/workflow_instance/${wfInstanceId}${acme.path}/node/number` });
  assert.deepEqual(number.resultData, { ssn: '219099999' });
  const customFilters = [{ key: 'employeeNumber', value: 'E-4711' }];
  const list = `/workflow_instance${acme.path}/list`;
  const data = { pSize: 10, pIndex: 0, query: { status: ['COMPLETED'], customFilters } };
  const found = await ask({ method: 'POST', path: list, data });
  assert.deepEqual(
    Object.values(Object(found.list)).map((item) => Object(item).wfInstanceId),
    [wfInstanceId],
  );
});
