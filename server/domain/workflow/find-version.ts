import { LRUCache } from 'lru-cache';
import type { Database } from '../../db/client.ts';
import type { Scope } from '../../db/scope.ts';
import type { DomainContext } from '../context.ts';
import { toVersion } from './stored-version.ts';
import { findVersionRow } from './workflow.queries.ts';
import type { WorkflowVersion } from './workflow.ts';

/** Characters of text, of graphs and what they were made from, that the cache holds on to; the parsed graphs take a few times as much memory. */
const CACHE_SIZE = 16_000_000;

/** One cache for each database, so that a process which opens two never mixes them. */
const caches = new WeakMap<Database, LRUCache<string, WorkflowVersion>>();

/**
 * A published version, from a bounded cache: versions never change, and the same graph object comes back each time, which
 * is what lets the engine parse each node's config once. Null when there is none in this organization and environment.
 */
export async function findVersion(
  context: Pick<DomainContext, 'database'>,
  scope: Scope,
  workflowId: string,
  number: number,
): Promise<WorkflowVersion | null> {
  const cache = cacheOf(context.database);
  const key = `${scope.organizationId}/${scope.environment}/${workflowId}/${number}`;
  const known = cache.get(key);
  if (known !== undefined) return known;
  const row = await findVersionRow(context.database.scoped(scope), scope, workflowId, number);
  if (row === undefined) return null;
  const version = toVersion(row);
  cache.set(key, version, { size: row.graph.length + (row.source?.length ?? 0) + 1 });
  return version;
}

/** The version that a session refers to. Throws when there is none: the foreign key of a session rules that out. */
export async function getVersion(
  context: Pick<DomainContext, 'database'>,
  scope: Scope,
  workflowId: string,
  number: number,
): Promise<WorkflowVersion> {
  const version = await findVersion(context, scope, workflowId, number);
  if (version === null) throw new Error(`Version ${number} of workflow ${workflowId} is missing.`);
  return version;
}

const cacheOf = (database: Database): LRUCache<string, WorkflowVersion> => {
  const known = caches.get(database);
  if (known !== undefined) return known;
  const made = new LRUCache<string, WorkflowVersion>({ maxSize: CACHE_SIZE });
  caches.set(database, made);
  return made;
};
