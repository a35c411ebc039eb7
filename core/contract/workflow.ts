import { z } from 'zod';
import { graph } from '../workflow/graph.ts';
import { pageOf } from './page.ts';

const name = z.string().trim().min(1).max(200);

/** A workflow as lists show it. */
export const workflow = z.object({
  id: z.uuid(),
  name: z.string(),
  latestVersion: z.int().nullable().describe('The newest published version; null before the first.'),
  createdAt: z.iso.datetime(),
});

export type WorkflowAnswer = z.infer<typeof workflow>;

const draftSummary = z.object({
  id: z.uuid(),
  revision: z.int().describe('Rises with every change.'),
  createdAt: z.iso.datetime(),
  updatedAt: z.iso.datetime(),
});

export const workflowWithDrafts = workflow.extend({
  drafts: z.array(draftSummary).describe('The newest 100, newest first.'),
});

export type WorkflowWithDraftsAnswer = z.infer<typeof workflowWithDrafts>;

/** An editable graph, which may be unfinished. */
export const draft = draftSummary.extend({ workflowId: z.uuid(), graph });

export type DraftAnswer = z.infer<typeof draft>;

export const workflowPage = pageOf(workflow);

/** The graph becomes the first draft. */
export const createWorkflowRequest = z.strictObject({ name, graph });

export const updateDraftRequest = z.strictObject({
  revision: z.int32().min(1).describe('The revision that was edited; another one in the meantime is a conflict.'),
  graph,
});

export const publishWorkflowRequest = z.strictObject({
  draftId: z.uuid().optional().describe('The newest draft when left out.'),
});

export const lintWorkflowRequest = publishWorkflowRequest;

export const lintGraphRequest = z.strictObject({ graph });

/** What lint says about one place of a graph. */
export const finding = z.object({
  code: z.string(),
  severity: z.enum(['error', 'warning']).describe('An error keeps the graph from being published.'),
  node: z.string().nullable().describe('The node at fault; null for the graph as a whole.'),
  pointer: z.string().describe('JSON pointer (RFC 6901) into the graph.'),
  sentence: z.string(),
});

export type FindingAnswer = z.infer<typeof finding>;

export const lintAnswer = z.object({
  isPublishable: z.boolean(),
  findings: z.array(finding),
});

export type LintAnswer = z.infer<typeof lintAnswer>;

/** An immutable, numbered graph. */
export const workflowVersion = z.object({
  workflowId: z.uuid(),
  number: z.int(),
  graph,
  graphHash: z.string().describe('SHA-256 of the graph’s canonical JSON (RFC 8785), in hex.'),
  publishedBy: z.uuid().nullable().describe('The user or key that published it; null for the system.'),
  publishedAt: z.iso.datetime(),
});

export type WorkflowVersionAnswer = z.infer<typeof workflowVersion>;
