import { own } from '@gatehouse/core/json.ts';
import { ok, type Result } from '@gatehouse/core/result.ts';
import type { GraphNode } from '@gatehouse/core/workflow/graph.ts';
import type { NodeResult, Run } from '@gatehouse/core/workflow/run.ts';
import type { Scope } from '../../db/scope.ts';
import type { DomainError } from '../../errors.ts';
import type { DomainContext } from '../context.ts';
import { loadSession } from './load-session.ts';
import { listNodeTimes, type NodeTimesRow } from './node-times.queries.ts';
import type { LoadedSession } from './session.ts';

/** How far a run is with a node. */
export type NodeProgress = 'not_visited' | 'awaits_person' | 'under_way' | 'completed' | 'failed';

export interface NodeRecord {
  readonly node: GraphNode;
  readonly progress: NodeProgress;
  /** Of the last visit that was concluded. */
  readonly result: NodeResult | null;
  /** When the run first had to do with it; null where it never did. */
  readonly firstAt: Date | null;
  readonly lastAt: Date | null;
}

export interface SessionNodes {
  readonly session: LoadedSession;
  /** In the order of the graph. */
  readonly nodes: readonly NodeRecord[];
  /** Time of the run's first event. */
  readonly beganAt: Date;
  /** Time of the run's last event. */
  readonly updatedAt: Date;
  /** Whether the person has submitted something in this run. */
  readonly hasSubmitted: boolean;
}

/** The nodes of a session's current run, with how far it is with each. */
export const readNodes = async (
  context: DomainContext,
  scope: Scope,
  sessionId: string,
): Promise<Result<SessionNodes, DomainError>> => {
  const loaded = await loadSession(context, scope, sessionId);
  if (!loaded.ok) return loaded;
  const { run, graph } = loaded.value;
  const times = await listNodeTimes(context.database, scope, { sessionId, runNumber: run.number });
  const updatedAt = new Date(Math.max(0, ...times.map((row) => row.last_at.getTime())));
  const byNode = new Map(times.map((row) => [row.node, row]));
  return ok({
    session: loaded.value,
    nodes: graph.nodes.map((node) => toRecord(run, node, byNode.get(node.id), updatedAt)),
    beganAt: new Date(Math.min(...times.map((row) => row.first_at.getTime()))),
    updatedAt,
    hasSubmitted: times.some((row) => row.has_submitted),
  });
};

const toRecord = (run: Run, node: GraphNode, times: NodeTimesRow | undefined, updatedAt: Date): NodeRecord => {
  const result = own(run.results, node.id) ?? null;
  const progress = progressOf(run, node.id, result);
  if (progress === 'not_visited') return { node, progress, result, firstAt: null, lastAt: null };
  // Nodes that decide at once, and the one that was just reached, are named by no event.
  const known = result === null ? updatedAt : new Date(result.at);
  const seen = [known, ...(times === undefined ? [] : [times.first_at, times.last_at])].map((time) => time.getTime());
  return { node, progress, result, firstAt: new Date(Math.min(...seen)), lastAt: new Date(Math.max(...seen)) };
};

const progressOf = (run: Run, id: string, result: NodeResult | null): NodeProgress => {
  if (run.node === id) return run.phase === 'input' ? 'awaits_person' : 'under_way';
  if (result === null) return run.endedAt === id ? 'completed' : 'not_visited';
  return result.outcome === 'fail' || result.outcome === 'error' ? 'failed' : 'completed';
};
