import assert from 'node:assert/strict';
import { test } from 'node:test';
import { graph } from '@gatehouse/core/workflow/graph.ts';
import { v7 } from 'uuid';
import { openTestDatabase } from '../../test/database.ts';
import { createTestContext, expectOk } from '../../test/native-api.ts';
import { takeWork } from '../../test/outbox-work.ts';
import { system } from '../actor.ts';
import { createOrganization } from '../organization/create-organization.ts';
import { createSession } from '../session/create-session.ts';
import { giveOutcome } from '../session/give-outcome.ts';
import { openSession } from '../session/open-session.ts';
import { listNodeResults } from '../session/read-session.ts';
import { createWorkflow } from '../workflow/create-workflow.ts';
import { publishWorkflow } from '../workflow/publish-workflow.ts';

const database = await openTestDatabase();
const context = createTestContext(database);

const flow = graph.parse({
  entry: 'first',
  nodes: [
    { id: 'first', type: 'wait', config: { outcomes: ['success'] }, on: { success: 'second' } },
    { id: 'second', type: 'wait', config: { outcomes: ['success'] }, on: { success: 'end' } },
    { id: 'end', type: 'end', config: { decision: 'none' } },
  ],
});

test('a session that goes from one wait to the next says so, and where it waits', async () => {
  const owner = { name: 'Acme', ownerEmail: `${v7()}@example.com`, ownerName: 'Ada Owner' };
  const { organizationId } = expectOk(await createOrganization(context, owner));
  const scope = { organizationId, environment: 'live' } as const;
  const { workflow } = await createWorkflow(context, scope, { name: 'Waits', graph: flow }, system);
  expectOk(await publishWorkflow(context, scope, { workflowId: workflow.id, draftId: null }, system));
  const entity = { kind: 'person' } as const;
  const { id } = expectOk(await createSession(context, scope, { workflowId: workflow.id, entity }, system)).session;
  const standsAt = async () => expectOk(await listNodeResults(context, scope, id)).current;
  const give = async (node: string) => {
    const outcome = { node, outcome: 'success', fields: {}, reason: null };
    expectOk(await giveOutcome(context, scope, id, outcome, system));
  };
  assert.equal(await standsAt(), null);

  expectOk(await openSession(context, scope, id));
  assert.deepEqual(await standsAt(), { node: 'first', type: 'wait', attempt: 1, waitsFor: 'outside' });
  // The state has changed, which says it already.
  assert.deepEqual(await takeWork(database, organizationId, 'announce'), []);

  await give('first');
  assert.deepEqual(await standsAt(), { node: 'second', type: 'wait', attempt: 1, waitsFor: 'outside' });
  assert.equal((await takeWork(database, organizationId, 'announce')).length, 1);

  await give('second');
  assert.equal(await standsAt(), null);
  assert.deepEqual(await takeWork(database, organizationId, 'announce'), []);
});
