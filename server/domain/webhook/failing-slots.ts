import type { Database } from '../../db/client.ts';

/**
 * Attempts that one process makes at the same time at the failing endpoints of one organization. Each may hang until its
 * time is up, and there are only so many workers: without this bound the receivers of others would wait behind them.
 */
const SLOTS = 2;

/** Attempts under way by organization; one map for each database. */
const underWay = new WeakMap<Database, Map<string, number>>();

/** Takes a slot, to be given back; null where there is none. */
export const takeFailingSlot = (database: Database, organizationId: string): (() => void) | null => {
  const counts = underWay.get(database) ?? new Map<string, number>();
  underWay.set(database, counts);
  const count = counts.get(organizationId) ?? 0;
  if (count >= SLOTS) return null;
  counts.set(organizationId, count + 1);
  return () => giveBack(counts, organizationId);
};

const giveBack = (counts: Map<string, number>, organizationId: string): void => {
  const left = (counts.get(organizationId) ?? 0) - 1;
  if (left > 0) counts.set(organizationId, left);
  else counts.delete(organizationId);
};
