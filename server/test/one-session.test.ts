import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { documentOf, lastPage, openInstancePlace } from '../api/onekosmos/test/instances.ts';
import { toVerifaId } from '../api/verifa/ids.ts';
import { getSession, listSessions } from '../domain/session/read-session.ts';
import { replaySession } from '../domain/session/replay-session.ts';
import { verifySession } from '../domain/session/verify-session.ts';
import { openDialectsOn } from './dialects.ts';
import { readFixture } from './journey.ts';
import { expectOk } from './native-api.ts';

// One session is the same in every API, whichever of them made it, and all of them write one log.

const place = await openInstancePlace();
const { context } = place;
const dialects = await openDialectsOn(context);
after(dialects.close);
const acme = await place.addCommunity();
const owner = { organizationId: acme.scope.organizationId, userId: acme.userId };
const native = await dialects.addClient(owner, 'live', 'native');
const verifa = await dialects.addClient(owner, 'live', 'verifa');
const deepIdv = await dialects.addClient(owner, 'live', 'deepidv');

const flow = documentOf(
  {
    type: 'form',
    id: 'who',
    fields: [{ type: 'text', name: 'firstName', label: 'First name', required: true }],
    on_next: 'paper',
  },
  { type: 'photo_id_capture', id: 'paper', on_success: 'goodbye', on_fail: 'goodbye', on_error: 'goodbye' },
  lastPage,
);

/** What each API says of the session, in its own words. */
const readEverywhere = async (id: string, wfi: string, workflowId: string) => {
  const own = (await native.get(`/api/sessions/${id}`)).json();
  const oneKosmos = await place.call(acme, { method: 'GET', path: `/workflow_instance/${wfi}/result_summary` });
  const run = (await verifa.get(`/verifa/api/v1/sessions/${toVerifaId('ses', id)}/workflow-run`)).json();
  const listed = (await deepIdv.get(`/deepidv/workflow/${workflowId}`)).json();
  assert.equal(oneKosmos.data.wfInstanceId, wfi);
  assert.equal(run.session_id, toVerifaId('ses', id));
  assert.ok(listed.workflows.some((session: { id: string }) => session.id === id));
  return [own.state, oneKosmos.data.status, run.status, own.run];
};

const settle = async (id: string): Promise<void> => {
  while (expectOk(await getSession(context, acme.scope, id)).state === 'waiting') await place.gate.runChecks();
};

test('a session made by 1Kosmos is read by DeepIDV, run again by Verifa and proved natively, in one log', async () => {
  const vendorId = await place.addWorkflow(acme, flow);
  const { id: wfi } = await place.addInstance(acme, vendorId, { firstName: 'Anna' });
  const { sessions } = expectOk(await listSessions(context, acme.scope, { limit: 1 }));
  const { id = '', workflowId = '' } = sessions[0] ?? {};
  const read = () => readEverywhere(id, wfi, workflowId);
  assert.deepEqual(await read(), ['created', 'PENDING', 'pending', 1]);

  await place.visit('initiate', { wfInstanceId: wfi });
  assert.deepEqual(await read(), ['active', 'STARTED', 'running', 1]);
  const wfl = toVerifaId('wfl', workflowId);
  const trigger = () => verifa.post(`/verifa/api/v1/workflows/${wfl}/trigger`, { session_id: toVerifaId('ses', id) });
  assert.equal((await trigger()).statusCode, 409);

  await place.visit('submit_result', { wfInstanceId: wfi, nodeId: 'who', requestData: { firstName: 'Anna' } });
  const picture = Buffer.from(await readFixture('demo-passport.jpg')).toString('base64');
  const requestData = { documentType: 'passport', front_image: `data:image/jpeg;base64,${picture}` };
  await place.visit('submit_result', { wfInstanceId: wfi, nodeId: 'paper', requestData });
  await settle(id);
  assert.deepEqual(await read(), ['completed', 'COMPLETED', 'completed', 1]);

  assert.equal((await trigger()).statusCode, 202);
  await settle(id);
  assert.deepEqual(await read(), ['completed', 'COMPLETED', 'completed', 2]);
  const again = (await native.post(`/api/sessions/${id}/runs`, {})).json();
  assert.equal(again.run, 3);
  await settle(id);
  assert.deepEqual(await read(), ['completed', 'COMPLETED', 'completed', 3]);

  const { items } = (await native.get(`/api/sessions/${id}/events`)).json();
  assert.deepEqual(
    items.map(({ run, type, node }: { run: number; type: string; node: string | null }) => [run, type, node]),
    [
      [1, 'created', null],
      [1, 'opened', null],
      [1, 'submitted', 'who'],
      [1, 'submitted', 'paper'],
      [1, 'evaluated', 'paper'],
      [2, 'created', null],
      [2, 'evaluated', 'paper'],
      [3, 'created', null],
      [3, 'evaluated', 'paper'],
    ],
  );
  assert.ok(expectOk(await replaySession(context, acme.scope, id)).isIdentical);
  assert.ok((await verifySession(context, acme.scope, id))?.isIntact);
});

test('a session made natively goes on in 1Kosmos, on a workflow that 1Kosmos made', async () => {
  const vendorId = await place.addWorkflow(acme, flow);
  const { workflows } = (await deepIdv.get('/deepidv/workflow')).json();
  const workflowId = workflows[0].id;
  const made = (await native.post('/api/sessions', { workflowId, entity: { kind: 'person' } })).json();
  const { publicId } = expectOk(await getSession(context, acme.scope, made.id));
  const wfi = `wfi-${publicId}`;
  const begun = await place.visit('initiate', { wfInstanceId: wfi });
  assert.equal(begun.data.nextNodeId, 'who');
  await place.visit('submit_result', { wfInstanceId: wfi, nodeId: 'who', requestData: { firstName: 'Anna' } });
  const results = (await native.get(`/api/sessions/${made.id}/results`)).json();
  assert.equal(results.current.type, 'document');
  const { data } = await place.call(acme, { method: 'GET', path: `/workflow_instance/${wfi}/result_summary` });
  assert.equal(data.workflowId, vendorId);
  const run = (await verifa.get(`/verifa/api/v1/sessions/${toVerifaId('ses', made.id)}/workflow-run`)).json();
  assert.deepEqual([run.workflow_id, run.status], [toVerifaId('wfl', workflowId), 'running']);
});
