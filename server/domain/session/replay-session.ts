import { fail, ok, type Result } from '@gatehouse/core/result.ts';
import { canonicalize } from '@gatehouse/core/workflow/canonical.ts';
import { type ReplayError, replay } from '@gatehouse/core/workflow/replay.ts';
import type { Decision, Reason, SessionState } from '@gatehouse/core/workflow/run.ts';
import type { Scope } from '../../db/scope.ts';
import { type DomainError, domainError } from '../../errors.ts';
import type { DomainContext } from '../context.ts';
import type { EventRecord } from './list-events.ts';
import { listEvents } from './list-events.ts';
import { loadSession } from './load-session.ts';
import { getSession } from './read-session.ts';

const PAGE = 200;

/** What came out when the log was played again from its first event. */
export interface Replay {
  readonly sessionId: string;
  readonly events: readonly EventRecord[];
  readonly state: SessionState;
  readonly decision: Decision | null;
  readonly reasons: readonly Reason[];
  /** Whether the run made from the log is, byte for byte, the run that is stored, and the session shows its state and decision. */
  readonly isIdentical: boolean;
}

/** Plays a session's current run again from its log and compares it with what is stored. */
export const replaySession = async (
  context: DomainContext,
  scope: Scope,
  sessionId: string,
): Promise<Result<Replay, DomainError>> => {
  const loaded = await loadSession(context, scope, sessionId);
  if (!loaded.ok) return loaded;
  const { run: stored, graph, eventCount } = loaded.value;
  const events = await readLog(context, scope, sessionId, eventCount);
  if (!events.ok) return events;
  const ofRun = events.value.filter((record) => record.run === stored.number);
  const opened = ofRun.flatMap(({ event }) => event ?? []);
  if (opened.length < ofRun.length) return fail(domainError('erased', 'The data of this session was erased.'));
  const replayed = replay(graph, opened);
  if (!replayed.ok) return fail(domainError('internal', doesNotReplay(replayed.error)));
  const { state, decision, reasons } = replayed.value;
  const shown = await getSession(context, scope, sessionId);
  if (!shown.ok) return shown;
  // The row is read after the run: where an event came in between, it speaks of another run.
  const showsRun =
    shown.value.eventCount !== eventCount || (shown.value.state === state && shown.value.decision === decision);
  const isIdentical = showsRun && canonicalize(replayed.value) === canonicalize(stored);
  return ok({ sessionId, events: ofRun, state, decision, reasons, isIdentical });
};

/** The log up to the event that the stored run is at: what came in meanwhile is left out. */
const readLog = async (
  context: DomainContext,
  scope: Scope,
  sessionId: string,
  eventCount: number,
): Promise<Result<EventRecord[], DomainError>> => {
  const log: EventRecord[] = [];
  let after: number | null = 0;
  while (after !== null && log.length < eventCount) {
    const page: Awaited<ReturnType<typeof listEvents>> = await listEvents(context, scope, sessionId, {
      after,
      limit: PAGE,
    });
    if (!page.ok) return page;
    log.push(...page.value.events);
    after = page.value.next;
  }
  return ok(log.slice(0, eventCount));
};

const doesNotReplay = (error: ReplayError): string =>
  error.code === 'no_events'
    ? 'The log of this run is empty.'
    : `The log does not replay: event ${error.index + 1} of the run was refused. ${error.error.sentence}`;
