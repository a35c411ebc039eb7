import { fail, ok, type Result } from '@gatehouse/core/result.ts';
import type { Scope } from '../../db/scope.ts';
import { type DomainError, domainError, notFound } from '../../errors.ts';
import type { ActActor } from '../act/act.ts';
import { recordAct } from '../act/record-act.ts';
import type { DomainContext } from '../context.ts';
import { sealJson } from '../session/session-log.ts';
import { findDetailsProblem } from './create-entity.ts';
import { lockEntityRow, updateEntityRow } from './entity.queries.ts';
import { type EntityDetails, type EntityRecord, entityPurpose } from './entity.ts';
import { getEntity } from './read-entity.ts';

/** What is left out stays as it is. Details are replaced as a whole. */
export interface EntityUpdate {
  readonly name?: string | null | undefined;
  readonly email?: string | null | undefined;
  readonly details?: EntityDetails | undefined;
}

/**
 * Corrects what is known of a person or a company, for sessions that are made from now on: those that exist keep what was
 * given to them. The organization's log names the members that changed and never what they hold.
 */
export const updateEntity = async (
  context: DomainContext,
  scope: Scope,
  id: string,
  update: EntityUpdate,
  actor: ActActor,
): Promise<Result<EntityRecord, DomainError>> => {
  const problem = findDetailsProblem(update.details);
  if (problem !== null) return fail(problem);
  const written = await write(context, scope, id, update, actor);
  return written.ok ? getEntity(context, scope, id) : written;
};

const write = (
  context: DomainContext,
  scope: Scope,
  id: string,
  { name, email, details }: EntityUpdate,
  actor: ActActor,
): Promise<Result<null, DomainError>> =>
  context.database
    .scoped(scope)
    .transaction()
    .execute(async (transaction) => {
      const row = await lockEntityRow(transaction, scope, id);
      if (row === undefined) return fail(notFound('entity'));
      if (row.wrapped === null) return fail(domainError('erased', 'The data of this entity was erased.'));
      const dataKey = context.sealing.openDataKey(row.data_key_id, row.wrapped);
      const members = Object.entries({ name, email, details }).filter(([, value]) => value !== undefined);
      if (members.length === 0) return ok(null);
      await updateEntityRow(transaction, scope, id, {
        ...(name !== undefined && { name }),
        ...(email !== undefined && { email }),
        ...(details !== undefined && { details: sealJson(context.sealing, dataKey, entityPurpose(id), details) }),
        updated_at: context.now(),
      });
      await recordAct(transaction, context, scope.organizationId, {
        type: 'entity_updated',
        actor,
        subjectId: id,
        payload: { environment: scope.environment, members: members.map(([member]) => member) },
      });
      return ok(null);
    });
