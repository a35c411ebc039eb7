import { fail, type Result } from '@gatehouse/core/result.ts';
import { findCanonicalProblem } from '@gatehouse/core/workflow/canonical.ts';
import type { Scope } from '../../db/scope.ts';
import { type DomainError, domainError } from '../../errors.ts';
import type { DomainContext } from '../context.ts';
import { sealJson } from '../session/session-log.ts';
import { insertEntity, type NewEntity } from './entity.queries.ts';
import { type EntityDetails, type EntityInput, type EntityRecord, entityPurpose } from './entity.ts';
import { getEntity } from './read-entity.ts';

/** JSON that cannot be written down the same way every time, such as half a character. */
export const findDetailsProblem = (details: EntityDetails | undefined): DomainError | null => {
  const problem = findCanonicalProblem(details ?? {});
  if (problem === undefined) return null;
  return domainError('request_invalid', 'The details hold something that cannot be kept.', [
    { pointer: `/details${problem.pointer}`, code: problem.code, sentence: problem.sentence },
  ]);
};

/** An entity ready to be stored, its details sealed under a data key of its own. */
export const sealEntity = (context: DomainContext, input: EntityInput): NewEntity => {
  const id = context.newId();
  const { dataKey, wrapped } = context.sealing.createDataKey(context.newId());
  return {
    id,
    kind: input.kind,
    name: input.name ?? null,
    email: input.email ?? null,
    details: sealJson(context.sealing, dataKey, entityPurpose(id), input.details ?? {}),
    dataKey: { id: dataKey.id, wrapped },
  };
};

/** Makes a person or a company for which sessions can be made later. */
export const createEntity = async (
  context: DomainContext,
  scope: Scope,
  input: EntityInput,
): Promise<Result<EntityRecord, DomainError>> => {
  const problem = findDetailsProblem(input.details);
  if (problem !== null) return fail(problem);
  const entity = sealEntity(context, input);
  const origin = { sealingKeyId: context.sealing.sealingKeyId, createdAt: context.now() };
  await context.database
    .scoped(scope)
    .transaction()
    .execute((transaction) => insertEntity(transaction, scope, entity, origin));
  return getEntity(context, scope, entity.id);
};
