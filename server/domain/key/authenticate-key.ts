import { type KeyScope, keyScope } from '@gatehouse/core/contract/key-scope.ts';
import { fail, ok, type Result } from '@gatehouse/core/result.ts';
import { LRUCache } from 'lru-cache';
import type { Database } from '../../db/client.ts';
import type { Scope } from '../../db/scope.ts';
import { type DomainError, domainError } from '../../errors.ts';
import type { DomainContext } from '../context.ts';
import { findCredential } from '../credential/credential.ts';
import { findKeyRow } from './key.queries.ts';

/** Who calls: the organization and environment that the key belongs to, and what it may do there. */
export interface AuthenticatedKey {
  readonly scope: Scope;
  readonly keyId: string;
  readonly scopes: ReadonlySet<KeyScope>;
}

const CACHED_KEYS = 10_000;

/** A key's scopes never change, so they need no expiry; whether the key still stands is asked of its credential. */
const caches = new WeakMap<Database, LRUCache<string, AuthenticatedKey>>();

const refused = domainError(
  'unauthorized',
  'The key is unknown, expired or revoked. Send `Authorization: Bearer gh_live_...` (or gh_test_...) with a key that stands.',
);

/** The one place where a request's organization and environment come from. `unauthorized` tells nothing of the reason. */
export async function authenticateKey(
  context: Pick<DomainContext, 'database' | 'now'>,
  token: string,
): Promise<Result<AuthenticatedKey, DomainError>> {
  if (!token.startsWith('gh_live_') && !token.startsWith('gh_test_')) return fail(refused);
  const credential = await findCredential(context.database, 'key', token, context.now());
  if (credential === null) return fail(refused);
  const cache = cacheOf(context.database);
  const known = cache.get(credential.subjectId);
  if (known !== undefined) return ok(known);
  const scope: Scope = { organizationId: credential.organizationId, environment: credential.environment };
  const row = await findKeyRow(context.database.scoped(scope), scope, credential.subjectId);
  if (row === undefined) return fail(refused);
  const key = { scope, keyId: row.id, scopes: readScopes(row.scopes) };
  cache.set(row.id, key);
  return ok(key);
}

/** A word that this release does not know permits nothing. */
const readScopes = (words: readonly string[]): ReadonlySet<KeyScope> =>
  new Set(words.flatMap((word) => keyScope.safeParse(word).data ?? []));

const cacheOf = (database: Database): LRUCache<string, AuthenticatedKey> => {
  const known = caches.get(database);
  if (known !== undefined) return known;
  const made = new LRUCache<string, AuthenticatedKey>({ max: CACHED_KEYS });
  caches.set(database, made);
  return made;
};
