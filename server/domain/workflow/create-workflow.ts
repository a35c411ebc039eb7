import type { Graph } from '@gatehouse/core/workflow/graph.ts';
import type { Scope } from '../../db/scope.ts';
import type { ActActor } from '../act/act.ts';
import { recordAct } from '../act/record-act.ts';
import type { DomainContext } from '../context.ts';
import { writeGraph } from './stored-graph.ts';
import { insertDraft, insertWorkflow } from './workflow.queries.ts';
import type { DraftRecord, WorkflowRecord } from './workflow.ts';

export interface NewWorkflowInput {
  readonly name: string;
  readonly graph: Graph;
  /** The vendor's document that the graph was compiled from, as it was received. */
  readonly source?: string | undefined;
}

/** Makes a workflow with the graph as its first draft. The graph may have findings; publishing will refuse it then. */
export async function createWorkflow(
  context: DomainContext,
  scope: Scope,
  input: NewWorkflowInput,
  actor: ActActor,
): Promise<{ readonly workflow: WorkflowRecord; readonly draft: DraftRecord }> {
  const id = context.newId();
  const draftId = context.newId();
  const createdAt = context.now();
  await context.database
    .scoped(scope)
    .transaction()
    .execute(async (transaction) => {
      await insertWorkflow(transaction, scope, { id, name: input.name, createdAt });
      await insertDraft(transaction, scope, {
        id: draftId,
        workflowId: id,
        graph: writeGraph(input.graph),
        source: input.source ?? null,
        createdBy: actor.id,
        createdAt,
      });
      await recordAct(transaction, context, scope.organizationId, {
        type: 'workflow_created',
        actor,
        subjectId: id,
        payload: { environment: scope.environment, name: input.name },
      });
    });
  return {
    workflow: { id, name: input.name, latestVersion: null, createdAt, updatedAt: createdAt, archivedAt: null },
    draft: { id: draftId, workflowId: id, graph: input.graph, revision: 1, createdAt, updatedAt: createdAt },
  };
}
