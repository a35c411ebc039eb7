import { fail, ok, type Result } from '@gatehouse/core/result.ts';
import type { Transaction } from 'kysely';
import type { Tables } from '../../db/client.ts';
import type { Scope } from '../../db/scope.ts';
import { type DomainError, notFound } from '../../errors.ts';
import type { ActActor, NewAct } from '../act/act.ts';
import { recordAct } from '../act/record-act.ts';
import type { DomainContext } from '../context.ts';
import { toWorkflow } from './read-workflow.ts';
import { lockWorkflowRow, updateWorkflow, type WorkflowRow } from './workflow.queries.ts';
import type { WorkflowRecord } from './workflow.ts';

/** Gives a workflow another name. */
export const renameWorkflow = (
  context: DomainContext,
  scope: Scope,
  { id, name }: { readonly id: string; readonly name: string },
  actor: ActActor,
): Promise<Result<WorkflowRecord, DomainError>> =>
  changeWorkflow(context, scope, id, actor, (row) =>
    row.name === name
      ? null
      : { change: { name }, type: 'workflow_renamed', payload: { before: row.name, after: name } },
  );

/**
 * Puts a workflow into the archive: no session and no version is made of it any more, and those that are there go on.
 * Archiving an archived one again is no error.
 */
export const archiveWorkflow = (
  context: DomainContext,
  scope: Scope,
  id: string,
  actor: ActActor,
): Promise<Result<WorkflowRecord, DomainError>> =>
  changeWorkflow(context, scope, id, actor, (row) =>
    row.archived_at !== null
      ? null
      : { change: { archived_at: context.now() }, type: 'workflow_archived', payload: {} },
  );

/** Takes a workflow out of the archive; one that is in use already stays so. */
export const unarchiveWorkflow = (
  context: DomainContext,
  scope: Scope,
  id: string,
  actor: ActActor,
): Promise<Result<WorkflowRecord, DomainError>> =>
  changeWorkflow(context, scope, id, actor, (row) =>
    row.archived_at === null ? null : { change: { archived_at: null }, type: 'workflow_unarchived', payload: {} },
  );

interface Change {
  readonly change: { readonly name?: string; readonly archived_at?: Date | null };
  readonly type: NewAct['type'];
  readonly payload: { readonly before?: string; readonly after?: string };
}

/** `decide` says what to change of the locked row; null leaves it, and the log, as they are. */
const changeWorkflow = (
  context: DomainContext,
  scope: Scope,
  id: string,
  actor: ActActor,
  decide: (row: WorkflowRow) => Change | null,
): Promise<Result<WorkflowRecord, DomainError>> =>
  context.database
    .scoped(scope)
    .transaction()
    .execute(async (transaction) => {
      const row = await lockWorkflowRow(transaction, scope, id);
      if (row === undefined) return fail(notFound('workflow'));
      const decided = decide(row);
      if (decided === null) return ok(toWorkflow(row));
      const change = { ...decided.change, updated_at: context.now() };
      await write(transaction, context, scope, id, actor, { ...decided, change });
      return ok(toWorkflow({ ...row, ...change }));
    });

const write = async (
  transaction: Transaction<Tables>,
  context: DomainContext,
  scope: Scope,
  id: string,
  actor: ActActor,
  { change, type, payload }: Change & { readonly change: { readonly updated_at: Date } },
): Promise<void> => {
  await updateWorkflow(transaction, scope, id, change);
  await recordAct(transaction, context, scope.organizationId, {
    type,
    actor,
    subjectId: id,
    payload: { environment: scope.environment, ...payload },
  });
};
