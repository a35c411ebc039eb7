import type { Scope } from '../../db/scope.ts';
import type { DomainContext } from '../context.ts';
import { countSessionRows, pageSessionRows, type SessionFilter } from './list-sessions.queries.ts';
import { everySession, toRecord } from './read-session.ts';
import { toSealedPair } from './sealed-metadata.ts';
import type { SessionRecord } from './session.ts';

/** Beyond this nothing is counted, and no page is given: for APIs whose lists have numbered pages and a total. */
const MAX_COUNTED_SESSIONS = 100_000;

/** Which sessions a numbered page is of; what is left out asks for nothing. */
export interface SessionPageQuery
  extends Partial<Omit<SessionFilter, 'limit' | 'after' | 'pairs' | 'publicIds' | 'publicIdPart' | 'changedWithin'>> {
  /** From 0. */
  readonly index: number;
  readonly size: number;
  /** Single values of the sealed metadata, all of which a session must have. */
  readonly sealedMetadata?: readonly { readonly name: string; readonly value: string }[];
  /** How the public id begins, in hex digits and dashes. */
  readonly publicIdStart?: string | null;
  readonly publicIdPart?: string | null;
}

export interface PagedSession extends SessionRecord {
  /** Time of the last event. */
  readonly updatedAt: Date;
  /** Whether the person has submitted something in the current run. */
  readonly hasSubmitted: boolean;
}

/** A numbered page of sessions, newest first, and how many there are: at most `MAX_COUNTED_SESSIONS`. */
export const pageSessions = async (
  context: DomainContext,
  scope: Scope,
  { index, size, sealedMetadata = [], publicIdStart = null, ...query }: SessionPageQuery,
): Promise<{ sessions: PagedSession[]; total: number }> => {
  const publicIds = publicIdStart === null ? null : publicIdsFrom(publicIdStart);
  if (publicIdStart !== null && publicIds === null) return { sessions: [], total: 0 };
  const filter: SessionFilter = {
    ...everySession,
    ...query,
    ...timesOf(query, context.now()),
    limit: size,
    publicIds,
    pairs: sealedMetadata.map(({ name, value }) => toSealedPair(context.sealing, scope.organizationId, name, value)),
  };
  const skip = index * size;
  const rows = skip >= MAX_COUNTED_SESSIONS ? [] : await pageSessionRows(context.database, scope, filter, skip);
  const isLast = rows.length < size && (rows.length > 0 || skip === 0);
  const total = isLast
    ? skip + rows.length
    : await countSessionRows(context.database, scope, filter, MAX_COUNTED_SESSIONS);
  const sessions = rows.map((row) => ({
    ...toRecord(row),
    updatedAt: row.updated_at,
    hasSubmitted: row.has_submitted,
  }));
  return { sessions, total };
};

/** The log of so long a time has fewer events, as a rule, than there are sessions. */
const SHORT_MS = 24 * 60 * 60 * 1000;

type Times = Pick<SessionFilter, 'updatedFrom' | 'updatedTo' | 'changedWithin'>;

/** Nothing has happened after now: a time that reaches so far needs no look at its end. */
const timesOf = ({ updatedFrom = null, updatedTo = null }: Partial<Times>, now: Date): Times => {
  const to = updatedTo === null || updatedTo >= now ? null : updatedTo;
  const end = to ?? now;
  const isShort = updatedFrom !== null && end.getTime() - updatedFrom.getTime() <= SHORT_MS;
  return { updatedFrom, updatedTo: to, changedWithin: isShort ? { from: updatedFrom, to: end } : null };
};

const lowest = '00000000-0000-0000-0000-000000000000';
const highest = 'ffffffff-ffff-ffff-ffff-ffffffffffff';

/** The ids that begin so; null where none can. */
const publicIdsFrom = (start: string): SessionFilter['publicIds'] => {
  const ends = [lowest, highest].map((rest) => start + rest.slice(start.length));
  const [from = '', to = ''] = ends;
  return ends.every((id) => /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(id)) ? { from, to } : null;
};
