import { fail, ok, type Result } from '@gatehouse/core/result.ts';
import type { Graph } from '@gatehouse/core/workflow/graph.ts';
import type { Transaction } from 'kysely';
import type { Tables } from '../../db/client.ts';
import type { Scope } from '../../db/scope.ts';
import type { DomainError } from '../../errors.ts';
import type { ActActor } from '../act/act.ts';
import { recordAct } from '../act/record-act.ts';
import type { DomainContext } from '../context.ts';
import { findRefusal } from './find-refusal.ts';
import { writeVersion } from './publish-workflow.ts';
import { type PresentWorkflow, presentOf } from './source.ts';
import { writeGraph } from './stored-graph.ts';
import {
  findDraftRow,
  findWorkflowRow,
  insertDraft,
  insertWorkflow,
  lockWorkflowRow,
  updateDraftGraph,
  updateWorkflow,
} from './workflow.queries.ts';

/** A vendor's document and what it was compiled to. */
export interface SourcedWorkflow {
  readonly name: string;
  readonly graph: Graph;
  /** The document as it is to be given back. */
  readonly source: string;
  /** Whether it becomes a version at once, or stays a draft. */
  readonly isPublished: boolean;
}

/**
 * Makes a workflow of a vendor's document: a draft, and the version 1 where it is published. All of it or nothing: a
 * document that cannot be published (`graph_invalid`) leaves no workflow behind.
 */
export const createFromSource = async (
  context: DomainContext,
  scope: Scope,
  input: SourcedWorkflow,
  actor: ActActor,
): Promise<Result<{ readonly id: string }, DomainError>> => {
  const refusal = refusalOf(input);
  if (refusal !== undefined) return fail(refusal);
  const id = context.newId();
  const createdAt = context.now();
  await context.database
    .scoped(scope)
    .transaction()
    .execute(async (transaction) => {
      await insertWorkflow(transaction, scope, { id, name: input.name, createdAt });
      const draft = draftOf(context, input);
      await insertDraft(transaction, scope, { ...draft, workflowId: id, createdBy: actor.id, createdAt });
      await recordAct(transaction, context, scope.organizationId, {
        type: 'workflow_created',
        actor,
        subjectId: id,
        payload: { environment: scope.environment, name: input.name },
      });
      if (input.isPublished) await publish(transaction, context, scope, id, actor);
    });
  return ok({ id });
};

/**
 * Changes a workflow by its document: `change` makes the next one of the present one. It takes the place of the newest
 * draft, and becomes the next version where it is published.
 */
export const changeFromSource = (
  context: DomainContext,
  scope: Scope,
  id: string,
  change: (present: PresentWorkflow) => Result<SourcedWorkflow, DomainError>,
  actor: ActActor,
): Promise<Result<{ readonly id: string }, DomainError>> =>
  context.database
    .scoped(scope)
    .transaction()
    .execute(async (transaction) => {
      const present = await presentOf(transaction, scope, await lockWorkflowRow(transaction, scope, id));
      if (!present.ok) return present;
      const changed = change(present.value);
      if (!changed.ok) return changed;
      const input = changed.value;
      const refusal = refusalOf(input);
      if (refusal !== undefined) return fail(refusal);
      await writeDraft(transaction, context, scope, { id, input }, actor);
      const { name } = present.value.workflow;
      if (name !== input.name)
        await rename(transaction, context, scope, { id, before: name, after: input.name }, actor);
      if (input.isPublished) await publish(transaction, context, scope, id, actor);
      return ok({ id });
    });

/** Before anything is written, so that nothing has to be taken back. */
const refusalOf = ({ graph, isPublished }: SourcedWorkflow): DomainError | undefined =>
  isPublished ? findRefusal(graph, { isCompiled: true }) : undefined;

interface Saved {
  readonly id: string;
  readonly input: SourcedWorkflow;
}

const draftOf = (context: Pick<DomainContext, 'newId'>, { graph, source }: SourcedWorkflow) => ({
  id: context.newId(),
  graph: writeGraph(graph),
  source,
});

/** In place of the newest draft: who saves documents knows no drafts, so that there is one at most. */
const writeDraft = async (
  transaction: Transaction<Tables>,
  context: DomainContext,
  scope: Scope,
  { id, input }: Saved,
  actor: ActActor,
): Promise<void> => {
  const at = context.now();
  const newest = await findDraftRow(transaction, scope, id, null);
  const draft = draftOf(context, input);
  if (newest === undefined)
    await insertDraft(transaction, scope, { ...draft, workflowId: id, createdBy: actor.id, createdAt: at });
  else {
    const { revision } = newest;
    await updateDraftGraph(transaction, scope, { ...draft, id: newest.id, workflowId: id, revision, at });
  }
  await updateWorkflow(transaction, scope, id, { updated_at: at });
};

const rename = async (
  transaction: Transaction<Tables>,
  context: DomainContext,
  scope: Scope,
  { id, before, after }: { readonly id: string; readonly before: string; readonly after: string },
  actor: ActActor,
): Promise<void> => {
  await updateWorkflow(transaction, scope, id, { name: after, updated_at: context.now() });
  await recordAct(transaction, context, scope.organizationId, {
    type: 'workflow_renamed',
    actor,
    subjectId: id,
    payload: { environment: scope.environment, before, after },
  });
};

const publish = async (
  transaction: Transaction<Tables>,
  context: DomainContext,
  scope: Scope,
  id: string,
  actor: ActActor,
): Promise<void> => {
  const workflow = await findWorkflowRow(transaction, scope, id);
  const draft = await findDraftRow(transaction, scope, id, null);
  if (workflow === undefined || draft === undefined)
    throw new Error(`The draft of workflow ${id} was written and is not there.`);
  await writeVersion(transaction, context, scope, { workflow, draft }, actor);
};
