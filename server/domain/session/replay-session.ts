import { fail, ok, type Result } from '@gatehouse/core/result.ts';
import { canonicalize } from '@gatehouse/core/workflow/canonical.ts';
import type { RunEvent } from '@gatehouse/core/workflow/event.ts';
import type { Graph } from '@gatehouse/core/workflow/graph.ts';
import { type ReplayError, replay } from '@gatehouse/core/workflow/replay.ts';
import type { Decision, Reason, Run, SessionState } from '@gatehouse/core/workflow/run.ts';
import type { Scope } from '../../db/scope.ts';
import { type DomainError, domainError } from '../../errors.ts';
import type { DomainContext } from '../context.ts';
import { getVersion } from '../workflow/find-version.ts';
import type { EventRecord } from './list-events.ts';
import { loadSession } from './load-session.ts';
import { openedEvents, readLog } from './read-log.ts';
import { getSession } from './read-session.ts';
import type { LoadedSession } from './session.ts';

/** What came out when the log was played again from its first event; of several runs the last is the session's. */
export interface Replay {
  readonly sessionId: string;
  readonly events: readonly EventRecord[];
  readonly state: SessionState;
  readonly decision: Decision | null;
  readonly reasons: readonly Reason[];
  /** Whether the run made from the log is, byte for byte, the run that is stored, and the session shows its state and decision. */
  readonly isIdentical: boolean;
}

/** Plays a session's runs again from its log, and compares the current one with what is stored. */
export const replaySession = async (
  context: DomainContext,
  scope: Scope,
  sessionId: string,
): Promise<Result<Replay, DomainError>> => {
  const loaded = await loadSession(context, scope, sessionId);
  if (!loaded.ok) return loaded;
  const { run: stored, eventCount } = loaded.value;
  const log = await readLog(context, scope, sessionId, eventCount);
  if (!log.ok) return log;
  const opened = openedEvents(log.value);
  if (!opened.ok) return opened;
  const replayed = await replayRuns(context, loaded.value, opened.value);
  if (!replayed.ok) return replayed;
  const { state, decision, reasons } = replayed.value;
  const shown = await getSession(context, scope, sessionId);
  if (!shown.ok) return shown;
  // The row is read after the run: where an event came in between, it speaks of another run.
  const showsRun =
    shown.value.eventCount !== eventCount || (shown.value.state === state && shown.value.decision === decision);
  const isIdentical = showsRun && canonicalize(replayed.value) === canonicalize(stored);
  return ok({ sessionId, events: log.value, state, decision, reasons, isIdentical });
};

/** Every run on the version that it went through; gives the last. */
const replayRuns = async (
  context: DomainContext,
  session: LoadedSession,
  events: readonly RunEvent[],
): Promise<Result<Run, DomainError>> => {
  const runs = splitRuns(events);
  let last: Run | null = null;
  for (const [index, ofRun] of runs.entries()) {
    const replayed = replay(await graphOf(context, session, runs[index + 1]?.[0]), ofRun);
    if (!replayed.ok) return fail(domainError('internal', doesNotReplay(index + 1, replayed.error)));
    last = replayed.value;
  }
  return last === null ? fail(domainError('internal', 'The log of this session is empty.')) : ok(last);
};

const splitRuns = (events: readonly RunEvent[]): readonly RunEvent[][] => {
  const runs: RunEvent[][] = [];
  for (const event of events) {
    if (event.type === 'created') runs.push([]);
    runs.at(-1)?.push(event);
  }
  return runs;
};

/** The session knows what its current run goes through; of every other one the run after it says so. */
const graphOf = async (
  context: DomainContext,
  { scope, graph }: LoadedSession,
  nextCreated: RunEvent | undefined,
): Promise<Graph> => {
  if (nextCreated?.type !== 'created' || nextCreated.rerun === undefined) return graph;
  const { workflowId, version } = nextCreated.rerun.before;
  return (await getVersion(context, scope, workflowId, version)).graph;
};

const doesNotReplay = (run: number, error: ReplayError): string =>
  error.code === 'no_events'
    ? `The log of run ${run} is empty.`
    : `The log does not replay: event ${error.index + 1} of run ${run} was refused. ${error.error.sentence}`;
