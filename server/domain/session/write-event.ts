import { fail, ok, type Result } from '@gatehouse/core/result.ts';
import { advance } from '@gatehouse/core/workflow/advance.ts';
import type { Conclusion, Effect, EventError, RunEvent } from '@gatehouse/core/workflow/event.ts';
import { finalStates, type Run } from '@gatehouse/core/workflow/run.ts';
import { type DomainError, domainError } from '../../errors.ts';
import type { Actor } from '../actor.ts';
import type { DomainContext } from '../context.ts';
import { waitAnnouncement } from '../webhook/announce-wait.ts';
import { withdrawalAnnouncement } from '../webhook/announce-withdrawal.ts';
import { forgetSession, rememberSession } from './recall-session.ts';
import { sealEvent } from './seal-event.ts';
import { appendEvent, type EventWrite, type OutboxItem } from './session.queries.ts';
import { expirableStates, type LoadedSession, type SessionChange } from './session.ts';

/** What a new run goes through. */
export interface RunStart extends Pick<LoadedSession, 'workflowId' | 'version' | 'graph' | 'source'> {
  /** The session lives until then at least. */
  readonly expiresAt: Date;
}

/** Advances a loaded session by one event and stores it; with `startsRun` the event begins the session's next run. `null`
 * when another event got there first, or the session's time was up: nothing is written. */
export const writeEvent = async (
  context: DomainContext,
  before: LoadedSession,
  event: RunEvent,
  actor: Actor,
  startsRun: RunStart | null = null,
): Promise<Result<LoadedSession | null, DomainError>> => {
  const advanced =
    startsRun === null ? advance(before.graph, before.run, event) : advance(startsRun.graph, null, event);
  if (!advanced.ok) return fail(toDomainError(advanced.error));
  const { run, effects, conclusions } = advanced.value;
  const session = startsRun === null ? before : { ...before, ...startsRun };
  const number = session.eventCount + 1;
  const sealed = sealEvent(
    context.sealing,
    { ...session, sessionId: session.id, number, previousHash: session.headHash },
    { event, run, outcome: outcomeOf(event, conclusions), actor },
  );
  const at = new Date(event.at);
  const { outbox, ...cases } = effectRows(context, session, run, effects);
  const change = run.state !== before.state || startsRun !== null ? [sessionChange(before, session, run, at)] : [];
  const write: EventWrite = {
    aliveAt: event.type !== 'expired' && expirableStates.includes(session.state) ? at : null,
    sealed,
    state: run.state,
    decision: run.decision,
    openedAt: event.type === 'opened' ? at : null,
    endedAt: finalStates.includes(run.state) ? at : null,
    ...cases,
    startsRun,
    outbox: [...outbox, ...change, ...announcements(session, run, event)],
  };
  const row = await appendEvent(context.database, session.scope, write);
  if (row === null) return ok(null);
  if (write.outbox.length > 0) context.wakeRelay();
  const after: LoadedSession = {
    ...session,
    state: run.state,
    eventCount: number,
    headHash: sealed.hash,
    run,
    redirectUrl: row.redirect_url,
    expiresAt: row.expires_at,
  };
  // What is over takes no more events: nothing of it has to be at hand.
  if (finalStates.includes(run.state)) forgetSession(context.database, session.scope, session.id);
  else rememberSession(context.database, after, sealed.run.length);
  return ok(after);
};

/** How the node that the event names was left; null where it was not, and where the event names none. */
const outcomeOf = (event: RunEvent, conclusions: readonly Conclusion[]): string | null => {
  if (!('attempt' in event)) return null;
  return conclusions.find(({ node, attempt }) => node === event.node && attempt === event.attempt)?.outcome ?? null;
};

/** Effects as rows: what leaves the process goes through the outbox, a case is a row of its own. */
const effectRows = (
  context: DomainContext,
  session: LoadedSession,
  run: Run,
  effects: readonly Effect[],
): Pick<EventWrite, 'outbox' | 'opensCase' | 'closesCase'> => {
  const outbox: OutboxItem[] = [];
  let opensCase: EventWrite['opensCase'] = null;
  let closesCase: EventWrite['closesCase'] = null;
  for (const effect of effects) {
    switch (effect.type) {
      case 'evaluate':
        outbox.push({ queue: queueOf(effect.check), payload: nodeAddress(session, run, effect), dueAt: null });
        break;
      case 'open_case':
        opensCase = { id: context.newId(), reasonCodes: effect.reasons.map((reason) => reason.code) };
        break;
      case 'close_case':
        closesCase = { decision: effect.decision };
        break;
      case 'set_timer':
        outbox.push({
          queue: 'fire-timer',
          payload: nodeAddress(session, run, effect),
          dueAt: new Date(effect.dueAt),
        });
        break;
      case 'finish':
        break;
    }
  }
  return { outbox, opensCase, closesCase };
};

/** Checks that may wait for a machine of somebody else have a queue of their own. */
const queueOf = (check: string): string =>
  check === 'script' || check === 'http' ? 'evaluate-outside' : 'evaluate-node';

/** Names one attempt at a node, as the jobs take it: ids only. */
const nodeAddress = (session: LoadedSession, run: Run, { node, attempt }: { node: string; attempt: number }): string =>
  JSON.stringify({ ...session.scope, sessionId: session.id, runNumber: run.number, node, attempt });

/** What webhook endpoints are told of beside changes of state. */
const announcements = (session: LoadedSession, run: Run, event: RunEvent): OutboxItem[] => {
  const { id: sessionId, workflowId, eventCount } = session;
  const news = { sessionId, workflowId, eventNumber: eventCount + 1, at: event.at };
  const announced = [
    ...(event.type === 'consent_withdrawn' ? [withdrawalAnnouncement(session.scope, news)] : []),
    ...(comesToWait(session, run) ? [waitAnnouncement(session.scope, news)] : []),
  ];
  return announced.map((work) => ({ queue: 'announce', payload: JSON.stringify(work), dueAt: null }));
};

/** From a check, or from one wait to the next, the state stays `waiting`; yet somebody outside has the turn from now on. */
const comesToWait = ({ state, run: before }: LoadedSession, { state: after, phase, node, attempt }: Run): boolean =>
  state === 'waiting' &&
  after === 'waiting' &&
  phase === 'waiting' &&
  (before.phase !== phase || before.node !== node || before.attempt !== attempt);

/** For counters and webhooks: a session went from one state to another. */
const sessionChange = (before: LoadedSession, session: LoadedSession, run: Run, at: Date): OutboxItem => ({
  queue: 'session-changed',
  payload: JSON.stringify({
    ...session.scope,
    sessionId: session.id,
    workflowId: session.workflowId,
    eventNumber: session.eventCount + 1,
    from: session.state,
    to: run.state,
    decision: run.decision,
    at: at.toISOString(),
    ...(run.number !== before.run.number && {
      left: { workflowId: before.workflowId, decision: before.run.decision },
    }),
  } satisfies SessionChange),
  dueAt: null,
});

const toDomainError = (error: EventError): DomainError =>
  error.code === 'input_invalid'
    ? domainError('input_invalid', error.sentence, error.errors)
    : domainError(error.code, error.sentence);
