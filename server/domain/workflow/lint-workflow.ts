import { ok, type Result } from '@gatehouse/core/result.ts';
import type { Graph } from '@gatehouse/core/workflow/graph.ts';
import { type Finding, lint } from '@gatehouse/core/workflow/lint.ts';
import type { Scope } from '../../db/scope.ts';
import type { DomainError } from '../../errors.ts';
import type { DomainContext } from '../context.ts';
import { getSettings } from '../organization/read-organization.ts';
import { readSecretNames } from '../secret/read-secrets.ts';
import { lintHosts } from './lint-hosts.ts';
import { lintScripts } from './lint-scripts.ts';
import { lintSecrets } from './lint-secrets.ts';
import { getDraft } from './read-workflow.ts';

/** What lint says of a draft; of the newest when `draftId` is null. */
export async function lintWorkflow(
  context: Pick<DomainContext, 'database'>,
  scope: Scope,
  workflowId: string,
  draftId: string | null,
): Promise<Result<readonly Finding[], DomainError>> {
  const draft = await getDraft(context, scope, workflowId, draftId);
  return draft.ok ? ok(await lintGraph(context, scope, draft.value.graph)) : draft;
}

/** What lint says of a graph by itself, of its scripts, and of its calls under the organization's settings and secrets. */
export const lintGraph = async (
  context: Pick<DomainContext, 'database'>,
  scope: Scope,
  graph: Graph,
): Promise<readonly Finding[]> => {
  const { allowedHosts } = await getSettings(context, scope.organizationId);
  const ofCalls = [...lintHosts(graph, allowedHosts), ...lintSecrets(graph, await readSecretNames(context, scope))];
  return [...lint(graph), ...lintScripts(graph), ...ofCalls];
};
