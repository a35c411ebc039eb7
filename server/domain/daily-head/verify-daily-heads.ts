import type { Scope } from '../../db/scope.ts';
import { GENESIS_HASH } from '../chain.ts';
import type { DomainContext } from '../context.ts';
import { listOrganizationIds } from '../organization/read-organization.ts';
import { findRemains, type LeafRemains, listHeadsWithLeaves } from './daily-head.queries.ts';
import { type DailyHead, type Day, dayOf, hashOfDay, type Leaf, leafBytes, nextDay, readLeaves } from './daily-head.ts';

const DAYS_AT_ONCE = 8;
const LEAVES_AT_ONCE = 500;

/** What the daily lines of one environment say. `broken` is the first that does not fit. */
export interface DailyVerification extends Scope {
  readonly days: number;
  readonly isIntact: boolean;
  readonly broken: { readonly day: Day; readonly sentence: string } | null;
}

/**
 * Makes the hash of every daily line anew and looks for what the lines name: a line that was changed or taken out, a log
 * whose end was cut off, and a session that is gone without a tombstone show. Works on hashes, so it needs no key and holds
 * after an erasure. It starts from the lines: an event whose day's line was written without it, because its machine's clock
 * stood behind or it was put in afterwards, does not show here. Its session's own chain is verified either way.
 */
export const verifyDailyHeads = async (
  context: Pick<DomainContext, 'database'>,
  scope: Scope,
): Promise<DailyVerification> => {
  let previous: Pick<DailyHead, 'day' | 'hash'> | null = null;
  let days = 0;
  for (;;) {
    const page: DailyHead[] = await listHeadsWithLeaves(context.database.scoped(scope), scope, {
      after: previous?.day ?? null,
      limit: DAYS_AT_ONCE,
    });
    for (const head of page) {
      const sentence = checkLine(scope, previous, head) ?? (await checkLeaves(context, scope, head));
      if (sentence !== null) return { ...scope, days, isIntact: false, broken: { day: head.day, sentence } };
      previous = head;
      days += 1;
    }
    if (page.length < DAYS_AT_ONCE) return { ...scope, days, isIntact: true, broken: null };
  }
};

/** Both environments of every organization, one after the other; those without a line are left out. */
export async function* verifyAllDailyHeads(
  context: Pick<DomainContext, 'database'>,
): AsyncGenerator<DailyVerification> {
  for (const organizationId of await listOrganizationIds(context)) {
    for (const environment of ['live', 'test'] as const) {
      const verification = await verifyDailyHeads(context, { organizationId, environment });
      if (verification.days > 0 || !verification.isIntact) yield verification;
    }
  }
}

const checkLine = (
  { organizationId, environment }: Scope,
  previous: Pick<DailyHead, 'day' | 'hash'> | null,
  { day, sessionCount, leaves, hash }: DailyHead,
): string | null => {
  if (previous !== null && day !== dayOf(nextDay(previous.day))) {
    return `The line of ${dayOf(nextDay(previous.day))} is missing.`;
  }
  const header = { organizationId, environment, day, sessionCount };
  const made = hashOfDay(previous?.hash ?? GENESIS_HASH, header, leaves);
  const isWhole = leaves.length === sessionCount * leafBytes && Buffer.from(made).equals(hash);
  return isWhole ? null : 'The line, or the one before it, is not what was written.';
};

const checkLeaves = async (
  { database }: Pick<DomainContext, 'database'>,
  scope: Scope,
  head: DailyHead,
): Promise<string | null> => {
  for (let start = 0; start < head.sessionCount; start += LEAVES_AT_ONCE) {
    const leaves = readLeaves(head.leaves, start, LEAVES_AT_ONCE);
    const remains = await findRemains(database.scoped(scope), scope, leaves);
    const bySession = new Map(remains.map((found) => [found.sessionId, found]));
    for (const leaf of leaves) {
      const sentence = checkLeaf(leaf, bySession.get(leaf.sessionId));
      if (sentence !== null) return sentence;
    }
  }
  return null;
};

const checkLeaf = (leaf: Leaf, found: LeafRemains | undefined): string | null => {
  const { sessionId, number } = leaf;
  if (found === undefined || found.eventCount === null) return checkTombstone(leaf, found);
  if (found.hash === null) {
    return `Session ${sessionId} had ${number} events at the end of this day, and event ${number} is not there any more.`;
  }
  if (Buffer.from(found.hash).equals(leaf.hash)) return null;
  return `Event ${number} of session ${sessionId} is not the one that was its last on this day.`;
};

const checkTombstone = ({ sessionId, number, hash }: Leaf, found: LeafRemains | undefined): string | null => {
  if (found === undefined || found.buriedCount === null || found.buriedHash === null) {
    return `Session ${sessionId} had ${number} events at the end of this day, and is gone without a tombstone.`;
  }
  const isSameEnd = found.buriedCount > number || Buffer.from(found.buriedHash).equals(hash);
  if (found.buriedCount >= number && isSameEnd) return null;
  return `Session ${sessionId} had ${number} events at the end of this day, and its tombstone speaks of another log.`;
};
