import { LRUCache } from 'lru-cache';
import type { Database } from '../../db/client.ts';
import { credentialCacheMs } from '../credential/credential.ts';
import type { Login } from './login.ts';

const cachedLogins = 10_000;

interface LoginCache {
  readonly entries: LRUCache<string, { readonly login: Login; readonly readAt: number }>;
  /** Grows with each ending, so that a row read before it is not kept after it. */
  endings: number;
}

const caches = new WeakMap<Database, LoginCache>();

/** What is known of a token, by its hash, and how many endings there were until now: to be given to `keepLogin`. */
export const recallLogin = (
  database: Database,
  hash: string,
  now: Date,
): { readonly login: Login | null; readonly endings: number } => {
  const { entries, endings } = cacheOf(database);
  const known = entries.get(hash);
  const isFresh = known !== undefined && Math.abs(now.getTime() - known.readAt) < credentialCacheMs;
  return { login: isFresh ? known.login : null, endings };
};

/** Keeps a login as long as a credential is kept, unless one has ended since it was asked for. */
export const keepLogin = (
  database: Database,
  hash: string,
  login: Login,
  { readAt, endings }: { readonly readAt: Date; readonly endings: number },
): void => {
  const cache = cacheOf(database);
  if (cache.endings === endings) cache.entries.set(hash, { login, readAt: readAt.getTime() });
};

/** Call it once an ending is committed: this process keeps those logins no longer. */
export const forgetLogins = (database: Database, loginIds: readonly string[]): void => {
  const cache = cacheOf(database);
  cache.endings += 1;
  for (const [hash, { login }] of cache.entries.entries()) {
    if (loginIds.includes(login.loginId)) cache.entries.delete(hash);
  }
};

const cacheOf = (database: Database): LoginCache => {
  const known = caches.get(database);
  if (known !== undefined) return known;
  const made: LoginCache = { entries: new LRUCache({ max: cachedLogins }), endings: 0 };
  caches.set(database, made);
  return made;
};
