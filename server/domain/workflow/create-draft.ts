import { fail, ok, type Result } from '@gatehouse/core/result.ts';
import type { Graph } from '@gatehouse/core/workflow/graph.ts';
import type { Transaction } from 'kysely';
import type { Tables } from '../../db/client.ts';
import type { Scope } from '../../db/scope.ts';
import { type DomainError, domainError, notFound } from '../../errors.ts';
import type { ActActor } from '../act/act.ts';
import { recordAct } from '../act/record-act.ts';
import type { DomainContext } from '../context.ts';
import { MAX_DRAFTS, toDraft } from './read-workflow.ts';
import { writeGraph } from './stored-graph.ts';
import {
  deleteDraft,
  findDraftRow,
  findVersionRow,
  insertDraft,
  listDraftRows,
  lockWorkflowRow,
  updateWorkflow,
} from './workflow.queries.ts';
import type { DraftRecord } from './workflow.ts';

/** What a new draft begins with. */
export type DraftSource =
  | { readonly kind: 'graph'; readonly graph: Graph }
  | { readonly kind: 'version'; readonly number: number }
  | { readonly kind: 'draft'; readonly draftId: string };

/** Adds a draft to a workflow; `limit_reached` where it has as many as it may. */
export const createDraft = (
  context: DomainContext,
  scope: Scope,
  { workflowId, source }: { readonly workflowId: string; readonly source: DraftSource },
  actor: ActActor,
): Promise<Result<DraftRecord, DomainError>> =>
  context.database
    .scoped(scope)
    .transaction()
    .execute(async (transaction) => {
      const workflow = await lockWorkflowRow(transaction, scope, workflowId);
      if (workflow === undefined) return fail(notFound('workflow'));
      const graph = await readSource(transaction, scope, workflowId, source);
      if (!graph.ok) return graph;
      const present = await listDraftRows(transaction, scope, workflowId, { limit: MAX_DRAFTS, after: null });
      if (present.length >= MAX_DRAFTS) return fail(tooMany);
      const id = context.newId();
      await insertDraft(transaction, scope, {
        id,
        workflowId,
        ...graph.value,
        createdBy: actor.id,
        createdAt: context.now(),
      });
      await updateWorkflow(transaction, scope, workflowId, { updated_at: context.now() });
      await recordAct(transaction, context, scope.organizationId, {
        type: 'draft_created',
        actor,
        subjectId: workflowId,
        payload: { environment: scope.environment, draftId: id, from: nameOf(source) },
      });
      const row = await findDraftRow(transaction, scope, workflowId, id);
      if (row === undefined) throw new Error(`The draft ${id} was written and is not there.`);
      return ok(toDraft(row));
    });

/** Deletes a draft for good and gives back what it was. */
export const discardDraft = (
  context: DomainContext,
  scope: Scope,
  { workflowId, draftId }: { readonly workflowId: string; readonly draftId: string },
  actor: ActActor,
): Promise<Result<DraftRecord, DomainError>> =>
  context.database
    .scoped(scope)
    .transaction()
    .execute(async (transaction) => {
      const row = await findDraftRow(transaction, scope, workflowId, draftId);
      // Somebody else may discard it at the same moment: one of the two deletes it.
      if (row === undefined || !(await deleteDraft(transaction, scope, workflowId, draftId))) {
        return fail(notFound('draft'));
      }
      await updateWorkflow(transaction, scope, workflowId, { updated_at: context.now() });
      await recordAct(transaction, context, scope.organizationId, {
        type: 'draft_discarded',
        actor,
        subjectId: workflowId,
        payload: { environment: scope.environment, draftId, revision: row.revision },
      });
      return ok(toDraft(row));
    });

/** The graph's text, and the vendor's document that belongs to it where a draft is copied. */
const readSource = async (
  transaction: Transaction<Tables>,
  scope: Scope,
  workflowId: string,
  source: DraftSource,
): Promise<Result<{ readonly graph: string; readonly source: string | null }, DomainError>> => {
  switch (source.kind) {
    case 'graph':
      return ok({ graph: writeGraph(source.graph), source: null });
    case 'version': {
      const row = await findVersionRow(transaction, scope, workflowId, source.number);
      return row === undefined ? fail(notFound('version')) : ok({ graph: row.graph, source: null });
    }
    case 'draft': {
      const row = await findDraftRow(transaction, scope, workflowId, source.draftId);
      return row === undefined ? fail(notFound('draft')) : ok({ graph: row.graph, source: row.source });
    }
  }
};

const nameOf = (source: DraftSource): string => {
  if (source.kind === 'graph') return 'graph';
  return source.kind === 'version' ? `version:${source.number}` : `draft:${source.draftId}`;
};

const tooMany = domainError(
  'limit_reached',
  `The workflow has ${MAX_DRAFTS} drafts, which is the most there may be. Discard one first.`,
);
