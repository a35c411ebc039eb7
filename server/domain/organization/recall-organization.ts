import { LRUCache } from 'lru-cache';
import type { Database } from '../../db/client.ts';
import type { DomainContext } from '../context.ts';
import type { OrganizationRecord } from './organization.ts';
import { getOrganization } from './read-organization.ts';

/** A change by another process shows here after this time at the latest; one by this process at once. */
export const recallMs = 5_000;

/** Characters of settings that are held on to: most of them are logos of up to 100 KB. */
const CACHE_SIZE = 32_000_000;

interface OrganizationCache {
  readonly entries: LRUCache<string, OrganizationRecord>;
  /** Grows with each change, so that a row read before it is not kept after it. */
  changes: number;
}

/** One cache for each database, so that a process which opens two never mixes them. */
const caches = new WeakMap<Database, OrganizationCache>();

/**
 * The organization as the person's page shows it: asked for with every step, so kept for `recallMs`. Whatever decides
 * by the settings reads them with `getOrganization`.
 */
export async function recallOrganization(
  context: Pick<DomainContext, 'database'>,
  organizationId: string,
): Promise<OrganizationRecord> {
  const cache = cacheOf(context.database);
  const known = cache.entries.get(organizationId);
  if (known !== undefined) return known;
  const { changes } = cache;
  const organization = await getOrganization(context, organizationId);
  const size = 1_000 + (organization.settings.branding.logoUrl?.length ?? 0);
  if (changes === cache.changes) cache.entries.set(organizationId, organization, { size });
  return organization;
}

/** Call it once a change is committed. */
export function forgetOrganization(database: Database, organizationId: string): void {
  const cache = cacheOf(database);
  cache.changes += 1;
  cache.entries.delete(organizationId);
}

const cacheOf = (database: Database): OrganizationCache => {
  const known = caches.get(database);
  if (known !== undefined) return known;
  const made: OrganizationCache = {
    entries: new LRUCache({ maxSize: CACHE_SIZE, ttl: recallMs, ttlResolution: 100 }),
    changes: 0,
  };
  caches.set(database, made);
  return made;
};
