import type { Kysely, Selectable, Transaction } from 'kysely';
import type { Tables } from '../../db/client.ts';
import type { Scope } from '../../db/scope.ts';

export type WorkflowRow = Pick<
  Selectable<Tables['workflow']>,
  'id' | 'name' | 'latest_version' | 'created_at' | 'updated_at' | 'archived_at'
>;
export type DraftRow = Omit<Selectable<Tables['workflow_draft']>, 'organization_id' | 'environment' | 'created_by'>;
export type VersionRow = Omit<Selectable<Tables['workflow_version']>, 'organization_id' | 'environment'>;

const selectWorkflows = (db: Kysely<Tables>, scope: Scope) =>
  db
    .selectFrom('workflow')
    .select(['id', 'name', 'latest_version', 'created_at', 'updated_at', 'archived_at'])
    .where('organization_id', '=', scope.organizationId)
    .where('environment', '=', scope.environment);

export const findWorkflowRow = (db: Kysely<Tables>, scope: Scope, id: string): Promise<WorkflowRow | undefined> =>
  selectWorkflows(db, scope).where('id', '=', id).executeTakeFirst();

/** Lets one publication after the other go on; rows that refer to the workflow are not held up. */
export const lockWorkflowRow = (
  transaction: Transaction<Tables>,
  scope: Scope,
  id: string,
): Promise<WorkflowRow | undefined> =>
  selectWorkflows(transaction, scope).where('id', '=', id).forNoKeyUpdate().executeTakeFirst();

/** Newest first, from the one before `after`: ids are uuid v7, so the primary key gives the order. */
export const listWorkflowRows = (db: Kysely<Tables>, scope: Scope, page: WorkflowPage): Promise<WorkflowRow[]> => {
  let query = selectWorkflows(db, scope).orderBy('id', 'desc').limit(page.limit);
  if (page.isArchived !== undefined) query = query.where('archived_at', page.isArchived ? 'is not' : 'is', null);
  return (page.after === null ? query : query.where('id', '<', page.after)).execute();
};

export interface WorkflowPage {
  readonly limit: number;
  readonly after: string | null;
  /** Both kinds when left out. */
  readonly isArchived?: boolean | undefined;
}

export const insertWorkflow = async (
  transaction: Transaction<Tables>,
  scope: Scope,
  workflow: { readonly id: string; readonly name: string; readonly createdAt: Date },
): Promise<void> => {
  await transaction
    .insertInto('workflow')
    .values({
      organization_id: scope.organizationId,
      environment: scope.environment,
      id: workflow.id,
      name: workflow.name,
      created_at: workflow.createdAt,
      updated_at: workflow.createdAt,
    })
    .execute();
};

/** What of a workflow may change; when it did is noted with it. */
export interface WorkflowChange {
  readonly name?: string;
  readonly archived_at?: Date | null;
  readonly latest_version?: number;
  readonly has_direct_access?: boolean;
  /** Sealed. */
  readonly access_code?: Uint8Array | null;
  readonly updated_at: Date;
}

/** With `updated_at` alone something changed that does not stand in the workflow's row. */
export const updateWorkflow = async (
  transaction: Transaction<Tables>,
  scope: Scope,
  id: string,
  change: WorkflowChange,
): Promise<void> => {
  await transaction
    .updateTable('workflow')
    .set(change)
    .where('organization_id', '=', scope.organizationId)
    .where('environment', '=', scope.environment)
    .where('id', '=', id)
    .execute();
};

const selectDrafts = (db: Kysely<Tables>, scope: Scope, workflowId: string) =>
  db
    .selectFrom('workflow_draft')
    .select(['id', 'workflow_id', 'graph', 'source', 'revision', 'created_at', 'updated_at'])
    .where('organization_id', '=', scope.organizationId)
    .where('environment', '=', scope.environment)
    .where('workflow_id', '=', workflowId);

/** The draft with this id, or the newest one of the workflow. */
export const findDraftRow = (
  db: Kysely<Tables>,
  scope: Scope,
  workflowId: string,
  draftId: string | null,
): Promise<DraftRow | undefined> => {
  const query = selectDrafts(db, scope, workflowId).orderBy('id', 'desc').limit(1);
  return (draftId === null ? query : query.where('id', '=', draftId)).executeTakeFirst();
};

/** What a list of drafts shows; graphs are read one at a time. */
export const listDraftRows = (
  db: Kysely<Tables>,
  scope: Scope,
  workflowId: string,
  page: { readonly limit: number; readonly after: string | null },
): Promise<Omit<DraftRow, 'graph' | 'source' | 'workflow_id'>[]> => {
  const query = db
    .selectFrom('workflow_draft')
    .select(['id', 'revision', 'created_at', 'updated_at'])
    .where('organization_id', '=', scope.organizationId)
    .where('environment', '=', scope.environment)
    .where('workflow_id', '=', workflowId)
    .orderBy('id', 'desc')
    .limit(page.limit);
  return (page.after === null ? query : query.where('id', '<', page.after)).execute();
};

export interface NewDraft {
  readonly id: string;
  readonly workflowId: string;
  readonly graph: string;
  /** The vendor's document that the graph was compiled from, as it was received. */
  readonly source: string | null;
  readonly createdBy: string | null;
  readonly createdAt: Date;
}

export const insertDraft = async (transaction: Transaction<Tables>, scope: Scope, draft: NewDraft): Promise<void> => {
  await transaction
    .insertInto('workflow_draft')
    .values({
      organization_id: scope.organizationId,
      environment: scope.environment,
      id: draft.id,
      workflow_id: draft.workflowId,
      graph: draft.graph,
      source: draft.source,
      created_by: draft.createdBy,
      created_at: draft.createdAt,
      updated_at: draft.createdAt,
    })
    .execute();
};

/** False when the draft has another revision by now, or is gone. */
export const updateDraftGraph = async (
  db: Kysely<Tables>,
  scope: Scope,
  draft: {
    readonly id: string;
    readonly workflowId: string;
    readonly revision: number;
    readonly graph: string;
    readonly source: string | null;
    readonly at: Date;
  },
): Promise<boolean> => {
  const row = await db
    .updateTable('workflow_draft')
    .set({ graph: draft.graph, source: draft.source, revision: draft.revision + 1, updated_at: draft.at })
    .where('organization_id', '=', scope.organizationId)
    .where('environment', '=', scope.environment)
    .where('workflow_id', '=', draft.workflowId)
    .where('id', '=', draft.id)
    .where('revision', '=', draft.revision)
    .returning('id')
    .executeTakeFirst();
  return row !== undefined;
};

/** False when there is none. */
export const deleteDraft = async (
  transaction: Transaction<Tables>,
  scope: Scope,
  workflowId: string,
  id: string,
): Promise<boolean> => {
  const result = await transaction
    .deleteFrom('workflow_draft')
    .where('organization_id', '=', scope.organizationId)
    .where('environment', '=', scope.environment)
    .where('workflow_id', '=', workflowId)
    .where('id', '=', id)
    .executeTakeFirst();
  return Number(result.numDeletedRows) > 0;
};

export type VersionSummaryRow = Omit<VersionRow, 'graph' | 'source'>;

/** Newest first, from the one before `after`; graphs are read one at a time. */
export const listVersionRows = (
  db: Kysely<Tables>,
  scope: Scope,
  workflowId: string,
  page: { readonly limit: number; readonly after: number | null },
): Promise<VersionSummaryRow[]> => {
  const query = db
    .selectFrom('workflow_version')
    .select(['workflow_id', 'number', 'graph_hash', 'published_by', 'published_at'])
    .where('organization_id', '=', scope.organizationId)
    .where('environment', '=', scope.environment)
    .where('workflow_id', '=', workflowId)
    .orderBy('number', 'desc')
    .limit(page.limit);
  return (page.after === null ? query : query.where('number', '<', page.after)).execute();
};

export const findVersionRow = (
  db: Kysely<Tables>,
  scope: Scope,
  workflowId: string,
  number: number,
): Promise<VersionRow | undefined> =>
  db
    .selectFrom('workflow_version')
    .select(['workflow_id', 'number', 'graph', 'graph_hash', 'source', 'published_by', 'published_at'])
    .where('organization_id', '=', scope.organizationId)
    .where('environment', '=', scope.environment)
    .where('workflow_id', '=', workflowId)
    .where('number', '=', number)
    .executeTakeFirst();

export const insertVersion = async (
  transaction: Transaction<Tables>,
  scope: Scope,
  version: VersionRow,
): Promise<void> => {
  await transaction
    .insertInto('workflow_version')
    .values({ organization_id: scope.organizationId, environment: scope.environment, ...version })
    .execute();
};
