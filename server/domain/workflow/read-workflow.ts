import { fail, ok, type Result } from '@gatehouse/core/result.ts';
import type { Scope } from '../../db/scope.ts';
import { type DomainError, notFound } from '../../errors.ts';
import type { DomainContext } from '../context.ts';
import { readGraph } from './stored-graph.ts';
import {
  type DraftRow,
  findDraftRow,
  findWorkflowRow,
  listDraftRows,
  listWorkflowRows,
  type WorkflowRow,
} from './workflow.queries.ts';
import type { DraftRecord, DraftSummary, WorkflowRecord } from './workflow.ts';

/** Drafts that are shown with a workflow, newest first. */
const DRAFTS_SHOWN = 100;

export interface WorkflowWithDrafts extends WorkflowRecord {
  readonly drafts: readonly DraftSummary[];
}

export async function getWorkflow(
  context: Pick<DomainContext, 'database'>,
  scope: Scope,
  id: string,
): Promise<Result<WorkflowWithDrafts, DomainError>> {
  const db = context.database.scoped(scope);
  const row = await findWorkflowRow(db, scope, id);
  if (row === undefined) return fail(notFound('workflow'));
  const drafts = await listDraftRows(db, scope, id, DRAFTS_SHOWN);
  return ok({
    ...toWorkflow(row),
    drafts: drafts.map((draft) => ({
      id: draft.id,
      revision: draft.revision,
      createdAt: draft.created_at,
      updatedAt: draft.updated_at,
    })),
  });
}

/** One page, newest first. `next` is the `after` of the page that follows, or null at the end. */
export async function listWorkflows(
  context: Pick<DomainContext, 'database'>,
  scope: Scope,
  page: { readonly limit: number; readonly after: string | null },
): Promise<{ readonly workflows: readonly WorkflowRecord[]; readonly next: string | null }> {
  const rows = await listWorkflowRows(context.database.scoped(scope), scope, { ...page, limit: page.limit + 1 });
  const workflows = rows.slice(0, page.limit).map(toWorkflow);
  return { workflows, next: rows.length > page.limit ? (workflows.at(-1)?.id ?? null) : null };
}

/** A draft of the workflow; the newest when `draftId` is null. */
export async function getDraft(
  context: Pick<DomainContext, 'database'>,
  scope: Scope,
  workflowId: string,
  draftId: string | null,
): Promise<Result<DraftRecord, DomainError>> {
  const row = await findDraftRow(context.database.scoped(scope), scope, workflowId, draftId);
  return row === undefined ? fail(notFound('draft')) : ok(toDraft(row));
}

export const toDraft = (row: DraftRow): DraftRecord => ({
  id: row.id,
  workflowId: row.workflow_id,
  graph: readGraph(row.graph),
  revision: row.revision,
  createdAt: row.created_at,
  updatedAt: row.updated_at,
});

const toWorkflow = (row: WorkflowRow): WorkflowRecord => ({
  id: row.id,
  name: row.name,
  latestVersion: row.latest_version,
  createdAt: row.created_at,
});
