import type { SessionEventAnswer } from '@gatehouse/core/contract/event.ts';
import type { NodeTypeDescription } from '@gatehouse/core/contract/node-type.ts';
import type {
  CreatedSessionAnswer,
  CreateSessionRequest,
  SessionAnswer,
  SessionFileAnswer,
  SessionQuery as SessionListRequest,
  SessionResultsAnswer,
} from '@gatehouse/core/contract/session.ts';
import type {
  DraftAnswer,
  LintAnswer,
  WorkflowAnswer,
  WorkflowVersionAnswer,
  WorkflowWithDraftsAnswer,
} from '@gatehouse/core/contract/workflow.ts';
import type { AnyNodeType } from '@gatehouse/core/node/define-node-type.ts';
import { type Finding, isPublishable } from '@gatehouse/core/workflow/lint.ts';
import { z } from 'zod';
import type { FileRecord } from '../../domain/document/read-file.ts';
import type { CreateSessionInput } from '../../domain/session/create-session.ts';
import type { EventRecord } from '../../domain/session/list-events.ts';
import type { SessionQuery, SessionResults } from '../../domain/session/read-session.ts';
import type { SessionRecord } from '../../domain/session/session.ts';
import type { WorkflowWithDrafts } from '../../domain/workflow/read-workflow.ts';
import type { DraftRecord, WorkflowRecord, WorkflowVersion } from '../../domain/workflow/workflow.ts';

const toHex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex');

const toTime = (time: Date | null): string | null => time?.toISOString() ?? null;

export const toWorkflow = (workflow: WorkflowRecord): WorkflowAnswer => ({
  id: workflow.id,
  name: workflow.name,
  latestVersion: workflow.latestVersion,
  createdAt: workflow.createdAt.toISOString(),
  archivedAt: toTime(workflow.archivedAt),
});

export const toWorkflowWithDrafts = (workflow: WorkflowWithDrafts): WorkflowWithDraftsAnswer => ({
  ...toWorkflow(workflow),
  drafts: workflow.drafts.map((draft) => ({
    id: draft.id,
    revision: draft.revision,
    createdAt: draft.createdAt.toISOString(),
    updatedAt: draft.updatedAt.toISOString(),
  })),
});

export const toDraft = (draft: DraftRecord): DraftAnswer => ({
  id: draft.id,
  workflowId: draft.workflowId,
  revision: draft.revision,
  graph: draft.graph,
  createdAt: draft.createdAt.toISOString(),
  updatedAt: draft.updatedAt.toISOString(),
});

export const toVersion = (version: WorkflowVersion): WorkflowVersionAnswer => ({
  workflowId: version.workflowId,
  number: version.number,
  graph: version.graph,
  graphHash: toHex(version.graphHash),
  publishedBy: version.publishedBy,
  publishedAt: version.publishedAt.toISOString(),
});

export const toLint = (findings: readonly Finding[]): LintAnswer => ({
  isPublishable: isPublishable(findings),
  findings: [...findings],
});

/** The schema has made sure that at most one of the two expiries is given, and just one of entity and its id. */
export const toSessionInput = (
  { expiresInSeconds, expiresAt, entity, entityId, ...input }: CreateSessionRequest,
  now: Date,
): CreateSessionInput => {
  const expiry = toExpiry({ expiresInSeconds, expiresAt }, now);
  return { ...input, entity: entity ?? entityId ?? '', ...(expiry !== null && { expiresAt: expiry }) };
};

/** When the session is to expire; null where nothing is said of it. */
export const toExpiry = (
  request: { readonly expiresInSeconds?: number | undefined; readonly expiresAt?: string | undefined },
  now: Date,
): Date | null => {
  if (request.expiresInSeconds !== undefined) return new Date(now.getTime() + request.expiresInSeconds * 1000);
  return request.expiresAt === undefined ? null : new Date(request.expiresAt);
};

export const toSessionQuery = (query: SessionListRequest, after: string | null): SessionQuery => ({
  limit: query.limit,
  after,
  states: typeof query.state === 'string' ? [query.state] : (query.state ?? null),
  decision: query.decision ?? null,
  workflowId: query.workflowId ?? null,
  entityId: query.entityId ?? null,
  createdAfter: query.createdAfter === undefined ? null : new Date(query.createdAfter),
  createdBefore: query.createdBefore === undefined ? null : new Date(query.createdBefore),
  metadata: query.metadata ?? {},
});

export const toSessionFile = (file: FileRecord): SessionFileAnswer => ({
  ...file,
  createdAt: file.createdAt.toISOString(),
  urlExpiresAt: file.urlExpiresAt.toISOString(),
});

export const toSession = (session: SessionRecord): SessionAnswer => ({
  id: session.id,
  workflowId: session.workflowId,
  version: session.version,
  state: session.state,
  decision: session.decision,
  run: session.runNumber,
  entity: session.entity,
  metadata: session.metadata,
  redirectUrl: session.redirectUrl,
  createdAt: session.createdAt.toISOString(),
  openedAt: toTime(session.openedAt),
  endedAt: toTime(session.endedAt),
  expiresAt: session.expiresAt.toISOString(),
  erasedAt: toTime(session.erasedAt),
});

export const toCreatedSession = (made: {
  readonly session: SessionRecord;
  readonly url: string;
}): CreatedSessionAnswer => ({ ...toSession(made.session), url: made.url });

export const toSessionResults = ({ runNumber, reasons, results, current }: SessionResults): SessionResultsAnswer => ({
  run: runNumber,
  current,
  reasons: [...reasons],
  items: results.map(({ verdict, ...result }) => ({
    ...result,
    verdict: verdict && { ...verdict, reasons: [...verdict.reasons], evidence: [...verdict.evidence] },
  })),
});

export const toEvent = (event: EventRecord): SessionEventAnswer => ({
  number: event.number,
  run: event.run,
  type: event.type,
  node: event.node,
  attempt: event.attempt,
  outcome: event.outcome,
  actor: event.actor,
  at: event.at.toISOString(),
  engineVersion: event.engineVersion,
  hash: toHex(event.hash),
  payload: event.event,
});

/** Null for internal types, which are never shown to a client. */
export const toNodeType = (type: AnyNodeType): NodeTypeDescription | null =>
  type.mode === 'internal'
    ? null
    : {
        type: type.type,
        mode: type.mode,
        category: type.category,
        label: type.label,
        description: type.description,
        isCheck: type.isCheck,
        maxAttempts: type.maxAttempts,
        configSchema: z.toJSONSchema(type.config, { io: 'input', unrepresentable: 'any' }),
      };
