import { fail, ok, type Result } from '@gatehouse/core/result.ts';
import type { Scope } from '../../db/scope.ts';
import type { DomainContext } from '../../domain/context.ts';
import { findInstance } from '../../domain/session/find-instance.ts';
import { type DomainError, domainError } from '../../errors.ts';
import { fromInstanceId } from './translate.ts';

export const unknownInstance = domainError('not_found', 'Workflow instance not found.');

/** The instance whose id a page has as its only credential. */
export const findVisited = async (
  context: DomainContext,
  instanceId: string,
): Promise<Result<{ readonly scope: Scope; readonly sessionId: string }, DomainError>> => {
  const found = await findInstance(context, fromInstanceId(instanceId));
  return found === null ? fail(unknownInstance) : ok(found);
};
