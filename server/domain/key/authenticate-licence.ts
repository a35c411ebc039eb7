import { fail, ok, type Result } from '@gatehouse/core/result.ts';
import { LRUCache } from 'lru-cache';
import type { Database } from '../../db/client.ts';
import type { Scope } from '../../db/scope.ts';
import { type DomainError, domainError } from '../../errors.ts';
import type { DomainContext } from '../context.ts';
import { type Credential, findCredential } from '../credential/credential.ts';
import { USE_NOTED_MS } from './authenticate-key.ts';
import { findKeyRow, updateKeyUsed } from './key.queries.ts';
import { type LicenceLevel, licenceSecret, readLevel } from './licence.ts';

/** Who calls: the organization and environment that the licence belongs to, and its level. */
export interface AuthenticatedLicence {
  readonly scope: Scope;
  readonly keyId: string;
  readonly level: LicenceLevel;
}

const CACHED_LICENCES = 10_000;

interface KnownLicence extends AuthenticatedLicence {
  /** When this process last noted a use. */
  notedAt: number;
}

/** A licence's level never changes, so it needs no expiry; whether the licence still stands is asked of its credential. */
const caches = new WeakMap<Database, LRUCache<string, KnownLicence>>();

const refused = domainError(
  'unauthorized',
  'The licence is unknown, expired or disabled. Send the secret of a licence that stands.',
);

/** The holder of a licence's secret. `unauthorized` tells nothing of the reason. A key of another API is no licence. */
export const authenticateLicence = async (
  context: Pick<DomainContext, 'database' | 'now'>,
  secret: string,
): Promise<Result<AuthenticatedLicence, DomainError>> => {
  if (!licenceSecret.test(secret)) return fail(refused);
  const now = context.now();
  const credential = await findCredential(context.database, 'licence', secret, now);
  if (credential === null) return fail(refused);
  const known = cacheOf(context.database).get(credential.subjectId);
  const licence = known ?? (await readLicence(context.database, credential));
  if (licence === null) return fail(refused);
  if (Math.abs(now.getTime() - licence.notedAt) >= USE_NOTED_MS) noteUse(context.database, licence, now);
  return ok(licence);
};

const readLicence = async (
  database: Database,
  { organizationId, environment, subjectId }: Credential,
): Promise<KnownLicence | null> => {
  const scope: Scope = { organizationId, environment };
  const row = await findKeyRow(database.scoped(scope), scope, subjectId);
  const level = readLevel(row?.level ?? null);
  if (row === undefined || level === null) return null;
  const licence = { scope, keyId: row.id, level, notedAt: row.last_used_at?.getTime() ?? 0 };
  cacheOf(database).set(row.id, licence);
  return licence;
};

/** Beside the request, which it neither holds up nor fails: what is lost is the time of one use. */
const noteUse = (database: Database, licence: KnownLicence, now: Date): void => {
  licence.notedAt = now.getTime();
  const use = { usedAt: now, before: new Date(now.getTime() - USE_NOTED_MS) };
  updateKeyUsed(database.scoped(licence.scope), licence.scope, licence.keyId, use).catch(() => undefined);
};

const cacheOf = (database: Database): LRUCache<string, KnownLicence> => {
  const known = caches.get(database);
  if (known !== undefined) return known;
  const made = new LRUCache<string, KnownLicence>({ max: CACHED_LICENCES });
  caches.set(database, made);
  return made;
};
