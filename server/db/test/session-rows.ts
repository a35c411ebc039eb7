import { randomUUID } from 'node:crypto';
import type { TestDatabase } from '../../test/database.ts';
import type { Environment, Scope } from '../scope.ts';

export interface SessionRows {
  readonly scope: Scope;
  readonly sessionId: string;
}

const at = new Date('2026-01-02T03:04:05.678Z');
const bytes = new Uint8Array([1, 2, 3]);

const addOrganization = async (database: TestDatabase, id: string): Promise<void> => {
  await database
    .scoped({ organizationId: id, environment: null })
    .insertInto('organization')
    .values({ id, name: 'Test', wrapped_key: bytes, sealing_key_id: 'test', act_hash: bytes, created_at: at })
    .execute();
};

/** One session with everything that it refers to, and its first event, written as the application writes them. */
export const addSession = async (
  database: TestDatabase,
  environment: Environment,
  existingOrganization?: string,
  sessionId: string = randomUUID(),
): Promise<SessionRows> => {
  const organizationId = existingOrganization ?? randomUUID();
  if (!existingOrganization) await addOrganization(database, organizationId);
  const scope: Scope = { organizationId, environment };
  const owner = { organization_id: organizationId, environment };
  const [workflowId, entityId, dataKeyId] = [randomUUID(), randomUUID(), randomUUID()];
  await database
    .scoped(scope)
    .transaction()
    .execute(async (transaction) => {
      await transaction
        .insertInto('data_key')
        .values({ ...owner, id: dataKeyId, wrapped: bytes, sealing_key_id: 'test', created_at: at })
        .execute();
      await transaction
        .insertInto('workflow')
        .values({ ...owner, id: workflowId, name: 'Test', created_at: at })
        .execute();
      await transaction
        .insertInto('workflow_version')
        .values({ ...owner, workflow_id: workflowId, number: 1, graph: '{}', graph_hash: bytes, published_at: at })
        .execute();
      await transaction
        .insertInto('entity')
        .values({ ...owner, id: entityId, kind: 'person', data_key_id: dataKeyId, created_at: at })
        .execute();
      await transaction
        .insertInto('session')
        .values({
          ...owner,
          id: sessionId,
          workflow_id: workflowId,
          version: 1,
          entity_id: entityId,
          data_key_id: dataKeyId,
          state: 'created',
          run_number: 1,
          event_count: 0,
          head_hash: bytes,
          run: bytes,
          created_at: at,
          expires_at: at,
        })
        .execute();
      await transaction
        .insertInto('event')
        .values({
          ...owner,
          session_id: sessionId,
          number: 1,
          run_number: 1,
          type: 'created',
          actor_kind: 'system',
          engine_version: 1,
          at,
          payload: bytes,
          hash: bytes,
        })
        .execute();
    });
  return { scope, sessionId };
};
