import { z } from 'zod';
import { graph } from '../workflow/graph.ts';
import { pageOf, pageQuery } from './page.ts';

const name = z.string().trim().min(1).max(200);

/** A workflow as lists show it. */
export const workflow = z.object({
  id: z.uuid(),
  name: z.string(),
  latestVersion: z.int().nullable().describe('The newest published version; null before the first.'),
  createdAt: z.iso.datetime(),
  archivedAt: z.iso
    .datetime()
    .nullable()
    .describe('Since when neither a session nor a version is made of it; null for a workflow in use.'),
});

export type WorkflowAnswer = z.infer<typeof workflow>;

const draftSummary = z.object({
  id: z.uuid(),
  revision: z.int().describe('Rises with every change.'),
  createdAt: z.iso.datetime(),
  updatedAt: z.iso.datetime(),
});

export const workflowWithDrafts = workflow.extend({
  drafts: z.array(draftSummary).describe('All of them, at most 100, newest first.'),
});

export type WorkflowWithDraftsAnswer = z.infer<typeof workflowWithDrafts>;

/** An editable graph, which may be unfinished. */
export const draft = draftSummary.extend({ workflowId: z.uuid(), graph });

export type DraftAnswer = z.infer<typeof draft>;

export const workflowPage = pageOf(workflow);

export const workflowQuery = pageQuery.extend({
  archived: z
    .enum(['false', 'true', 'all'])
    .default('false')
    .describe('Workflows in use, those in the archive, or both.'),
});

export const updateWorkflowRequest = z.strictObject({ name });

export const draftPage = pageOf(draftSummary);

/** Exactly one of the three. */
export const createDraftRequest = z
  .strictObject({
    graph: graph.optional(),
    fromVersion: z.int32().min(1).optional().describe('Begin with a copy of this version.'),
    fromDraftId: z.uuid().optional().describe('Begin with a copy of this draft.'),
  })
  .refine((request) => Object.values(request).filter((value) => value !== undefined).length === 1, {
    message: 'Give one of graph, fromVersion and fromDraftId.',
  })
  .meta({ minProperties: 1, maxProperties: 1 });

export type CreateDraftRequest = z.infer<typeof createDraftRequest>;

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

export const workflowVersionPage = pageOf(workflowVersion.omit({ graph: true }));

const graphPlace = z
  .string()
  .regex(
    /^(version:[1-9][0-9]{0,8}|draft:[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12})$/,
    'Write version: with a number, or draft: with an id.',
  );

export const diffQuery = z.strictObject({
  from: graphPlace.describe('`version:3` or `draft:<id>`.'),
  to: graphPlace.describe('`version:3` or `draft:<id>`.'),
});

const sentence = z.string();
const node = z.string();

/** One difference between two graphs; values are null where there is none on that side. */
export const graphChange = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('entry_changed'), sentence, from: z.string(), to: z.string() }),
  z.object({ kind: z.enum(['node_added', 'node_removed']), sentence, node }),
  z.object({
    kind: z.literal('node_changed'),
    sentence,
    node,
    pointer: z.string().describe('JSON pointer (RFC 6901) into the node.'),
    from: z.unknown(),
    to: z.unknown(),
  }),
  z.object({
    kind: z.literal('edge_changed'),
    sentence,
    node,
    outcome: z.string(),
    from: z.string().nullable(),
    to: z.string().nullable(),
  }),
]);

export const diffAnswer = z.object({ items: z.array(graphChange) });
