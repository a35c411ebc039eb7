import type { NodeTypeDescription } from '@gatehouse/core/contract/node-type.ts';
import type * as contract from '@gatehouse/core/contract/workflow.ts';
import type { z } from 'zod';
import { createList, type List } from '../list.ts';
import type { CallOptions, Send } from '../transport.ts';

export type Workflow = contract.WorkflowAnswer;
export type WorkflowWithDrafts = contract.WorkflowWithDraftsAnswer;
export type Draft = contract.DraftAnswer;
export type WorkflowVersion = contract.WorkflowVersionAnswer;
export type WorkflowFilter = Partial<Omit<z.input<typeof contract.workflowQuery>, 'cursor' | 'limit'>> & {
  readonly limit?: number;
};
export type DraftSummary = z.output<typeof contract.draftPage>['items'][number];
export type VersionSummary = z.output<typeof contract.workflowVersionPage>['items'][number];
export type Lint = contract.LintAnswer;
export type NewWorkflow = z.input<typeof contract.createWorkflowRequest>;
export type Graph = NewWorkflow['graph'];
export type NodeType = NodeTypeDescription;

/** Flows, as graphs of nodes. */
export const workflows = (send: Send) => {
  const at = (id: string, rest = ''): string => `/workflows/${encodeURIComponent(id)}${rest}`;
  const draft = (id: string, draftId: string): string => at(id, `/drafts/${encodeURIComponent(draftId)}`);
  return {
    /** The graph becomes the first draft. */
    create: (body: NewWorkflow, options?: CallOptions): Promise<WorkflowWithDrafts> =>
      send({ method: 'POST', path: '/workflows', body }, options),
    get: (id: string, options?: CallOptions): Promise<WorkflowWithDrafts> =>
      send({ method: 'GET', path: at(id) }, options),
    /** Newest first; those in the archive only where asked for. */
    list: (filter: WorkflowFilter = {}, options?: CallOptions): List<Workflow> =>
      createList(send, '/workflows', filter, options),
    rename: (
      id: string,
      body: z.input<typeof contract.updateWorkflowRequest>,
      options?: CallOptions,
    ): Promise<Workflow> => send({ method: 'PATCH', path: at(id), body }, options),
    /** No new sessions can be made of it; those that run go on. */
    archive: (id: string, options?: CallOptions): Promise<Workflow> =>
      send({ method: 'POST', path: at(id, '/archive') }, options),
    unarchive: (id: string, options?: CallOptions): Promise<Workflow> =>
      send({ method: 'POST', path: at(id, '/unarchive') }, options),
    createDraft: (
      id: string,
      body: z.input<typeof contract.createDraftRequest>,
      options?: CallOptions,
    ): Promise<Draft> => send({ method: 'POST', path: at(id, '/drafts'), body }, options),
    listDrafts: (id: string, options?: CallOptions): List<DraftSummary> =>
      createList(send, at(id, '/drafts'), {}, options),
    getDraft: (id: string, draftId: string, options?: CallOptions): Promise<Draft> =>
      send({ method: 'GET', path: draft(id, draftId) }, options),
    /** `revision` is the one that was edited: where somebody else was faster, this throws `conflict`. */
    updateDraft: (
      id: string,
      draftId: string,
      body: z.input<typeof contract.updateDraftRequest>,
      options?: CallOptions,
    ): Promise<Draft> => send({ method: 'PUT', path: draft(id, draftId), body }, options),
    discardDraft: (id: string, draftId: string, options?: CallOptions): Promise<Draft> =>
      send({ method: 'DELETE', path: draft(id, draftId) }, options),
    /** What differs between two graphs, each `version:3` or `draft:<id>`. */
    diff: (
      id: string,
      query: z.input<typeof contract.diffQuery>,
      options?: CallOptions,
    ): Promise<z.output<typeof contract.diffAnswer>> => send({ method: 'GET', path: at(id, '/diff'), query }, options),
    /** What keeps the newest draft, or the one named, from being published. */
    lint: (id: string, body: z.input<typeof contract.lintWorkflowRequest> = {}, options?: CallOptions): Promise<Lint> =>
      send({ method: 'POST', path: at(id, '/lint'), body }, options),
    /** The newest draft, or the one named, becomes the next version. */
    publish: (
      id: string,
      body: z.input<typeof contract.publishWorkflowRequest> = {},
      options?: CallOptions,
    ): Promise<WorkflowVersion> => send({ method: 'POST', path: at(id, '/publish'), body }, options),
    /** Newest first, without their graphs. */
    listVersions: (id: string, options?: CallOptions): List<VersionSummary> =>
      createList(send, at(id, '/versions'), {}, options),
    getVersion: (id: string, number: number, options?: CallOptions): Promise<WorkflowVersion> =>
      send({ method: 'GET', path: at(id, `/versions/${number}`) }, options),
    /** What is wrong with a graph that is stored nowhere. */
    lintGraph: (graph: Graph, options?: CallOptions): Promise<Lint> =>
      send({ method: 'POST', path: '/lint', body: { graph } }, options),
    /** The kinds of nodes that a graph may have. */
    nodeTypes: (options?: CallOptions): Promise<{ readonly items: readonly NodeType[] }> =>
      send({ method: 'GET', path: '/node-types' }, options),
  };
};
