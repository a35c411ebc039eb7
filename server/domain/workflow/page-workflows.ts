import type { Scope } from '../../db/scope.ts';
import type { DomainContext } from '../context.ts';
import { findVersion } from './find-version.ts';
import { countAllWorkflowRows, pageWorkflowRows } from './page-workflows.queries.ts';
import { toWorkflow } from './read-workflow.ts';
import type { WorkflowRecord, WorkflowVersion } from './workflow.ts';

/** A workflow with its newest version; null until one is published. */
export interface VersionedWorkflow {
  readonly workflow: WorkflowRecord;
  readonly version: WorkflowVersion | null;
}

/** A page by position, newest first, those in the archive too, and how many there are: for APIs whose lists have a total. */
export const pageWorkflows = async (
  context: Pick<DomainContext, 'database'>,
  scope: Scope,
  page: { readonly limit: number; readonly offset: number },
): Promise<{ readonly workflows: readonly VersionedWorkflow[]; readonly total: number }> => {
  const db = context.database.scoped(scope);
  const [rows, total] = [await pageWorkflowRows(db, scope, page), await countAllWorkflowRows(db, scope)];
  const workflows = await Promise.all(rows.map((row) => withVersion(context, scope, toWorkflow(row))));
  return { workflows, total };
};

export const withVersion = async (
  context: Pick<DomainContext, 'database'>,
  scope: Scope,
  workflow: WorkflowRecord,
): Promise<VersionedWorkflow> => {
  const { id, latestVersion } = workflow;
  return {
    workflow,
    version: latestVersion === null ? null : await findVersion(context, scope, id, latestVersion),
  };
};
