import { fail, ok, type Result } from '@gatehouse/core/result.ts';
import type { Scope } from '../../db/scope.ts';
import type { DomainContext } from '../../domain/context.ts';
import { findSessionByPublicId } from '../../domain/session/find-instance.ts';
import { readNodes, type SessionNodes } from '../../domain/session/read-nodes.ts';
import type { SessionRecord } from '../../domain/session/session.ts';
import type { DomainError } from '../../errors.ts';
import { unknownInstance } from './find-visited.ts';
import { fromInstanceId } from './translate.ts';

/** An instance of the caller's community with its nodes, by the id that the vendor's API gives it. */
export const readInstance = async (
  context: DomainContext,
  scope: Scope,
  instanceId: string,
): Promise<Result<{ readonly record: SessionRecord; readonly nodes: SessionNodes }, DomainError>> => {
  const record = await findSessionByPublicId(context, scope, fromInstanceId(instanceId));
  if (!record.ok) return fail(unknownInstance);
  const nodes = await readNodes(context, scope, record.value.id);
  return nodes.ok ? ok({ record: record.value, nodes: nodes.value }) : nodes;
};
