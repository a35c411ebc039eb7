import { own } from '@gatehouse/core/json.ts';
import type { Graph, GraphNode } from '@gatehouse/core/workflow/graph.ts';
import type { SessionState } from '@gatehouse/core/workflow/run.ts';
import type { z } from 'zod';
import type { NodeRecord, SessionNodes } from '../../domain/session/read-nodes.ts';
import type { SessionRecord } from '../../domain/session/session.ts';
import type { VersionedWorkflow } from '../../domain/workflow/page-workflows.ts';
import type * as contract from './contract.ts';
import { toRunId, toVerifaId } from './ids.ts';

type WorkflowAnswer = z.infer<typeof contract.workflow>;
type GraphAnswer = z.infer<typeof contract.graphForm>;
type NodeAnswer = GraphAnswer['nodes'][string];
type RunAnswer = z.infer<typeof contract.workflowRun>;
type NodeResultAnswer = RunAnswer['node_results'][string];

/** A node type whose check the vendor has a policy for goes by that policy's name; the others keep their own. */
const policies: Readonly<Record<string, string>> = { document: 'document_ocr' };

const kinds: Readonly<Record<string, NodeAnswer['type']>> = { condition: 'conditional', wait: 'wait', end: 'terminal' };

const kindOf = ({ type }: GraphNode): NodeAnswer['type'] => own(kinds, type) ?? 'policy';

const policyOf = ({ type }: GraphNode): string => own(policies, type) ?? type;

const terminals = ['approved', 'rejected', 'needs_review'] as const;

const toNode = (node: GraphNode): NodeAnswer => {
  const type = kindOf(node);
  return {
    type,
    policy: type === 'policy' ? policyOf(node) : null,
    outcome: type === 'terminal' ? (terminals.find((known) => known === node.config.decision) ?? null) : null,
    config: node.config,
    edges: node.on,
  };
};

const toGraph = ({ entry, nodes }: Graph): GraphAnswer => ({
  entry,
  nodes: Object.fromEntries(nodes.map((node) => [node.id, toNode(node)])),
});

/** Ours are graphs; `steps` says which policies they have, in the order of the graph. */
export const toWorkflow = ({ workflow, version }: VersionedWorkflow): WorkflowAnswer => {
  const steps = (version?.graph.nodes ?? [])
    .filter((node) => kindOf(node) === 'policy')
    .map((node) => ({ policy: policyOf(node), config: node.config }));
  return {
    id: toVerifaId('wfl', workflow.id),
    name: workflow.name,
    description: null,
    version: version?.number ?? 0,
    format: 'graph',
    steps,
    step_count: steps.length,
    graph: version === null ? null : toGraph(version.graph),
    data_requirements: null,
    is_default: false,
    is_active: version !== null && workflow.archivedAt === null,
    created_at: workflow.createdAt.toISOString(),
    updated_at: workflow.updatedAt.toISOString(),
  };
};

/** The states of a session as those of its run: a run that came to its end for a reviewer has done what it can. */
const runStatuses: Readonly<Record<SessionState, RunAnswer['status']>> = {
  created: 'pending',
  active: 'running',
  waiting: 'running',
  in_review: 'completed',
  completed: 'completed',
  expired: 'failed',
  cancelled: 'failed',
  failed: 'failed',
};

/** The session's current run: of those before it this API knows nothing. */
export const toRun = ({ session, nodes, beganAt }: SessionNodes, record: SessionRecord): RunAnswer => {
  const { run } = session;
  const isPaused = run.state === 'waiting' && run.phase === 'waiting';
  const isReviewed = run.state === 'in_review';
  // The first run begins with the person's visit, every other one at once.
  const startedAt = run.number === 1 ? record.openedAt : beganAt;
  const completedAt = record.endedAt;
  return {
    id: toRunId(session.id, run.number),
    session_id: toVerifaId('ses', session.id),
    workflow_id: toVerifaId('wfl', session.workflowId),
    status: isPaused ? 'paused' : runStatuses[run.state],
    final_status: isReviewed ? 'needs_review' : run.decision,
    current_node: run.node,
    ...(isPaused && run.node !== null && { paused_at_node: run.node }),
    graph_snapshot: toGraph(session.graph),
    node_results: Object.fromEntries(
      nodes.filter(({ progress }) => progress !== 'not_visited').map((each) => [each.node.id, toNodeResult(each)]),
    ),
    created_at: beganAt.toISOString(),
    started_at: startedAt?.toISOString() ?? null,
    completed_at: completedAt?.toISOString() ?? null,
    duration_ms: startedAt === null || completedAt === null ? null : completedAt.getTime() - startedAt.getTime(),
  };
};

const nodeStatuses: Readonly<Record<NodeRecord['progress'], NodeResultAnswer['status']>> = {
  not_visited: 'pending',
  awaits_person: 'pending',
  under_way: 'running',
  completed: 'completed',
  failed: 'completed',
};

const toNodeResult = ({ node, progress, result, firstAt, lastAt }: NodeRecord): NodeResultAnswer => {
  const outcome = progress === 'completed' || progress === 'failed' ? (result?.outcome ?? null) : null;
  return {
    policy: policyOf(node),
    status: outcome === 'error' ? 'error' : nodeStatuses[progress],
    passed: outcome === 'success' ? true : outcome === 'fail' ? false : null,
    duration_ms: outcome === null || firstAt === null || lastAt === null ? null : lastAt.getTime() - firstAt.getTime(),
    routed_to: outcome === null ? null : (own(node.on, outcome) ?? null),
  };
};
