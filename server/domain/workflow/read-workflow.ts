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
  listVersionRows,
  listWorkflowRows,
  type WorkflowPage,
  type WorkflowRow,
} from './workflow.queries.ts';
import type { DraftRecord, DraftSummary, VersionSummary, WorkflowRecord } from './workflow.ts';

/** Drafts that a workflow may have; all of them are shown with it, newest first. */
export const MAX_DRAFTS = 100;

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
  const drafts = await listDraftRows(db, scope, id, { limit: MAX_DRAFTS, after: null });
  return ok({
    ...toWorkflow(row),
    drafts: drafts.map(toDraftSummary),
  });
}

/** One page, newest first. `next` is the `after` of the page that follows, or null at the end. */
export async function listWorkflows(
  context: Pick<DomainContext, 'database'>,
  scope: Scope,
  page: WorkflowPage,
): Promise<{ readonly workflows: readonly WorkflowRecord[]; readonly next: string | null }> {
  const rows = await listWorkflowRows(context.database.scoped(scope), scope, { ...page, limit: page.limit + 1 });
  const workflows = rows.slice(0, page.limit).map(toWorkflow);
  return { workflows, next: rows.length > page.limit ? (workflows.at(-1)?.id ?? null) : null };
}

/** One page of a workflow's drafts, newest first. */
export async function listDrafts(
  context: Pick<DomainContext, 'database'>,
  scope: Scope,
  workflowId: string,
  page: { readonly limit: number; readonly after: string | null },
): Promise<Result<{ readonly drafts: readonly DraftSummary[]; readonly next: string | null }, DomainError>> {
  const db = context.database.scoped(scope);
  if ((await findWorkflowRow(db, scope, workflowId)) === undefined) return fail(notFound('workflow'));
  const rows = await listDraftRows(db, scope, workflowId, { ...page, limit: page.limit + 1 });
  const drafts = rows.slice(0, page.limit).map(toDraftSummary);
  return ok({ drafts, next: rows.length > page.limit ? (drafts.at(-1)?.id ?? null) : null });
}

/** One page of a workflow's versions without their graphs, newest first. */
export async function listVersions(
  context: Pick<DomainContext, 'database'>,
  scope: Scope,
  workflowId: string,
  page: { readonly limit: number; readonly after: number | null },
): Promise<Result<{ readonly versions: readonly VersionSummary[]; readonly next: number | null }, DomainError>> {
  const db = context.database.scoped(scope);
  if ((await findWorkflowRow(db, scope, workflowId)) === undefined) return fail(notFound('workflow'));
  const rows = await listVersionRows(db, scope, workflowId, { ...page, limit: page.limit + 1 });
  const versions = rows.slice(0, page.limit).map((row) => ({
    workflowId: row.workflow_id,
    number: row.number,
    graphHash: row.graph_hash,
    publishedBy: row.published_by,
    publishedAt: row.published_at,
  }));
  return ok({ versions, next: rows.length > page.limit ? (versions.at(-1)?.number ?? null) : null });
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

const toDraftSummary = (row: Omit<DraftRow, 'graph' | 'source' | 'workflow_id'>): DraftSummary => ({
  id: row.id,
  revision: row.revision,
  createdAt: row.created_at,
  updatedAt: row.updated_at,
});

export const toDraft = (row: DraftRow): DraftRecord => ({
  id: row.id,
  workflowId: row.workflow_id,
  graph: readGraph(row.graph),
  revision: row.revision,
  createdAt: row.created_at,
  updatedAt: row.updated_at,
});

export const toWorkflow = (row: WorkflowRow): WorkflowRecord => ({
  id: row.id,
  name: row.name,
  latestVersion: row.latest_version,
  createdAt: row.created_at,
  updatedAt: row.updated_at,
  archivedAt: row.archived_at,
});
