import { readGraph } from './stored-graph.ts';
import type { VersionRow } from './workflow.queries.ts';
import type { WorkflowVersion } from './workflow.ts';

export const toVersion = (row: VersionRow): WorkflowVersion => ({
  workflowId: row.workflow_id,
  number: row.number,
  graph: readGraph(row.graph),
  source: row.source,
  graphHash: row.graph_hash,
  publishedBy: row.published_by,
  publishedAt: row.published_at,
});
