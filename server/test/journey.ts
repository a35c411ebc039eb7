import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { graph } from '@gatehouse/core/workflow/graph.ts';
import { createFolderBlobStore } from '../adapter/blob/folder.ts';
import { createDocumentReader } from '../adapter/image/document-reader.ts';
import type { Environment, Scope } from '../db/scope.ts';
import { demoGraph } from '../demo/demo-workflow.ts';
import { system } from '../domain/actor.ts';
import { createOrganization } from '../domain/organization/create-organization.ts';
import { createSession } from '../domain/session/create-session.ts';
import { createWorkflow } from '../domain/workflow/create-workflow.ts';
import { publishWorkflow } from '../domain/workflow/publish-workflow.ts';
import { evaluateNodeJob } from '../job/evaluate-node.ts';
import { evaluateOutsideJob } from '../job/evaluate-outside.ts';
import { openTestDatabase, type TestDatabase } from './database.ts';
import { createTestContext, expectOk, type TestContext } from './native-api.ts';

export interface Gate {
  readonly context: TestContext;
  readonly database: TestDatabase;
  /** An organization with the demo workflow, published in an environment. */
  addOrganization(environment?: Environment): Promise<{ scope: Scope; workflowId: string }>;
  /** Runs what the outbox asks for, in the place of relay and queue. */
  runChecks(): Promise<number>;
  close(): Promise<void>;
}

/** The domain with every port real, on a database of its own; the queue alone is left out. */
export const openGate = async (): Promise<Gate> => {
  const database = await openTestDatabase();
  const folder = await mkdtemp(join(tmpdir(), 'gatehouse-gate-'));
  const reader = createDocumentReader({ threads: 1 });
  const context: TestContext = {
    ...createTestContext(database),
    blobs: createFolderBlobStore({ root: folder }),
    images: reader,
    documentReader: reader,
  };
  return {
    context,
    database,
    addOrganization: (environment = 'live') => addOrganization(context, environment),
    runChecks: () => runChecks(context, database),
    close: async () => {
      await reader.close();
      await database.close();
      await rm(folder, { recursive: true });
    },
  };
};

let organizations = 0;

const addOrganization = async (context: TestContext, environment: Environment) => {
  organizations += 1;
  const owner = { name: 'Acme', ownerEmail: `owner-${organizations}@example.com`, ownerName: 'Ada Owner' };
  const { organizationId } = expectOk(await createOrganization(context, owner));
  const scope = { organizationId, environment };
  const { workflow } = await createWorkflow(context, scope, { name: 'Demo', graph: graph.parse(demoGraph) }, system);
  expectOk(await publishWorkflow(context, scope, { workflowId: workflow.id, draftId: null }, system));
  return { scope, workflowId: workflow.id };
};

/** Runs the checks that wait; what the outbox tells others (counters, webhooks) stays in it. */
const runChecks = async (context: TestContext, database: TestDatabase): Promise<number> => {
  const waiting = database.worker
    .selectFrom('outbox')
    .where('queue', 'in', [evaluateNodeJob.name, evaluateOutsideJob.name]);
  const rows = await waiting.select(['id', 'payload']).orderBy('id').execute();
  for (const row of rows) {
    await evaluateNodeJob.run(context, row.payload);
    await database.worker.deleteFrom('outbox').where('id', '=', row.id).execute();
  }
  return rows.length;
};

/** The invented person of `documents/demo-passport.jpg`. */
export const holder = { name: 'Anna Maria Eriksson', birthDate: '1990-08-12', email: 'anna@example.com' };

export const readFixture = (name: string): Promise<Uint8Array> =>
  readFile(join(import.meta.dirname, 'documents', name));

/** A new session, and the token of its link. */
export const addSession = async (
  context: TestContext,
  { scope, workflowId }: { scope: Scope; workflowId: string },
): Promise<{ id: string; token: string }> => {
  const made = expectOk(await createSession(context, scope, { workflowId, entity: { kind: 'person' } }, system));
  return { id: made.session.id, token: made.url.split('/').at(-1) ?? '' };
};
