import assert from 'node:assert/strict';
import { test } from 'node:test';
import { graph } from '@gatehouse/core/workflow/graph.ts';
import { v7 } from 'uuid';
import { announceJob } from '../../job/announce.ts';
import { openTestDatabase } from '../../test/database.ts';
import { createTestContext, expectOk } from '../../test/native-api.ts';
import { takeWork } from '../../test/outbox-work.ts';
import { system } from '../actor.ts';
import { listDeliveries } from '../delivery/read-delivery.ts';
import { createOrganization } from '../organization/create-organization.ts';
import { createSession } from '../session/create-session.ts';
import { openSession } from '../session/open-session.ts';
import { submitStep } from '../session/submit-step.ts';
import { withdrawConsent } from '../session/withdraw-consent.ts';
import { createWorkflow } from '../workflow/create-workflow.ts';
import { publishWorkflow } from '../workflow/publish-workflow.ts';
import { createEndpoint } from './create-endpoint.ts';

const database = await openTestDatabase();
const context = createTestContext(database);

const flow = graph.parse({
  entry: 'consent',
  nodes: [
    {
      id: 'consent',
      type: 'consent',
      config: { title: { en: 'Consent' }, text: { en: 'Yes?' }, textVersion: '1' },
      on: { next: 'end' },
    },
    { id: 'end', type: 'end', config: { decision: 'none' } },
  ],
});

const consentInput = { accepted: true, language: 'en', textVersion: '1' };

test('a consent that is taken back is told once, with ids alone', async () => {
  const owner = { name: 'Acme', ownerEmail: `${v7()}@example.com`, ownerName: 'Ada Owner' };
  const { organizationId } = expectOk(await createOrganization(context, owner));
  const scope = { organizationId, environment: 'live' } as const;
  const input = { url: 'https://example.com/', eventTypes: ['consent.withdrawn'] };
  expectOk(await createEndpoint(context, scope, input, system));
  const { workflow } = await createWorkflow(context, scope, { name: 'Consent', graph: flow }, system);
  expectOk(await publishWorkflow(context, scope, { workflowId: workflow.id, draftId: null }, system));
  const entity = { kind: 'person' } as const;
  const made = expectOk(await createSession(context, scope, { workflowId: workflow.id, entity }, system));
  const { id } = made.session;
  expectOk(await openSession(context, scope, id));
  expectOk(await submitStep(context, scope, id, { node: 'consent', attempt: 1, input: consentInput }));
  assert.deepEqual(await takeWork(database, organizationId, 'announce'), []);

  for (let time = 0; time < 2; time += 1) {
    expectOk(await withdrawConsent(context, scope, id, { node: 'consent', reason: 'My secret reason' }, system));
  }
  const work = await takeWork(database, organizationId, 'announce');
  assert.equal(work.length, 1);
  assert.ok(!JSON.stringify(work).includes('secret'));
  assert.ok(await announceJob.run(context, work[0]?.payload));
  const filter = { limit: 10, after: null, state: null, channel: null, endpointId: null, sessionId: id };
  const { deliveries } = await listDeliveries(context, scope, filter);
  assert.deepEqual(
    deliveries.map(({ eventType }) => eventType),
    ['consent.withdrawn'],
  );
});
