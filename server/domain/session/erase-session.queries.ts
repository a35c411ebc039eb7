import type { Transaction } from 'kysely';
import type { Tables } from '../../db/client.ts';
import type { Scope } from '../../db/scope.ts';
import type { EventHeader } from './session-log.ts';

const sessionIs = (scope: Scope, id: string) => ({
  organization_id: scope.organizationId,
  environment: scope.environment,
  id,
});

/** A session's row for its erasure, with its wrapped key; nobody else writes to it until the transaction ends. */
export const lockForErasure = (transaction: Transaction<Tables>, scope: Scope, id: string) =>
  transaction
    .selectFrom('session')
    .innerJoin('data_key', (join) =>
      join
        .onRef('data_key.organization_id', '=', 'session.organization_id')
        .onRef('data_key.environment', '=', 'session.environment')
        .onRef('data_key.id', '=', 'session.data_key_id'),
    )
    .select(['session.state', 'session.run_number', 'session.event_count', 'session.head_hash', 'session.metadata'])
    .select(['session.data_key_id', 'data_key.wrapped', 'session.run'])
    .where('session.organization_id', '=', scope.organizationId)
    .where('session.environment', '=', scope.environment)
    .where('session.id', '=', id)
    .forUpdate('session')
    .executeTakeFirst();

export interface LastEvent {
  readonly header: EventHeader;
  readonly at: Date;
  readonly payload: Uint8Array;
  readonly hash: Uint8Array;
}

/** The last event of an erased session, and its row without anything that came from the person or the caller. */
export const writeErased = async (
  transaction: Transaction<Tables>,
  scope: Scope,
  { header, at, payload, hash }: LastEvent,
): Promise<void> => {
  await transaction
    .insertInto('event')
    .values({
      organization_id: scope.organizationId,
      environment: scope.environment,
      session_id: header.sessionId,
      number: header.number,
      run_number: header.run,
      type: header.type,
      actor_kind: header.actorKind,
      actor_id: header.actorId,
      engine_version: header.engineVersion,
      at,
      payload,
      hash,
    })
    .execute();
  await transaction
    .updateTable('session')
    .set({
      event_count: header.number,
      head_hash: hash,
      // What was sealed can be opened no more; there is no reason to keep it either.
      run: new Uint8Array(0),
      metadata: '{}',
      redirect_url: null,
      erased_at: at,
    })
    .where((where) => where.and(sessionIs(scope, header.sessionId)))
    .execute();
};

/** Sessions of an entity, the oldest first. */
export const listSessionsOfEntity = async (
  transaction: Pick<Transaction<Tables>, 'selectFrom'>,
  scope: Scope,
  entityId: string,
  page: { readonly after: string | null; readonly limit: number },
): Promise<string[]> => {
  let query = transaction
    .selectFrom('session')
    .select('id')
    .where('organization_id', '=', scope.organizationId)
    .where('environment', '=', scope.environment)
    .where('entity_id', '=', entityId);
  if (page.after !== null) query = query.where('id', '>', page.after);
  const rows = await query.orderBy('id').limit(page.limit).execute();
  return rows.map(({ id }) => id);
};
