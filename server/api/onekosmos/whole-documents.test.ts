import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { JsonObject } from '@gatehouse/core/json.ts';
import { findSessionByPublicId } from '../../domain/session/find-instance.ts';
import { readFixture } from '../../test/journey.ts';
import { expectOk } from '../../test/native-api.ts';
import { openInstancePlace, readDocument } from './test/instances.ts';

// Whole documents as a builder exports them, from their first page to where they lead.

const place = await openInstancePlace();
const acme = await place.addCommunity();

interface Visitor {
  /** Submits at the node, waits for what runs by itself, and says which node comes next. */
  submit(nodeId: string, requestData?: JsonObject): Promise<unknown>;
  results(): Promise<Readonly<Record<string, JsonObject>>>;
  status(): Promise<unknown>;
  state(): Promise<string>;
}

/** Code that runs, or a picture that is looked at. */
const worksByItself = ({ nextNodeId, nextNodeType }: Readonly<Record<string, unknown>>, submitted: string): boolean =>
  nextNodeType === 'js' ||
  (nextNodeId === submitted && (nextNodeType === 'liveid_capture' || nextNodeType === 'selfie_capture'));

const begin = async (name: string, first: string, metaData?: JsonObject): Promise<Visitor> => {
  const workflowId = await place.addWorkflow(acme, readDocument(name));
  const { id: wfInstanceId } = await place.addInstance(acme, workflowId, metaData);
  const begun = await place.visit('initiate', { wfInstanceId });
  assert.equal(begun.data.nextNodeId, first);
  const about = async (path: string) =>
    (await place.call(acme, { method: 'GET', path: `/workflow_instance/${wfInstanceId}/${path}` })).data;
  return {
    submit: async (nodeId, requestData = {}) => {
      const told = await place.visit('submit_result', { wfInstanceId, nodeId, requestData });
      assert.equal(told.status, 200, told.message);
      if (!worksByItself(told.data, nodeId)) return told.data.nextNodeId;
      await place.gate.runChecks();
      const polled = await place.visit('poll', { wfInstanceId, nodeId: told.data.nextNodeId });
      return polled.status === 200 ? polled.data.nextNodeId : polled.message;
    },
    results: async () => {
      const results = [await about('results')].flat().map((one) => [Object(one).nodeId, Object(one).resultData]);
      return Object.fromEntries(results);
    },
    status: async () => (await about('result_summary')).status,
    state: async () => expectOk(await findSessionByPublicId(place.context, acme.scope, wfInstanceId.slice(4))).state,
  };
};

test('the smallest one goes from its form to its end', async () => {
  const visitor = await begin('two-step', 'form_001', { field2: 'known' });
  assert.equal(await visitor.submit('form_001', { field1: 'value1', field2: 'value2' }), 'end');
  assert.deepEqual(await visitor.results(), { form_001: { field1: 'value1', field2: 'value2' } });
  assert.equal(await visitor.status(), 'COMPLETED');
});

test('ids and names that are none of ours are the document’s to whoever asks, and to its code', async () => {
  const visitor = await begin('odd-ids', 'step 1: hello/world');
  const first = { 'first-name': 'Ann', 'last.name': 'Lee' };
  assert.equal(await visitor.submit('step 1: hello/world', { ...first, 'first-name': 'again' }), 'step 1: hello/world');
  assert.equal(await visitor.submit('step 1: hello/world', first), 'n4');
  const results = await visitor.results();
  assert.deepEqual(results['step 1: hello/world'], first);
  assert.equal(results.größe?.seen, 'Lee');
  assert.ok(!Object.hasOwn(results, '_prepare'));
  assert.equal(await visitor.status(), 'COMPLETED');
});

test('code that may not call its host ends in its error handler, with the host named; a face waits for a person', async () => {
  const visitor = await begin('employee-badge', 'welcome', { firstName: 'Ada', email: 'ada@example.com' });
  assert.equal(await visitor.submit('welcome'), 'details');
  const details = { firstName: 'Ada', email: 'ada@example.com', startDate: '2031-06-01', agrees: true };
  assert.equal(await visitor.submit('details', details), 'number');
  assert.equal(await visitor.submit('number', { ssn: '536-22-1234' }), 'payroll_down');
  const { ask_payroll: asked } = await visitor.results();
  assert.match(JSON.stringify(asked), /payroll\.northwind-staff\.example/);
  assert.equal(await visitor.submit('payroll_down'), 'picture');
  const reviewed = await visitor.submit('picture', { selfie: await photo() });
  assert.equal(reviewed, 'A person reviews what this node brought.');
  // Nothing compares the face: a person does.
  assert.deepEqual([await visitor.status(), await visitor.state()], ['INPROGRESS', 'in_review']);
});

/** Smaller than the 1920 by 1080 that the large document asks for. */
const photo = async (): Promise<string> =>
  `data:image/jpeg;base64,${Buffer.from(await readFixture('demo-passport.jpg')).toString('base64')}`;

test('a device whose camera is not sharp enough hands over, and the other one comes back to the same page', async () => {
  const visitor = await begin('account-opening', 'greeting');
  assert.equal(await visitor.submit('greeting'), 'agreement');
  assert.equal(await visitor.submit('agreement'), 'camera_test');
  assert.equal(await visitor.submit('camera_test', { camera: { width: 640, height: 480 } }), 'go_to_phone');
  assert.equal(await visitor.submit('go_to_phone', { device: 'other' }), 'camera_test');
  assert.equal(await visitor.submit('camera_test', { camera: { width: 3840, height: 2160 } }), 'first_face');
  assert.equal(await visitor.submit('first_face', { selfie: await photo() }), 'go_to_phone');
  assert.equal(await visitor.submit('go_to_phone', { device: 'other' }), 'first_face');
  assert.deepEqual([await visitor.status(), await visitor.state()], ['INPROGRESS', 'active']);
});
