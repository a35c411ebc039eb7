import { writeFileSync } from 'node:fs';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { graph } from '@gatehouse/core/workflow/graph.ts';
import { createFolderBlobStore } from '../../server/adapter/blob/folder.ts';
import { createDocumentReader } from '../../server/adapter/image/document-reader.ts';
import { writeBackup } from '../../server/backup/write-backup.ts';
import { openDatabase } from '../../server/db/client.ts';
import type { Scope } from '../../server/db/scope.ts';
import { demoGraph } from '../../server/demo/demo-workflow.ts';
import { system } from '../../server/domain/actor.ts';
import type { DomainContext } from '../../server/domain/context.ts';
import { storeUpload } from '../../server/domain/document/store-upload.ts';
import { eraseEntity } from '../../server/domain/entity/erase-entity.ts';
import { createLicence } from '../../server/domain/key/create-licence.ts';
import { createOrganization } from '../../server/domain/organization/create-organization.ts';
import { openSealing } from '../../server/domain/sealing/open-sealing.ts';
import { createSession } from '../../server/domain/session/create-session.ts';
import { decideSession } from '../../server/domain/session/decide-session.ts';
import { evaluateNode } from '../../server/domain/session/evaluate-node.ts';
import { openSession } from '../../server/domain/session/open-session.ts';
import { startRun } from '../../server/domain/session/start-run.ts';
import { submitStep } from '../../server/domain/session/submit-step.ts';
import { createWorkflow } from '../../server/domain/workflow/create-workflow.ts';
import { publishWorkflow } from '../../server/domain/workflow/publish-workflow.ts';
import { prepareQueueSchema } from '../../server/job/queue-schema.ts';
import { templateFile } from '../../server/start/template.ts';
import { createTestContext, expectOk } from '../../server/test/native-api.ts';
import { version } from '../../server/version.ts';

/** Of invented people, so that anybody may know it. */
const masterKey = Buffer.alloc(32, 'a key for kept test data alone ');

const waitingGraph = {
  entry: 'outside',
  nodes: [
    {
      id: 'outside',
      type: 'wait',
      config: { outcomes: ['success'], timeoutSeconds: 365 * 24 * 3600 },
      on: { success: 'done', timeout: 'done' },
    },
    { id: 'done', type: 'end', config: { decision: 'none' }, on: {} },
  ],
};

/**
 * A backup with a session of each kind (approved with a photo in two runs, decided by a reviewer, waiting, erased), a licence,
 * and the master key.
 */
export const writeData = async (folder: string): Promise<void> => {
  const temporary = await mkdtemp(join(tmpdir(), 'gatehouse-release-'));
  const database = await openDatabase({ databaseUrl: null, folder: null, templateFile });
  await prepareQueueSchema(database);
  const reader = createDocumentReader({ threads: 1 });
  const context: DomainContext = {
    ...createTestContext(database),
    sealing: expectOk(await openSealing(database.unscoped, { masterKey, previousMasterKey: null }, new Date())),
    blobs: createFolderBlobStore({ root: temporary }),
    images: reader,
    documentReader: reader,
    erasures: { append: async () => undefined },
  };
  try {
    await makeSessions(context);
    const erasuresFile = join(temporary, 'none');
    const { signal } = new AbortController();
    await writeBackup(context, { file: join(folder, 'backup.tar.gz'), erasuresFile, version, signal });
    writeFileSync(join(folder, 'master.key'), `${masterKey.toString('base64')}\n`, { mode: 0o600 });
  } finally {
    await reader.close();
    await database.close();
    await rm(temporary, { recursive: true });
  }
};

const makeSessions = async (context: DomainContext): Promise<void> => {
  const owner = { name: 'Acme', ownerEmail: 'owner@example.com', ownerName: 'Ada Owner' };
  const { organizationId, userId } = expectOk(await createOrganization(context, owner));
  const scope: Scope = { organizationId, environment: 'live' };
  const demo = await publish(context, scope, demoGraph);
  const waiting = await publish(context, scope, waitingGraph);
  const again = await showPassport(context, scope, demo, 'Anna Maria Eriksson');
  expectOk(await startRun(context, scope, again, {}, system));
  await readDocument(context, scope, again, 2);
  const licence = { level: 'service', name: 'Kept', ownerUserId: userId } as const;
  expectOk(await createLicence(context, scope, licence, system));
  const reviewed = await showPassport(context, scope, demo, 'Somebody Else');
  expectOk(await decideSession(context, scope, reviewed, { decision: 'rejected', reason: 'Another person.' }, system));
  expectOk(await openSession(context, scope, (await make(context, scope, waiting)).id));
  const erased = await make(context, scope, demo);
  expectOk(await openSession(context, scope, erased.id));
  expectOk(await eraseEntity(context, scope, erased.entityId, 'Asked for it.', system));
};

const publish = async (context: DomainContext, scope: Scope, source: unknown): Promise<string> => {
  const { workflow } = await createWorkflow(context, scope, { name: 'Kept', graph: graph.parse(source) }, system);
  expectOk(await publishWorkflow(context, scope, { workflowId: workflow.id, draftId: null }, system));
  return workflow.id;
};

const make = async (context: DomainContext, scope: Scope, workflowId: string) => {
  const entity = { kind: 'person', name: 'Anna Maria Eriksson', email: 'anna@example.com' } as const;
  const { session } = expectOk(await createSession(context, scope, { workflowId, entity }, system));
  return { id: session.id, entityId: session.entity.id };
};

const showPassport = async (
  context: DomainContext,
  scope: Scope,
  workflowId: string,
  name: string,
): Promise<string> => {
  const { id } = await make(context, scope, workflowId);
  expectOk(await openSession(context, scope, id));
  const details = { name, birthDate: '1990-08-12', email: 'anna@example.com' };
  expectOk(await submitStep(context, scope, id, { node: 'details', attempt: 1, input: details }));
  const bytes = await readFile(join(import.meta.dirname, '../../server/test/documents/demo-passport.jpg'));
  const place = { side: 'front', node: 'document', attempt: 1 } as const;
  const { id: front } = expectOk(await storeUpload(context, scope, id, { ...place, bytes }));
  const input = { documentKind: 'passport', front };
  expectOk(await submitStep(context, scope, id, { node: 'document', attempt: 1, input }));
  await readDocument(context, scope, id, 1);
  return id;
};

const readDocument = (context: DomainContext, scope: Scope, sessionId: string, runNumber: number): Promise<unknown> =>
  evaluateNode(context, { ...scope, sessionId, runNumber, node: 'document', attempt: 1 });
