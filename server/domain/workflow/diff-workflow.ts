import { fail, ok, type Result } from '@gatehouse/core/result.ts';
import { type Change, diff } from '@gatehouse/core/workflow/diff.ts';
import type { Graph } from '@gatehouse/core/workflow/graph.ts';
import type { Scope } from '../../db/scope.ts';
import { type DomainError, notFound } from '../../errors.ts';
import type { DomainContext } from '../context.ts';
import { findVersion } from './find-version.ts';
import { getDraft } from './read-workflow.ts';

/** One of a workflow's graphs. */
export type GraphPlace =
  | { readonly kind: 'version'; readonly number: number }
  | { readonly kind: 'draft'; readonly draftId: string };

/** What has to be done to one graph of a workflow to get the other. */
export const diffWorkflow = async (
  context: Pick<DomainContext, 'database'>,
  scope: Scope,
  workflowId: string,
  { from, to }: { readonly from: GraphPlace; readonly to: GraphPlace },
): Promise<Result<readonly Change[], DomainError>> => {
  const before = await readGraphAt(context, scope, workflowId, from);
  if (!before.ok) return before;
  const after = await readGraphAt(context, scope, workflowId, to);
  return after.ok ? ok(diff(before.value, after.value)) : after;
};

const readGraphAt = async (
  context: Pick<DomainContext, 'database'>,
  scope: Scope,
  workflowId: string,
  place: GraphPlace,
): Promise<Result<Graph, DomainError>> => {
  if (place.kind === 'draft') {
    const draft = await getDraft(context, scope, workflowId, place.draftId);
    return draft.ok ? ok(draft.value.graph) : draft;
  }
  const version = await findVersion(context, scope, workflowId, place.number);
  return version === null ? fail(notFound('version')) : ok(version.graph);
};
