import { LRUCache } from 'lru-cache';
import type { Database } from '../../db/client.ts';
import type { Scope } from '../../db/scope.ts';
import type { LoadedSession } from './session.ts';

/**
 * Sessions as their last write in this process left them, so that the next event need not read what was just written.
 * What is recalled is a guess: it may only be written with, and the write's compare-and-set judges it. Nothing is
 * refused, shown or decided by it alone.
 */
interface SessionCache {
  readonly entries: LRUCache<string, LoadedSession>;
  sweep: NodeJS.Timeout | null;
}

/** Of sealed runs; opened they take a few times as much memory. */
const CACHE_BYTES = 32_000_000;
/** What a session takes beside its run. */
const SESSION_BYTES = 1_000;

/** Opened answers of people who are gone do not lie about in memory. */
const keptMs = 60_000;

/** One cache for each database, so that a process which opens two never mixes them. */
const caches = new WeakMap<Database, SessionCache>();

export const recallSession = (database: Database, scope: Scope, id: string): LoadedSession | null =>
  caches.get(database)?.entries.get(keyOf(scope, id)) ?? null;

/** `runBytes`: size of the sealed run. */
export const rememberSession = (database: Database, session: LoadedSession, runBytes: number): void => {
  const cache = cacheOf(database);
  cache.entries.set(keyOf(session.scope, session.id), session, { size: runBytes + SESSION_BYTES });
  cache.sweep ??= sweepLater(cache);
};

/** After a conflict, and at erasure. */
export const forgetSession = (database: Database, scope: Scope, id: string): void => {
  caches.get(database)?.entries.delete(keyOf(scope, id));
};

const keyOf = ({ organizationId, environment }: Scope, id: string): string => `${organizationId}/${environment}/${id}`;

const cacheOf = (database: Database): SessionCache => {
  const known = caches.get(database);
  if (known !== undefined) return known;
  const made: SessionCache = {
    entries: new LRUCache({ maxSize: CACHE_BYTES, ttl: keptMs, ttlResolution: 100 }),
    sweep: null,
  };
  caches.set(database, made);
  return made;
};

const sweepLater = (cache: SessionCache): NodeJS.Timeout =>
  setTimeout(() => {
    cache.entries.purgeStale();
    cache.sweep = cache.entries.size > 0 ? sweepLater(cache) : null;
  }, keptMs).unref();
