import { fail, ok, type Result } from '@gatehouse/core/result.ts';
import type { Scope } from '../../db/scope.ts';
import { type DomainError, domainError, notFound } from '../../errors.ts';
import type { DomainContext } from '../context.ts';
import { findVersion } from './find-version.ts';
import { findWorkflowRow } from './workflow.queries.ts';
import type { WorkflowVersion } from './workflow.ts';

/** The version that a new session runs through: the one asked for, else the newest. */
export async function findPublishedVersion(
  context: Pick<DomainContext, 'database'>,
  scope: Scope,
  workflowId: string,
  number: number | undefined,
): Promise<Result<WorkflowVersion, DomainError>> {
  const workflow = await findWorkflowRow(context.database.scoped(scope), scope, workflowId);
  if (workflow === undefined) return fail(notFound('workflow'));
  const wanted = number ?? workflow.latest_version;
  if (wanted === null) {
    return fail(
      domainError('workflow_not_published', 'The workflow has drafts only. Publish one, then make sessions.'),
    );
  }
  const version = await findVersion(context, scope, workflowId, wanted);
  return version === undefined ? fail(notFound(`version ${wanted} of the workflow`)) : ok(version);
}
