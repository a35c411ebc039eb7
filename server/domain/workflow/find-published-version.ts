import { fail, ok, type Result } from '@gatehouse/core/result.ts';
import type { Scope } from '../../db/scope.ts';
import { type DomainError, domainError, notFound } from '../../errors.ts';
import type { DomainContext } from '../context.ts';
import { findVersion } from './find-version.ts';
import { findWorkflowRow } from './workflow.queries.ts';
import type { WorkflowVersion } from './workflow.ts';

/**
 * The version that a new session runs on: the one with this number, or the newest. `not_found` points
 * into the request, at `/workflowId` or `/version`; `workflow_not_published` and `workflow_archived` are the workflow's own.
 */
export async function findPublishedVersion(
  context: Pick<DomainContext, 'database'>,
  scope: Scope,
  workflowId: string,
  number: number | undefined,
): Promise<Result<WorkflowVersion, DomainError>> {
  const workflow = await findWorkflowRow(context.database.scoped(scope), scope, workflowId);
  if (workflow === undefined) return fail(missing('workflow', '/workflowId', workflowId));
  if (workflow.archived_at !== null) return fail(archived);
  const wanted = number ?? workflow.latest_version;
  if (wanted === null) {
    return fail(domainError('workflow_not_published', 'The workflow has no published version yet: publish it first.'));
  }
  const version = await findVersion(context, scope, workflowId, wanted);
  return version === null ? fail(missing('version', '/version', String(wanted))) : ok(version);
}

/** Of an archived workflow neither a session is made nor a version. */
export const archived = domainError(
  'workflow_archived',
  'The workflow is archived: take it out of the archive first, or use another one.',
);

const missing = (noun: 'workflow' | 'version', pointer: string, value: string): DomainError =>
  domainError('not_found', notFound(noun).detail, [
    { pointer, code: 'not_found', sentence: `There is no ${noun} ${value}.` },
  ]);
