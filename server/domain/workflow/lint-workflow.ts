import { ok, type Result } from '@gatehouse/core/result.ts';
import { type Finding, lint } from '@gatehouse/core/workflow/lint.ts';
import type { Scope } from '../../db/scope.ts';
import type { DomainError } from '../../errors.ts';
import type { DomainContext } from '../context.ts';
import { getDraft } from './read-workflow.ts';

/** What lint says of a draft; of the newest when `draftId` is null. */
export async function lintWorkflow(
  context: Pick<DomainContext, 'database'>,
  scope: Scope,
  workflowId: string,
  draftId: string | null,
): Promise<Result<readonly Finding[], DomainError>> {
  const draft = await getDraft(context, scope, workflowId, draftId);
  return draft.ok ? ok(lint(draft.value.graph)) : draft;
}
