import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { graph } from '@gatehouse/core/workflow/graph.ts';
import { openGate, readFixture } from '../../test/journey.ts';
import { expectOk } from '../../test/native-api.ts';
import { drawPortrait } from '../../test/portrait.ts';
import { system } from '../actor.ts';
import { listFiles } from '../document/read-file.ts';
import { storeUpload } from '../document/store-upload.ts';
import { createSession } from '../session/create-session.ts';
import { loadSession } from '../session/load-session.ts';
import { openSession } from '../session/open-session.ts';
import { replaySession } from '../session/replay-session.ts';
import { submitStep } from '../session/submit-step.ts';
import { createWorkflow } from '../workflow/create-workflow.ts';
import { publishWorkflow } from '../workflow/publish-workflow.ts';

const gate = await openGate();
const { context } = gate;
const { scope } = await gate.addOrganization();
after(() => gate.close());

const flow = (type: 'selfie' | 'document', config: object) =>
  graph.parse({
    entry: 'capture',
    nodes: [
      {
        id: 'capture',
        type,
        config,
        on: { success: 'end', ...('minResolution' in config && { low_resolution: 'end' }) },
      },
      { id: 'end', type: 'end', config: { decision: 'none', showsSummary: true } },
    ],
  });

const begin = async (type: 'selfie' | 'document', config: object = {}): Promise<string> => {
  const { workflow } = await createWorkflow(context, scope, { name: 'Faces', graph: flow(type, config) }, system);
  expectOk(await publishWorkflow(context, scope, { workflowId: workflow.id, draftId: null }, system));
  const { session } = expectOk(
    await createSession(context, scope, { workflowId: workflow.id, entity: { kind: 'person' } }, system),
  );
  expectOk(await openSession(context, scope, session.id));
  return session.id;
};

const send = async (id: string, attempt: number, bytes: Uint8Array) => {
  const step = { node: 'capture', attempt };
  const upload = expectOk(await storeUpload(context, scope, id, { ...step, side: 'selfie', bytes }));
  expectOk(await submitStep(context, scope, id, { ...step, input: { picture: upload.id } }));
  await gate.runChecks();
  return { upload, session: expectOk(await loadSession(context, scope, id)) };
};

test('a good picture goes into review with its file and its measures, and the log replays', async () => {
  const id = await begin('selfie');
  const { upload, session } = await send(id, 1, await drawPortrait());
  assert.equal(session.state, 'in_review');
  const { outcome, fields, verdict } = session.run.results.capture ?? assert.fail('There is no result.');
  assert.equal(outcome, 'unresolved');
  assert.deepEqual(fields, { picture: upload.id, widthPx: 960, heightPx: 1280 });
  assert.deepEqual(
    verdict?.reasons.map(({ code }) => code),
    ['face_not_compared'],
  );
  const files = expectOk(await listFiles(context, scope, id));
  assert.deepEqual(
    files.map((file) => [file.id, file.side, file.run]),
    [[upload.id, 'selfie', 1]],
  );
  assert.equal(expectOk(await replaySession(context, scope, id)).isIdentical, true);
});

const unusable: readonly [what: string, spoilt: Parameters<typeof drawPortrait>[0], code: string][] = [
  ['too dark', { light: 0.3 }, 'selfie_dark'],
  ['blurred', { blurPx: 9 }, 'selfie_blurred'],
  ['small', { longSidePx: 400 }, 'selfie_small'],
];
for (const [what, spoilt, code] of unusable) {
  test(`a picture that is ${what} is hinted at when it comes, and asked for again when it is handed in`, async () => {
    const id = await begin('selfie');
    const { upload, session } = await send(id, 1, await drawPortrait(spoilt));
    assert.deepEqual(
      upload.hints.map((hint) => hint.code),
      [code],
    );
    assert.deepEqual([session.run.node, session.run.attempt], ['capture', 2]);
    assert.deepEqual(
      session.run.notices.map((notice) => notice.code),
      [code],
    );
    assert.equal((await send(id, 2, await drawPortrait())).session.state, 'in_review');
  });
}

test('a selfie and a document each take their own photos only', async () => {
  const bytes = await drawPortrait();
  const selfie = await begin('selfie');
  const front = await storeUpload(context, scope, selfie, { node: 'capture', attempt: 1, side: 'front', bytes });
  assert.equal(front.ok ? null : front.error.code, 'step_moved_on');
  const document = await begin('document');
  const face = await storeUpload(context, scope, document, { node: 'capture', attempt: 1, side: 'selfie', bytes });
  assert.equal(face.ok ? null : face.error.code, 'step_moved_on');
});

test('a picture of another session is refused by its member', async () => {
  const other = await begin('selfie');
  const step = { node: 'capture', attempt: 1 };
  const bytes = await drawPortrait();
  const { id: picture } = expectOk(await storeUpload(context, scope, other, { ...step, side: 'selfie', bytes }));
  const submitted = await submitStep(context, scope, await begin('selfie'), { ...step, input: { picture } });
  assert.ok(!submitted.ok);
  assert.deepEqual(
    submitted.error.errors?.map(({ pointer, code }) => [pointer, code]),
    [['/input/picture', 'upload_unknown']],
  );
});

test('a photo that is smaller than the node asks for goes its own way, a selfie and a document', async () => {
  const minResolution = { width: 5000, height: 3000 };
  const selfie = await begin('selfie', { minResolution });
  assert.equal((await send(selfie, 1, await drawPortrait())).session.run.results.capture?.outcome, 'low_resolution');
  const document = await begin('document', { minResolution });
  const step = { node: 'capture', attempt: 1 };
  const bytes = await readFixture('demo-passport.jpg');
  const { id: front, widthPx } = expectOk(
    await storeUpload(context, scope, document, { ...step, side: 'front', bytes }),
  );
  expectOk(await submitStep(context, scope, document, { ...step, input: { documentKind: 'passport', front } }));
  await gate.runChecks();
  const { run } = expectOk(await loadSession(context, scope, document));
  assert.equal(run.results.capture?.outcome, 'low_resolution');
  assert.deepEqual(run.results.capture?.verdict?.evidence[0], { name: 'widthPx.front', value: widthPx });
});
