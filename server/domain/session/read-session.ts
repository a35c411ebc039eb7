import { fail, ok, type Result } from '@gatehouse/core/result.ts';
import { findNode, type Graph } from '@gatehouse/core/workflow/graph.ts';
import type { NodeResult, Reason, Run, SessionState } from '@gatehouse/core/workflow/run.ts';
import type { Scope } from '../../db/scope.ts';
import { type DomainError, domainError, notFound } from '../../errors.ts';
import type { DomainContext } from '../context.ts';
import { getSettings } from '../organization/read-organization.ts';
import { listSessionRows, type SessionFilter } from './list-sessions.queries.ts';
import { loadSession } from './load-session.ts';
import { type Metadata, type MetadataPair, toPair } from './metadata.ts';
import { findSessionRow, type SessionListRow } from './session.queries.ts';
import type { EntityRecord, SessionRecord } from './session.ts';

export const getSession = async (
  context: DomainContext,
  scope: Scope,
  id: string,
): Promise<Result<SessionRecord, DomainError>> => {
  const row = await findSessionRow(context.database, scope, id);
  return row === undefined ? fail(notFound('session')) : ok(toRecord(row));
};

/** Which sessions a list is of; what is left out asks for nothing. */
export interface SessionQuery extends Partial<Omit<SessionFilter, 'pairs'>> {
  readonly limit: number;
  /** Pairs that a session must have, all of them. Their keys have to be declared in the organization's settings. */
  readonly metadata?: Metadata;
}

export const everySession: Omit<SessionFilter, 'limit'> = {
  after: null,
  states: null,
  decision: null,
  workflowId: null,
  entityId: null,
  createdAfter: null,
  createdBefore: null,
  pairs: [],
  publicIds: null,
  publicIdPart: null,
  activeHasSubmitted: null,
  updatedFrom: null,
  updatedTo: null,
  changedWithin: null,
};

/**
 * One page, newest first. `next` is the `after` of the page that follows, or null at the end. `request_invalid` for a key
 * of the metadata that cannot be searched.
 */
export const listSessions = async (
  context: DomainContext,
  scope: Scope,
  { metadata = {}, ...query }: SessionQuery,
): Promise<Result<{ sessions: SessionRecord[]; next: string | null }, DomainError>> => {
  const pairs = await readPairs(context, scope, metadata);
  if (!pairs.ok) return pairs;
  const rows = await listSessionRows(context.database, scope, { ...everySession, ...query, pairs: pairs.value });
  const page = rows.slice(0, query.limit);
  return ok({
    sessions: page.map(toRecord),
    next: rows.length > query.limit ? (page.at(-1)?.id ?? null) : null,
  });
};

const readPairs = async (
  context: DomainContext,
  { organizationId }: Scope,
  metadata: Metadata,
): Promise<Result<MetadataPair[], DomainError>> => {
  const asked = Object.entries(metadata);
  if (asked.length === 0) return ok([]);
  const { searchableMetadataKeys: declared } = await getSettings(context, organizationId);
  const unknown = asked.find(([key]) => !declared.includes(key));
  if (unknown !== undefined) return fail(notSearchable(unknown[0], declared));
  return ok(asked.map(([key, value]) => toPair(context.sealing, organizationId, key, value)));
};

const notSearchable = (key: string, declared: readonly string[]): DomainError => {
  const names = declared.length === 0 ? 'none' : declared.join(', ');
  return domainError(
    'request_invalid',
    `Sessions cannot be searched by this key of their metadata. Declared in the organization's settings are: ${names}.`,
    [
      {
        pointer: `/metadata/${key.replaceAll('~', '~0').replaceAll('/', '~1')}`,
        code: 'not_searchable',
        sentence: 'Declare the key in `searchableMetadataKeys` of the settings first.',
      },
    ],
  );
};

export interface SessionResults {
  readonly runNumber: number;
  /** Why the run ended, or is in review. */
  readonly reasons: readonly Reason[];
  readonly results: readonly ({ readonly node: string } & NodeResult)[];
  /** The node at which the run stands, and whose turn it is; null where it is nobody's. */
  readonly current: CurrentNode | null;
}

export interface CurrentNode {
  readonly node: string;
  readonly type: string;
  readonly attempt: number;
  readonly waitsFor: 'person' | 'check' | 'outside';
}

/** What each node of the current run brought, in the order of the graph. */
export const listNodeResults = async (
  context: DomainContext,
  scope: Scope,
  id: string,
): Promise<Result<SessionResults, DomainError>> => {
  const loaded = await loadSession(context, scope, id);
  if (!loaded.ok) return loaded;
  const { run, graph } = loaded.value;
  const results = graph.nodes.flatMap((node) => {
    const result = Object.hasOwn(run.results, node.id) ? run.results[node.id] : undefined;
    return result === undefined ? [] : [{ node: node.id, ...result }];
  });
  return ok({ runNumber: run.number, reasons: run.reasons, results, current: currentNode(graph, run) });
};

const turns = { input: 'person', evaluation: 'check', waiting: 'outside' } as const;

const currentNode = (graph: Graph, { node, phase, attempt }: Run): CurrentNode | null => {
  const type = node === null ? undefined : findNode(graph, node)?.type;
  if (node === null || phase === null || type === undefined) return null;
  return { node, type, attempt, waitsFor: turns[phase] };
};

export const toRecord = (row: SessionListRow): SessionRecord => ({
  id: row.id,
  publicId: row.public_id,
  workflowId: row.workflow_id,
  version: row.version,
  // Check constraints of the table keep state, decision, kind and metadata to these types.
  state: row.state as SessionState,
  decision: row.decision as SessionRecord['decision'],
  runNumber: row.run_number,
  eventCount: row.event_count,
  entity: {
    id: row.entity_id,
    kind: row.entity_kind as EntityRecord['kind'],
    name: row.entity_name,
    email: row.entity_email,
  },
  metadata: JSON.parse(row.metadata),
  redirectUrl: row.redirect_url,
  createdAt: row.created_at,
  openedAt: row.opened_at,
  endedAt: row.ended_at,
  expiresAt: row.expires_at,
  erasedAt: row.erased_at,
});
