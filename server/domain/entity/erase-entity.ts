import { fail, ok, type Result } from '@gatehouse/core/result.ts';
import type { Scope } from '../../db/scope.ts';
import { type DomainError, notFound } from '../../errors.ts';
import type { ActActor } from '../act/act.ts';
import { recordAct } from '../act/record-act.ts';
import type { DomainContext } from '../context.ts';
import { dropDeliveriesOf } from '../delivery/drop-deliveries.ts';
import { deleteFilesOfSession } from '../document/delete-files.ts';
import { dropIdempotentAnswersOf } from '../idempotency/idempotency.ts';
import { insertWork } from '../outbox.queries.ts';
import { listSessionsOfEntity } from '../session/erase-session.queries.ts';
import { eraseSession } from '../session/erase-session.ts';
import { queueAnnouncement } from '../webhook/announce.ts';
import { type EntityRow, eraseDataKey, findEntityRow, lockEntityRow, updateEntityRow } from './entity.queries.ts';
import type { EntityRecord } from './entity.ts';
import { getEntity } from './read-entity.ts';

/** Names an erasure that has begun: the payload of the queue `finish-erasure`. */
export interface ErasureAddress extends Scope {
  readonly entityId: string;
}

/**
 * Erases a person or a company for good: its data key, name and address at once, then each of its sessions (see
 * `eraseSession`). When this resolves nothing of it can be read any more; files, unreadable by then, are deleted by a job,
 * which also brings an erasure to its end that a crash cut off. Erasing again does what is left to do.
 *
 * `reason` stays in the organization's log.
 */
export const eraseEntity = async (
  context: DomainContext,
  scope: Scope,
  entityId: string,
  reason: string,
  actor: ActActor,
): Promise<Result<EntityRecord, DomainError>> => {
  const begun = await beginErasure(context, scope, entityId, reason, actor);
  if (!begun.ok) return begun;
  context.wakeRelay();
  await continueErasure(context, scope, entityId);
  return getEntity(context, scope, entityId);
};

/** From here on no session can be made for the entity, and the job will see to the rest. */
const beginErasure = (
  context: DomainContext,
  scope: Scope,
  entityId: string,
  reason: string,
  actor: ActActor,
): Promise<Result<null, DomainError>> =>
  context.database
    .scoped(scope)
    .transaction()
    .execute(async (transaction) => {
      const row = await lockEntityRow(transaction, scope, entityId);
      if (row === undefined) return fail(notFound('entity'));
      if (row.erased_at !== null) return ok(null);
      const at = context.now();
      await eraseDataKey(transaction, scope, row.data_key_id, at);
      const nothing = { name: null, email: null, details: null };
      await updateEntityRow(transaction, scope, entityId, { ...nothing, updated_at: at, erased_at: at });
      const payload: ErasureAddress = { ...scope, entityId };
      await insertWork(transaction, scope, { queue: 'finish-erasure', payload, createdAt: at, dueAt: null });
      await recordAct(transaction, context, scope.organizationId, {
        type: 'entity_erased',
        actor,
        subjectId: entityId,
        payload: { environment: scope.environment, reason },
      });
      return ok(null);
    });

const PAGE = 100;

/** Does what is left of an erasure that has begun, and deletes the files. */
export const finishErasure = async (
  context: DomainContext,
  { organizationId, environment, entityId }: ErasureAddress,
): Promise<void> => {
  const scope = { organizationId, environment };
  if (!(await continueErasure(context, scope, entityId))) return;
  await eachSession(context, scope, entityId, (sessionId) => deleteFilesOfSession(context, scope, sessionId));
};

/** False where there is no erasure to continue. */
const continueErasure = async (context: DomainContext, scope: Scope, entityId: string): Promise<boolean> => {
  const row = await findEntityRow(context.database.scoped(scope), scope, entityId);
  if (row === undefined || row.erased_at === null) return false;
  context.sealing.forgetDataKey(row.data_key_id);
  await noteErasure(context, scope, row, row.erased_at);
  await eachSession(context, scope, entityId, (sessionId) => eraseSession(context, scope, sessionId));
  await forgetAnswers(context, scope, entityId, row.erased_at);
  return true;
};

/** A backup from before the erasure would bring the entity back. */
const noteErasure = async (context: DomainContext, scope: Scope, row: EntityRow, erasedAt: Date): Promise<void> => {
  if (row.erasure_noted_at !== null) return;
  await context.erasures.append({ ...scope, entityId: row.id, at: erasedAt });
  await updateEntityRow(context.database.scoped(scope), scope, row.id, { erasure_noted_at: context.now() });
};

const eachSession = async (
  context: DomainContext,
  scope: Scope,
  entityId: string,
  work: (sessionId: string) => Promise<void>,
): Promise<void> => {
  const db = context.database.scoped(scope);
  let page: string[] = [];
  do {
    page = await listSessionsOfEntity(db, scope, entityId, { after: page.at(-1) ?? null, limit: PAGE });
    for (const sessionId of page) await work(sessionId);
  } while (page.length === PAGE);
};

/** Messages and stored answers about the entity itself; and whoever wants to know is told, once, that it is done. */
const forgetAnswers = (context: DomainContext, scope: Scope, entityId: string, erasedAt: Date): Promise<void> =>
  context.database
    .scoped(scope)
    .transaction()
    .execute(async (transaction) => {
      await dropDeliveriesOf(transaction, context, scope, { sessionIds: [], entityId });
      await dropIdempotentAnswersOf(transaction, scope, [entityId]);
      await queueAnnouncement(transaction, context, scope, {
        cause: `entity:${entityId}:erased`,
        event: { type: 'entity.erased', timestamp: erasedAt.toISOString(), data: { entityId } },
      });
    });
