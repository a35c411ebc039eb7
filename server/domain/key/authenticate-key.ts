import { type KeyScope, keyScope } from '@gatehouse/core/contract/key-scope.ts';
import { fail, ok, type Result } from '@gatehouse/core/result.ts';
import { LRUCache } from 'lru-cache';
import type { Database } from '../../db/client.ts';
import type { Scope } from '../../db/scope.ts';
import { type DomainError, domainError } from '../../errors.ts';
import type { DomainContext } from '../context.ts';
import { type Credential, findCredential } from '../credential/credential.ts';
import { type AddressRange, isAddressAllowed, parseAddressRange } from './address-list.ts';
import { findKeyRow, updateKeyUsed } from './key.queries.ts';
import { isTokenOf, type TokenApi } from './key-form.ts';

/** Who calls: the organization and environment that the key belongs to, and what it may do there. */
export interface AuthenticatedKey {
  readonly scope: Scope;
  readonly keyId: string;
  readonly scopes: ReadonlySet<KeyScope>;
}

const CACHED_KEYS = 10_000;

/** How exact the time of a key's last use is: a busy key costs one small update in it, beside its requests. */
export const USE_NOTED_MS = 60_000;

interface KnownKey extends AuthenticatedKey {
  readonly api: string;
  /** Empty for everywhere. */
  readonly allowedRanges: readonly AddressRange[];
  /** When this process last noted a use. */
  notedAt: number;
}

/** A key's scopes and addresses never change, so they need no expiry; whether it still stands is asked of its credential. */
const caches = new WeakMap<Database, LRUCache<string, KnownKey>>();

const refused = domainError(
  'unauthorized',
  'The key is unknown, expired or revoked. Send `Authorization: Bearer gh_live_...` (or gh_test_...) with a key that stands.',
);

const elsewhere = domainError(
  'address_not_allowed',
  'The key is bound to addresses, and the request came from another one.',
);

/**
 * The one place where a request's organization and environment come from. `unauthorized` tells nothing of the reason;
 * `address_not_allowed` only who holds the key can meet. `address` is the caller's, as trusted proxies tell it; a key that
 * is bound to addresses is refused without one. `api` is whose API is called: the key of another one is as good as none.
 */
export async function authenticateKey(
  context: Pick<DomainContext, 'database' | 'now'>,
  token: string,
  address: string | null = null,
  api: TokenApi = 'native',
): Promise<Result<AuthenticatedKey, DomainError>> {
  if (!isTokenOf(api, token)) return fail(refused);
  const now = context.now();
  const credential = await findCredential(context.database, 'key', token, now);
  if (credential === null) return fail(refused);
  const key = cacheOf(context.database).get(credential.subjectId) ?? (await readKey(context.database, credential));
  if (key === null || key.api !== api) return fail(refused);
  if (key.allowedRanges.length > 0 && !isAddressAllowed(key.allowedRanges, address ?? '')) return fail(elsewhere);
  if (Math.abs(now.getTime() - key.notedAt) >= USE_NOTED_MS) noteUse(context.database, key, now);
  return ok(key);
}

const readKey = async (database: Database, credential: Credential): Promise<KnownKey | null> => {
  const scope: Scope = { organizationId: credential.organizationId, environment: credential.environment };
  const row = await findKeyRow(database.scoped(scope), scope, credential.subjectId);
  if (row === undefined) return null;
  const key = {
    scope,
    keyId: row.id,
    api: row.api,
    scopes: readScopes(row.scopes),
    allowedRanges: row.allowed_addresses.map(parseAddressRange),
    notedAt: row.last_used_at?.getTime() ?? 0,
  };
  cacheOf(database).set(row.id, key);
  return key;
};

/** Beside the request, which it neither holds up nor fails: what is lost is the time of one use. */
const noteUse = (database: Database, key: KnownKey, now: Date): void => {
  key.notedAt = now.getTime();
  const use = { usedAt: now, before: new Date(now.getTime() - USE_NOTED_MS) };
  updateKeyUsed(database.scoped(key.scope), key.scope, key.keyId, use).catch(() => undefined);
};

/** A word that this release does not know permits nothing. */
const readScopes = (words: readonly string[]): ReadonlySet<KeyScope> =>
  new Set(words.flatMap((word) => keyScope.safeParse(word).data ?? []));

const cacheOf = (database: Database): LRUCache<string, KnownKey> => {
  const known = caches.get(database);
  if (known !== undefined) return known;
  const made = new LRUCache<string, KnownKey>({ max: CACHED_KEYS });
  caches.set(database, made);
  return made;
};
