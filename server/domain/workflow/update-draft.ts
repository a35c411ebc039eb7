import { fail, ok, type Result } from '@gatehouse/core/result.ts';
import type { Graph } from '@gatehouse/core/workflow/graph.ts';
import type { Scope } from '../../db/scope.ts';
import { type DomainError, domainError, notFound } from '../../errors.ts';
import type { DomainContext } from '../context.ts';
import { toDraft } from './read-workflow.ts';
import { writeGraph } from './stored-graph.ts';
import { findDraftRow, updateDraftGraph, updateWorkflow } from './workflow.queries.ts';
import type { DraftRecord } from './workflow.ts';

export interface DraftChange {
  readonly workflowId: string;
  readonly draftId: string;
  /** The revision that was edited: `conflict` when the draft has moved on. */
  readonly revision: number;
  readonly graph: Graph;
}

/** Replaces a draft's graph. The vendor's document it came from, if any, no longer says what it does and is dropped. */
export async function updateDraft(
  context: Pick<DomainContext, 'database' | 'now'>,
  scope: Scope,
  change: DraftChange,
): Promise<Result<DraftRecord, DomainError>> {
  const db = context.database.scoped(scope);
  const at = context.now();
  const isUpdated = await db.transaction().execute(async (transaction) => {
    const isNewest = await updateDraftGraph(transaction, scope, {
      id: change.draftId,
      workflowId: change.workflowId,
      revision: change.revision,
      graph: writeGraph(change.graph),
      source: null,
      at,
    });
    if (isNewest) await updateWorkflow(transaction, scope, change.workflowId, { updated_at: at });
    return isNewest;
  });
  const row = await findDraftRow(db, scope, change.workflowId, change.draftId);
  if (row === undefined) return fail(notFound('draft'));
  if (isUpdated) return ok(toDraft(row));
  return fail(
    domainError(
      'conflict',
      `The draft has revision ${row.revision} by now, not ${change.revision}. Read it again and repeat the change.`,
    ),
  );
}
