import { LRUCache } from 'lru-cache';
import type { Database } from '../../db/client.ts';
import type { Scope } from '../../db/scope.ts';
import {
  type CredentialKind,
  type CredentialRow,
  findCredentialUnscoped,
  updateCredentialRevoked,
} from './credential.queries.ts';
import { hashToken, maxTokenLength } from './token.ts';

export type { CredentialKind } from './credential.queries.ts';
export { createToken, type TokenPrefix } from './token.ts';

/** Whom a presented token stands for: it is where a request's scope comes from. */
export interface Credential extends Scope {
  readonly kind: CredentialKind;
  /** The key, session, workflow or organization. */
  readonly subjectId: string;
  readonly expiresAt: Date | null;
}

/** A revocation by another process acts here after this time at the latest; one by this process acts at once. */
export const credentialCacheMs = 5_000;
const cachedCredentials = 10_000;

/**
 * The credential behind a token, or null when there is none of this kind, or it has expired or was revoked.
 *
 * Found ones are kept for `credentialCacheMs`, so that a busy key costs no query; what is not found is not kept, so that
 * guessing cannot push real keys out. A wrong guess costs one hash and one look-up by primary key, whatever was guessed.
 */
export const findCredential = async (
  database: Database,
  kind: CredentialKind,
  token: string,
  now: Date,
): Promise<Credential | null> => {
  if (token === '' || token.length > maxTokenLength) return null;
  const hash = hashToken(token);
  const row = await readThrough(database, hash, now);
  if (row === null || row.kind !== kind || row.revokedAt !== null || isPast(row.expiresAt, now)) return null;
  const { organizationId, environment, subjectId, expiresAt } = row;
  return { kind, organizationId, environment, subjectId, expiresAt };
};

/** Revokes every credential of a key or a session. Returns false when none was left to revoke. */
export const revokeCredential = async (
  database: Database,
  scope: Scope,
  revocation: { readonly kind: CredentialKind; readonly subjectId: string; readonly revokedAt: Date },
): Promise<boolean> => {
  const revoked = await updateCredentialRevoked(database.unscoped, scope, revocation);
  forgetCredentials(database, revocation.subjectId);
  return revoked > 0;
};

/** Call it once the revocation of a key's or a session's credentials is committed: this process keeps them no longer. */
export const forgetCredentials = (database: Database, subjectId: string): void => {
  const cache = cacheOf(database);
  cache.revocations += 1;
  for (const [hash, { row }] of cache.entries.entries()) {
    if (row.subjectId === subjectId) cache.entries.delete(hash);
  }
};

interface CredentialCache {
  readonly entries: LRUCache<string, { readonly row: CredentialRow; readonly readAt: number }>;
  /** Grows with each revocation, so that a row read before it is not kept after it. */
  revocations: number;
}

const caches = new WeakMap<Database, CredentialCache>();

const cacheOf = (database: Database): CredentialCache => {
  const existing = caches.get(database);
  if (existing !== undefined) return existing;
  const made: CredentialCache = { entries: new LRUCache({ max: cachedCredentials }), revocations: 0 };
  caches.set(database, made);
  return made;
};

const readThrough = async (database: Database, hash: Uint8Array, now: Date): Promise<CredentialRow | null> => {
  const cache = cacheOf(database);
  const name = Buffer.from(hash).toString('base64');
  const cached = cache.entries.get(name);
  if (cached !== undefined && Math.abs(now.getTime() - cached.readAt) < credentialCacheMs) return cached.row;
  const { revocations } = cache;
  const row = await findCredentialUnscoped(database, hash);
  if (row === null) cache.entries.delete(name);
  else if (revocations === cache.revocations) cache.entries.set(name, { row, readAt: now.getTime() });
  return row;
};

const isPast = (time: Date | null, now: Date): boolean => time !== null && time <= now;
