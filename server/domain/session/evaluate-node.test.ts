import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { graph } from '@gatehouse/core/workflow/graph.ts';
import { openGate } from '../../test/journey.ts';
import { expectOk } from '../../test/native-api.ts';
import { system } from '../actor.ts';
import { storeUpload } from '../document/store-upload.ts';
import { createWorkflow } from '../workflow/create-workflow.ts';
import { publishWorkflow } from '../workflow/publish-workflow.ts';
import { createSession } from './create-session.ts';
import { evaluateNode, failEvaluation } from './evaluate-node.ts';
import { listEvents } from './list-events.ts';
import { openSession } from './open-session.ts';
import { submitStep } from './submit-step.ts';

const gate = await openGate();
const { scope } = await gate.addOrganization();
after(() => gate.close());

const text = (name: string) => ({ name, type: 'text', label: { en: name } });
const end = { id: 'end', type: 'end', config: { decision: 'none' } };

/** A session of this graph that was opened. */
const openedSession = async (source: unknown) => {
  const { context } = gate;
  const { workflow } = await createWorkflow(context, scope, { name: 'Test', graph: graph.parse(source) }, system);
  expectOk(await publishWorkflow(context, scope, { workflowId: workflow.id, draftId: null }, system));
  const input = { workflowId: workflow.id, entity: { kind: 'person' } } as const;
  const { session } = expectOk(await createSession(context, scope, input, system));
  return expectOk(await openSession(context, scope, session.id));
};

const documentGraph = {
  entry: 'document',
  nodes: [
    { id: 'document', type: 'document', config: { documentKinds: ['passport'] }, on: { success: 'end', error: 'end' } },
    end,
  ],
};

const quality = { brightness: 100, contrast: 40, glareShare: 0, edgeWidthPx: 2, shortSidePx: 100 };
const photo = { mediaType: 'image/jpeg', widthPx: 100, heightPx: 100, hints: [], quality };

test('a check whose outcome the engine refuses is tried again and then fails: nobody is left waiting', async () => {
  const reading = { accepted: false, format: null, lines: [], reasons: [], fields: null, ambiguous: [] };
  const context = {
    ...gate.context,
    images: { inspect: async () => ({ ok: true, value: photo }) as const },
    documentReader: { read: async () => ({ ...reading, confidence: Number.NaN }) },
  };
  const { id } = await openedSession(documentGraph);
  const step = { node: 'document', attempt: 1 };
  const bytes = new Uint8Array([1]);
  const upload = expectOk(await storeUpload(context, scope, id, { ...step, side: 'front', bytes }));
  const input = { documentKind: 'passport', front: upload.id };
  assert.equal(expectOk(await submitStep(context, scope, id, { ...step, input })).state, 'waiting');
  const address = { ...scope, sessionId: id, runNumber: 1, ...step };
  await assert.rejects(evaluateNode(context, address), /outcome was refused/);
  await failEvaluation(context, address);
  const { events } = expectOk(await listEvents(context, scope, id, { after: 0, limit: 10 }));
  assert.deepEqual([events.at(-1)?.type, events.at(-1)?.outcome], ['evaluation_failed', 'error']);
});

test('a form may have fields that are called like the parts of a document', async () => {
  const config = { title: { en: 'Form' }, fields: [text('documentKind'), text('front')] };
  const nodes = [{ id: 'form', type: 'form', config, on: { next: 'end' } }, end];
  const { id } = await openedSession({ entry: 'form', nodes });
  const input = { documentKind: 'passport', front: 'the left one' };
  const submitted = await submitStep(gate.context, scope, id, { node: 'form', attempt: 1, input });
  assert.equal(expectOk(submitted).state, 'completed');
});

test('the header of an event has an outcome only where the event names the node', async () => {
  const config = { cases: [{ outcome: 'person', when: { field: 'entity.kind', is: '==', value: 'person' } }] };
  const form = { id: 'form', type: 'form', config: { title: { en: 'Form' }, fields: [] }, on: { next: 'end' } };
  const nodes = [{ id: 'rule', type: 'condition', config, on: { person: 'form', default: 'end' } }, form, end];
  const { id } = await openedSession({ entry: 'rule', nodes });
  expectOk(await submitStep(gate.context, scope, id, { node: 'form', attempt: 1, input: {} }));
  const { events } = expectOk(await listEvents(gate.context, scope, id, { after: 0, limit: 10 }));
  assert.deepEqual(
    events.map(({ type, node, outcome }) => [type, node, outcome]),
    [
      ['created', null, null],
      ['opened', null, null],
      ['submitted', 'form', 'next'],
    ],
  );
});
