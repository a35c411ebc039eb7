import { z } from 'zod';

/*
 * The wire, in snake case. What is a record here has keys that are not ours, and which no inflection touches.
 */

const time = z.string().describe('UTC, ISO 8601 with milliseconds.');
const freeForm = z.record(z.string(), z.unknown());

/** The vendor does not publish the members of a node; these are ours. */
const graphNode = z.object({
  type: z.enum(['policy', 'conditional', 'wait', 'terminal']),
  policy: z.string().nullable().describe('Of a policy node.'),
  outcome: z.enum(['approved', 'rejected', 'needs_review']).nullable().describe('Of a terminal node that decides.'),
  config: freeForm,
  edges: z.record(z.string(), z.string()).describe('The node that follows each outcome.'),
});

export const graphForm = z.object({ entry: z.string(), nodes: z.record(z.string(), graphNode) });

export const workflow = z.object({
  id: z.string(),
  name: z.string(),
  description: z.string().nullable(),
  version: z.int().describe('0 where none is published.'),
  format: z.enum(['steps', 'graph']),
  steps: z.array(z.object({ policy: z.string(), config: freeForm })),
  step_count: z.int(),
  graph: graphForm.nullable(),
  data_requirements: freeForm.nullable(),
  is_default: z.boolean(),
  is_active: z.boolean(),
  created_at: time,
  updated_at: time,
});

export const workflowList = z.object({
  data: z.array(workflow),
  pagination: z.object({ total: z.int(), limit: z.int(), offset: z.int() }),
});

export const pageQuery = z.looseObject({
  limit: z.coerce.number().int().min(1).max(100).default(50),
  offset: z.coerce.number().int().min(0).max(1_000_000).default(0),
});

export const triggerRequest = z.looseObject({ session_id: z.string().min(1).max(100) });

export const triggerAnswer = z.object({
  session_id: z.string(),
  workflow_id: z.string(),
  status: z.literal('processing'),
});

const nodeResult = z.object({
  policy: z.string(),
  status: z.enum(['pending', 'running', 'completed', 'error']),
  passed: z.boolean().nullable(),
  duration_ms: z.int().nullable(),
  routed_to: z.string().nullable(),
});

export const workflowRun = z.object({
  id: z.string(),
  session_id: z.string(),
  workflow_id: z.string(),
  status: z.enum(['pending', 'running', 'paused', 'completed', 'failed']),
  final_status: z.enum(['approved', 'rejected', 'needs_review']).nullable(),
  current_node: z.string().nullable(),
  paused_at_node: z.string().optional().describe('Only while the run is paused.'),
  graph_snapshot: graphForm.nullable(),
  node_results: z.record(z.string(), nodeResult),
  created_at: time,
  started_at: time.nullable(),
  completed_at: time.nullable(),
  duration_ms: z.int().nullable(),
});

export const workflowPath = z.object({ workflow_id: z.string() });
export const sessionPath = z.object({ session_id: z.string() });
