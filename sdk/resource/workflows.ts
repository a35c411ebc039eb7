import type { NodeTypeDescription } from '@gatehouse/core/contract/node-type.ts';
import type * as contract from '@gatehouse/core/contract/workflow.ts';
import type { z } from 'zod';
import { createList, type List } from '../list.ts';
import type { CallOptions, Send } from '../transport.ts';

export type Workflow = contract.WorkflowAnswer;
export type WorkflowWithDrafts = contract.WorkflowWithDraftsAnswer;
export type Draft = contract.DraftAnswer;
export type WorkflowVersion = contract.WorkflowVersionAnswer;
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
    /** Newest first. */
    list: (options?: CallOptions): List<Workflow> => createList(send, '/workflows', {}, options),
    getDraft: (id: string, draftId: string, options?: CallOptions): Promise<Draft> =>
      send({ method: 'GET', path: draft(id, draftId) }, options),
    /** `revision` is the one that was edited: where somebody else was faster, this throws `conflict`. */
    updateDraft: (
      id: string,
      draftId: string,
      body: z.input<typeof contract.updateDraftRequest>,
      options?: CallOptions,
    ): Promise<Draft> => send({ method: 'PUT', path: draft(id, draftId), body }, options),
    /** What keeps the newest draft, or the one named, from being published. */
    lint: (id: string, body: z.input<typeof contract.lintWorkflowRequest> = {}, options?: CallOptions): Promise<Lint> =>
      send({ method: 'POST', path: at(id, '/lint'), body }, options),
    /** The newest draft, or the one named, becomes the next version. */
    publish: (
      id: string,
      body: z.input<typeof contract.publishWorkflowRequest> = {},
      options?: CallOptions,
    ): Promise<WorkflowVersion> => send({ method: 'POST', path: at(id, '/publish'), body }, options),
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
