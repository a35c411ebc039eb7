import { fail, ok, type Result } from '@gatehouse/core/result.ts';
import { carryOver } from '@gatehouse/core/workflow/carry-over.ts';
import type { RunEvent } from '@gatehouse/core/workflow/event.ts';
import { findNode, type Graph } from '@gatehouse/core/workflow/graph.ts';
import type { Answer, Answers } from '@gatehouse/core/workflow/run.ts';
import type { Scope } from '../../db/scope.ts';
import { type DomainError, domainError } from '../../errors.ts';
import type { Actor } from '../actor.ts';
import type { DomainContext } from '../context.ts';
import { listSessionDocuments } from '../document/document.queries.ts';
import { MAX_UPLOADS_PER_SESSION } from '../document/find-uploads.ts';
import { findPublishedVersion } from '../workflow/find-published-version.ts';
import type { WorkflowVersion } from '../workflow/workflow.ts';
import { loadSession } from './load-session.ts';
import { readRunLog } from './read-log.ts';
import type { LoadedSession } from './session.ts';
import { writeEvent } from './write-event.ts';

export interface RunInput {
  /** What the run goes through, in its newest version; what the session went through before where it is left out. */
  readonly workflowId?: string | undefined;
}

/** How often the session is read anew when another process was faster: whoever comes second then finds it not over. */
const TRIES = 3;

/**
 * Begins the next run of a session that is completed or failed. What the person answered in the run before is not asked
 * again (see `carryOver`), so that checks are repeated without them; the first step that nobody answered yet waits for them
 * behind the same link, for as long as a new session would. The run before stays in the log.
 *
 * `event_does_not_fit` in any other state; `erased`; `not_found`, `workflow_not_published` and `workflow_archived` speak of
 * the workflow where the session is there.
 */
export const startRun = (
  context: DomainContext,
  scope: Scope,
  sessionId: string,
  input: RunInput,
  actor: Actor,
): Promise<Result<LoadedSession, DomainError>> =>
  context.sessionQueue(sessionId, async () => {
    for (let attempt = 1; attempt <= TRIES; attempt += 1) {
      const started = await tryStart(context, scope, sessionId, input, actor);
      if (!started.ok) return started;
      if (started.value !== null) return ok(started.value);
    }
    return fail(domainError('conflict', 'The session changed while this was under way. Read it and try again.'));
  });

const tryStart = async (
  context: DomainContext,
  scope: Scope,
  sessionId: string,
  { workflowId }: RunInput,
  actor: Actor,
): Promise<Result<LoadedSession | null, DomainError>> => {
  const loaded = await loadSession(context, scope, sessionId);
  if (!loaded.ok) return loaded;
  const session = loaded.value;
  const version = await findPublishedVersion(context, scope, workflowId ?? session.workflowId, undefined);
  if (!version.ok) return version;
  if (session.state !== 'completed' && session.state !== 'failed') return fail(notOver(session));
  const event = await createdEvent(context, session, version.value);
  if (!event.ok) return event;
  return writeEvent(context, session, event.value, actor, {
    workflowId: version.value.workflowId,
    version: version.value.number,
    graph: version.value.graph,
    source: version.value.source,
    expiresAt: new Date(context.now().getTime() + context.sessionLifetimeMs),
  });
};

const notOver = ({ state }: LoadedSession): DomainError =>
  domainError(
    'event_does_not_fit',
    `A new run begins where the one before is over: the session has to be completed or failed, and its state is ${state}.`,
  );

const createdEvent = async (
  context: DomainContext,
  session: LoadedSession,
  { workflowId, number, graph }: WorkflowVersion,
): Promise<Result<RunEvent, DomainError>> => {
  const { run } = session;
  const log = await readRunLog(context, session.scope, session.id, run.number);
  if (!log.ok) return log;
  const answers = carryOver({ graph: session.graph, events: log.value, run }, graph);
  return ok({
    type: 'created',
    at: context.now().toISOString(),
    run: run.number + 1,
    given: run.given,
    rerun: {
      on: { workflowId, version: number },
      before: { workflowId: session.workflowId, version: session.version },
      answers: await withFilesThatAreThere(context, session, graph, answers),
    },
  });
};

/** Members of an input that name files, by the type of the node that takes them. */
const fileMembers: Readonly<Record<string, readonly string[]>> = {
  document: ['front', 'back'],
  selfie: ['picture'],
};

/** Retention may have deleted a photo by now: the person is asked for a new one. */
const withFilesThatAreThere = async (
  context: DomainContext,
  { scope, id }: LoadedSession,
  graph: Graph,
  answers: Answers,
): Promise<Answers> => {
  const kept = await listSessionDocuments(context.database, scope, id, MAX_UPLOADS_PER_SESSION);
  const ids = new Set(kept.map((file) => file.id));
  return Object.fromEntries(
    Object.entries(answers).filter(([node, answer]) =>
      filesOf(findNode(graph, node)?.type ?? '', answer).every((file) => ids.has(file)),
    ),
  );
};

const filesOf = (type: string, { input }: Answer): readonly string[] =>
  (fileMembers[type] ?? []).flatMap((member) => {
    const file: unknown = Object(input)[member];
    return typeof file === 'string' ? [file] : [];
  });
