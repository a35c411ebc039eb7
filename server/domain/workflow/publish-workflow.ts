import { fail, ok, type Result } from '@gatehouse/core/result.ts';
import type { Transaction } from 'kysely';
import type { Tables } from '../../db/client.ts';
import type { Scope } from '../../db/scope.ts';
import { type DomainError, notFound } from '../../errors.ts';
import type { ActActor } from '../act/act.ts';
import { recordAct } from '../act/record-act.ts';
import type { DomainContext } from '../context.ts';
import { archived } from './find-published-version.ts';
import { findRefusal } from './find-refusal.ts';
import { hashGraph, readGraph } from './stored-graph.ts';
import { toVersion } from './stored-version.ts';
import {
  type DraftRow,
  findDraftRow,
  findVersionRow,
  insertVersion,
  lockWorkflowRow,
  updateWorkflow,
  type WorkflowRow,
} from './workflow.queries.ts';
import type { WorkflowVersion } from './workflow.ts';

export interface Publication {
  readonly workflowId: string;
  /** The newest draft when null. */
  readonly draftId: string | null;
}

/**
 * Makes a draft the workflow's next version. Publications of one workflow follow one another, so numbers have no gap. A
 * draft that equals the newest version is that version already: it is given back, so that a repeated call repeats nothing.
 * `graph_invalid` names each finding that has to be mended, with pointers into the graph.
 */
export function publishWorkflow(
  context: DomainContext,
  scope: Scope,
  { workflowId, draftId }: Publication,
  actor: ActActor,
): Promise<Result<WorkflowVersion, DomainError>> {
  return context.database
    .scoped(scope)
    .transaction()
    .execute(async (transaction) => {
      const workflow = await lockWorkflowRow(transaction, scope, workflowId);
      if (workflow === undefined) return fail(notFound('workflow'));
      if (workflow.archived_at !== null) return fail(archived);
      const draft = await findDraftRow(transaction, scope, workflowId, draftId);
      if (draft === undefined) return fail(notFound('draft'));
      const equal = await findEqualVersion(transaction, scope, { workflow, draft });
      if (equal !== null) return ok(equal);
      const refusal = findRefusal(readGraph(draft.graph), { isCompiled: draft.source !== null });
      if (refusal !== undefined) return fail(refusal);
      return ok(await addVersion(transaction, context, scope, { workflow, draft }, actor));
    });
}

/** Makes a draft that may be published the next version, or finds the newest version equal. The workflow's row is locked. */
export const writeVersion = async (
  transaction: Transaction<Tables>,
  context: DomainContext,
  scope: Scope,
  { workflow, draft }: Publishing,
  actor: ActActor,
): Promise<WorkflowVersion> => {
  const equal = await findEqualVersion(transaction, scope, { workflow, draft });
  return equal ?? addVersion(transaction, context, scope, { workflow, draft }, actor);
};

interface Publishing {
  readonly workflow: WorkflowRow;
  readonly draft: DraftRow;
}

/** Null unless the draft and what it was made from say what the newest version does. */
const findEqualVersion = async (
  transaction: Transaction<Tables>,
  scope: Scope,
  { workflow, draft }: Publishing,
): Promise<WorkflowVersion | null> => {
  const newest = await findNewestVersion(transaction, scope, workflow);
  return newest?.graph === draft.graph && newest.source === draft.source ? toVersion(newest) : null;
};

const findNewestVersion = (transaction: Transaction<Tables>, scope: Scope, workflow: WorkflowRow) =>
  workflow.latest_version === null
    ? undefined
    : findVersionRow(transaction, scope, workflow.id, workflow.latest_version);

const addVersion = async (
  transaction: Transaction<Tables>,
  context: DomainContext,
  scope: Scope,
  { workflow, draft }: Publishing,
  actor: ActActor,
): Promise<WorkflowVersion> => {
  const row = {
    workflow_id: workflow.id,
    number: (workflow.latest_version ?? 0) + 1,
    graph: draft.graph,
    graph_hash: hashGraph(draft.graph),
    source: draft.source,
    published_by: actor.id,
    published_at: context.now(),
  };
  await insertVersion(transaction, scope, row);
  await updateWorkflow(transaction, scope, workflow.id, { latest_version: row.number, updated_at: row.published_at });
  await recordAct(transaction, context, scope.organizationId, {
    type: 'workflow_published',
    actor,
    subjectId: workflow.id,
    payload: {
      environment: scope.environment,
      number: row.number,
      draftId: draft.id,
      draftRevision: draft.revision,
      graphHash: Buffer.from(row.graph_hash).toString('hex'),
    },
  });
  return toVersion(row);
};
