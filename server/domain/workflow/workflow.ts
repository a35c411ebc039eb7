import type { Graph } from '@gatehouse/core/workflow/graph.ts';

/** A named flow. What it does stands in its versions; what is being edited, in its drafts. */
export interface WorkflowRecord {
  readonly id: string;
  readonly name: string;
  /** Null until the first version is published. */
  readonly latestVersion: number | null;
  readonly createdAt: Date;
  /** Of its name, its drafts, or its versions. */
  readonly updatedAt: Date;
  /** Since when no session is made of it any more; null for a workflow in use. */
  readonly archivedAt: Date | null;
}

/** An editable graph. It may be unfinished: only publishing insists on a graph without findings. */
export interface DraftRecord {
  readonly id: string;
  readonly workflowId: string;
  readonly graph: Graph;
  /** Rises with every change, so that two editors notice each other. */
  readonly revision: number;
  readonly createdAt: Date;
  readonly updatedAt: Date;
}

/** What a list of drafts shows. */
export type DraftSummary = Omit<DraftRecord, 'workflowId' | 'graph'>;

/** An immutable, numbered graph. */
export interface WorkflowVersion {
  readonly workflowId: string;
  readonly number: number;
  readonly graph: Graph;
  /** The document of another vendor that the graph was compiled from, as it was received; null where there is none. */
  readonly source: string | null;
  /** SHA-256 of the graph's canonical JSON. */
  readonly graphHash: Uint8Array;
  /** The user or key that published it; null for the system. */
  readonly publishedBy: string | null;
  readonly publishedAt: Date;
}

/** What a list of versions shows. */
export type VersionSummary = Omit<WorkflowVersion, 'graph' | 'source'>;
