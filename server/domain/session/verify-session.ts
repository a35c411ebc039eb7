import type { Scope } from '../../db/scope.ts';
import { chainHash, GENESIS_HASH } from '../chain.ts';
import type { DomainContext } from '../context.ts';
import {
  type EventRow,
  findSessionForEvent,
  listEventRows,
  listSessionScopesUnscoped,
  type SessionRow,
} from './session.queries.ts';
import type { EventHeader } from './session-log.ts';

const PAGE = 200;

/** What the chain of one session says. `broken` is the first event that does not follow from the one before. */
export interface Verification {
  readonly sessionId: string;
  readonly events: number;
  readonly isIntact: boolean;
  readonly broken: { readonly number: number; readonly sentence: string } | null;
}

/**
 * Goes over a session's log and makes every hash anew. Works on sealed bytes, so it needs no key and holds after an
 * erasure too. Finds a changed, missing, added or reordered event, and a log whose end was cut off.
 */
export const verifySession = async (
  context: DomainContext,
  scope: Scope,
  sessionId: string,
): Promise<Verification | null> => {
  const session = await findSessionForEvent(context.database, scope, sessionId);
  if (session === null) return null;
  let previous = GENESIS_HASH;
  let number = 0;
  for (;;) {
    const rows = await listEventRows(context.database, scope, sessionId, { after: number, limit: PAGE });
    for (const row of rows) {
      const problem = checkEvent(scope, sessionId, { number: number + 1, previous, session }, row);
      if (problem !== null)
        return { sessionId, events: number, isIntact: false, broken: { number: number + 1, sentence: problem } };
      previous = row.hash;
      number = row.number;
    }
    if (rows.length < PAGE) break;
  }
  // The session was read before its events: one appended meanwhile makes the log longer, never shorter.
  if (number >= session.event_count) return { sessionId, events: number, isIntact: true, broken: null };
  const sentence = `The session counts ${session.event_count} events, and the log ends before that.`;
  return { sessionId, events: number, isIntact: false, broken: { number: number + 1, sentence } };
};

/** Every session of every organization, one after the other. */
export async function* verifyAll(context: DomainContext): AsyncGenerator<Verification> {
  let after: { organization_id: string; environment: string; id: string } | null = null;
  for (;;) {
    const page: { organization_id: string; environment: string; id: string }[] = await listSessionScopesUnscoped(
      context.database,
      after,
      PAGE,
    );
    for (const place of page) {
      const verification = await verifySession(context, scopeOf(place), place.id);
      if (verification !== null) yield verification;
    }
    after = page.at(-1) ?? null;
    if (after === null || page.length < PAGE) return;
  }
}

/** The row's environment is kept to these two by a check constraint. */
export const scopeOf = (place: { organization_id: string; environment: string }): Scope => ({
  organizationId: place.organization_id,
  environment: place.environment === 'live' ? 'live' : 'test',
});

const checkEvent = (
  scope: Scope,
  sessionId: string,
  expected: { readonly number: number; readonly previous: Uint8Array; readonly session: SessionRow },
  row: EventRow,
): string | null => {
  if (row.number !== expected.number) return `Event ${expected.number} is missing.`;
  const made = chainHash(expected.previous, headerOf(scope, sessionId, row), row.payload);
  if (!Buffer.from(made).equals(row.hash)) return 'The event, or the one before it, is not what was written.';
  const isHead = row.number === expected.session.event_count;
  return !isHead || Buffer.from(expected.session.head_hash).equals(row.hash)
    ? null
    : 'The event is not the one that the session names as its last.';
};

const headerOf = (scope: Scope, sessionId: string, row: EventRow): EventHeader => ({
  organizationId: scope.organizationId,
  environment: scope.environment,
  sessionId,
  number: row.number,
  run: row.run_number,
  type: row.type,
  node: row.node,
  attempt: row.attempt,
  outcome: row.outcome,
  actorKind: row.actor_kind as EventHeader['actorKind'],
  actorId: row.actor_id,
  engineVersion: row.engine_version,
  at: row.at.toISOString(),
});
