import assert from 'node:assert/strict';
import { test } from 'node:test';
import { findSessionByPublicId } from '../../domain/session/find-instance.ts';
import { replaySession } from '../../domain/session/replay-session.ts';
import { readFixture } from '../../test/journey.ts';
import { expectOk } from '../../test/native-api.ts';
import { documentOf, lastPage, openInstancePlace } from './test/instances.ts';

const place = await openInstancePlace();
const acme = await place.addCommunity();

const flow = documentOf(
  {
    type: 'form',
    id: 'who',
    fields: [
      { type: 'text', name: 'firstName', label: 'First name', required: true },
      { type: 'date', name: 'dob', label: 'Date of birth' },
      { type: 'checkbox', name: 'agrees', label: 'I agree', required: true },
    ],
    on_next: 'judge',
  },
  {
    type: 'js',
    id: 'judge',
    config: { js_code: "next = params.nodes.who.firstName === 'Anna' ? 'paper' : 'goodbye'; return { seen: true };" },
    on_success: '',
    on_error: 'goodbye',
  },
  { type: 'photo_id_capture', id: 'paper', on_success: 'goodbye', on_fail: 'goodbye', on_error: 'goodbye' },
  lastPage,
);

test('an encrypted journey: create, initiate, submit, script, photo, end, and what it brought', async () => {
  const workflowId = await place.addWorkflow(acme, flow);
  const metaData = { firstName: 'Ann', lastName: 'Eriksson', dob: '19900812' };
  const { id, url } = await place.addInstance(acme, workflowId, metaData);
  assert.equal(url, `https://gate.example.com/workflow/wf_instance/${id}`);

  const begun = await place.visit('initiate', { wfInstanceId: id, deviceFingerprint: '32b7615d' });
  assert.deepEqual(begun.data, {
    wfInstanceId: id,
    nodes: ['who', 'judge', 'paper', 'goodbye'],
    nextNodeId: 'who',
    nextNodeType: 'form',
  });

  const requestData = { firstName: 'Anna', dob: '19900812', agrees: 'true', userAgent: 'Phone 1.0' };
  const told = await place.visit('submit_result', { wfInstanceId: id, nodeId: 'who', nodeType: 'form', requestData });
  const atPaper = { wfInstanceId: id, nextNodeId: 'paper', nextNodeType: 'photo_id_capture', summary: [] };
  assert.deepEqual(told.data, atPaper, told.message);
  const polled = await place.visit('poll', { wfInstanceId: id, nodeId: 'judge', data: {} });
  assert.deepEqual(polled.data, atPaper);

  const picture = Buffer.from(await readFixture('demo-passport.jpg')).toString('base64');
  const shown = await place.visit('submit_result', {
    wfInstanceId: id,
    nodeId: 'paper',
    requestData: { documentType: 'passport', front_image: `data:image/jpeg;base64,${picture}` },
  });
  const atEnd = { wfInstanceId: id, nextNodeId: 'goodbye', nextNodeType: 'form', summary: ['Passport'] };
  assert.equal(shown.status, 200, shown.message);
  await place.gate.runChecks();
  assert.deepEqual((await place.visit('poll', { wfInstanceId: id, nodeId: 'paper' })).data, atEnd);

  const summary = (await place.call(acme, { method: 'GET', path: `/workflow_instance/${id}/result_summary` })).data;
  const at = '2031-05-01T12:00:00.000Z';
  assert.deepEqual(summary, {
    wfInstanceId: id,
    metaData,
    workflowId,
    tenantId: acme.tenantId,
    communityId: acme.communityId,
    status: 'COMPLETED',
    expiresAt: '2031-05-08T12:00:00.000Z',
    createdAt: at,
    updatedAt: at,
    startAt: at,
    summary: {
      person_info: { firstName: 'ANNA MARIA', lastName: 'ERIKSSON', dob: '1990-08-12' },
      docsScanned: ['Passport'],
    },
  });

  const results = (await place.call(acme, { method: 'GET', path: `/workflow_instance/${id}/results` })).data;
  assert.ok(Array.isArray(results));
  assert.deepEqual(
    results.map(({ nodeId, nodeType }) => [nodeId, nodeType]),
    [
      ['who', 'form'],
      ['judge', 'js'],
      ['paper', 'photo_id_capture'],
    ],
  );
  // What the form does not ask for is kept with its result.
  const kept = { firstName: 'Anna', dob: '1990-08-12', agrees: true, userAgent: 'Phone 1.0' };
  assert.deepEqual(results[0].resultData, kept);
  assert.deepEqual(results[1].resultData, { seen: true });
  assert.equal(results[2].resultData.documentNumber, 'L898902C3');
  assert.equal(results[2].resultData.verdict.outcome, 'success');

  const nodes = (await place.call(acme, { method: 'GET', path: `/workflow_instance/${id}${acme.path}?pSize=3` })).data;
  assert.deepEqual(nodes.page, { index: 0, size: 3, total: 4 });
  assert.deepEqual(Object(nodes.list)[0], {
    nodeId: 'who',
    nodeType: 'form',
    status: 'COMPLETED',
    createdAt: at,
    updatedAt: at,
  });

  const session = expectOk(await findSessionByPublicId(place.context, acme.scope, id.slice(4)));
  assert.ok(expectOk(await replaySession(place.context, acme.scope, session.id)).isIdentical);
});
