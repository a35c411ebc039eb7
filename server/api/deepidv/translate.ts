import type { SessionRecord } from '../../domain/session/session.ts';
import type { WorkflowRecord } from '../../domain/workflow/workflow.ts';

/** What both lists are made of: the vendor's sample has these three members, and its table of fields no others. */
export interface ListedItem {
  readonly id: string;
  readonly name: string;
  /** UTC, ISO 8601 with milliseconds. */
  readonly createdAt: string;
}

export const toListedWorkflow = ({ id, name, createdAt }: WorkflowRecord): ListedItem => ({
  id,
  name,
  createdAt: createdAt.toISOString(),
});

/**
 * A session sent under a workflow. The vendor describes a list of sessions and prints one of workflows: the members are
 * those that are printed, the ids and times those of the sessions, the name the workflow's. To show sessions otherwise
 * means to change this function and the schema of the endpoint.
 */
export const toListedSession = ({ id, createdAt }: SessionRecord, workflow: WorkflowRecord): ListedItem => ({
  id,
  name: workflow.name,
  createdAt: createdAt.toISOString(),
});
