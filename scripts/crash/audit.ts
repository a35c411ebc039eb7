import { sql } from 'kysely';
import { findSessionScope } from '../../server/cli/find-session-scope.ts';
import type { Database } from '../../server/db/client.ts';
import type { DomainContext } from '../../server/domain/context.ts';
import { listEvents } from '../../server/domain/session/list-events.ts';
import { loadSession } from '../../server/domain/session/load-session.ts';
import { replaySession } from '../../server/domain/session/replay-session.ts';
import { verifyAll } from '../../server/domain/session/verify-session.ts';
import { openPlace, type Place } from '../place.ts';
import { announcedChanges, untoldChanges } from './changes.ts';
import type { Journey } from './journey.ts';
import type { Told } from './receiver.ts';

export interface Audit {
  readonly sessions: number;
  readonly submissions: number;
  readonly verified: number;
  /** Changes of state that webhooks told of. */
  readonly told: number;
  /** One sentence for each thing that is not as it should be. */
  readonly problems: readonly string[];
}

/** Holds what the callers were told against what is in the database. No server may run on the embedded one meanwhile. */
export const audit = async (place: Place, journeys: readonly Journey[], told: Told): Promise<Audit> => {
  const { context, close } = await openPlace(place);
  try {
    const problems: string[] = [];
    for (const journey of journeys) problems.push(...(await auditJourney(context, journey, told)));
    let verified = 0;
    for await (const verification of verifyAll(context)) {
      verified += 1;
      if (!verification.isIntact) problems.push(`The log of session ${verification.sessionId} is broken.`);
    }
    problems.push(...(await leftWork(context.database)));
    const submissions = journeys.reduce((sum, { acknowledged }) => sum + acknowledged.length, 0);
    return { sessions: journeys.length, submissions, verified, told: told.size, problems };
  } finally {
    await close();
  }
};

const auditJourney = async (
  context: DomainContext,
  { sessionId, acknowledged, state }: Journey,
  told: Told,
): Promise<readonly string[]> => {
  const found = await findSessionScope(context, sessionId);
  if (!found.ok) return [`Session ${sessionId} was acknowledged and is not there.`];
  const scope = found.value;
  const listed = await listEvents(context, scope, sessionId, { after: 0, limit: 1000 });
  if (!listed.ok) return [`The log of session ${sessionId}: ${listed.error.detail}`];
  const logged = listed.value.events
    .filter(({ type }) => type === 'submitted')
    .map(({ node, attempt }) => `${node} ${attempt}`);
  const times = (step: string): number => logged.filter((each) => each === step).length;
  const wrong = [...new Set([...acknowledged, ...logged])].filter((step) => times(step) !== 1);
  const loaded = await loadSession(context, scope, sessionId);
  const events = listed.value.events.flatMap(({ event }) => event ?? []);
  const changes = loaded.ok ? announcedChanges(loaded.value.graph, sessionId, events) : [];
  const replayed = await replaySession(context, scope, sessionId);
  return [
    ...wrong.map((step) => `Session ${sessionId}: the submission ${step} is in the log ${times(step)} times.`),
    ...(replayed.ok && replayed.value.isIdentical ? [] : [`Session ${sessionId} does not replay.`]),
    ...(replayed.ok && replayed.value.state === state
      ? []
      : [`Session ${sessionId} was shown as ${state} and is another in its log.`]),
    ...untoldChanges(changes, told),
  ];
};

/**
 * Outbox rows, jobs and dead letters that nobody has worked off, and deliveries that were not taken; other work whose time
 * has not come is none. Nor is a later attempt at a delivery that was taken meanwhile: its job finds nothing to do.
 */
export const leftWork = async ({ worker }: Pick<Database, 'worker'>): Promise<readonly string[]> => {
  const outbox = await sql<{ queue: string; count: string }>`
    select queue, count(*)::text as count from outbox
    where queue in (select name from pgboss.queue) group by queue`.execute(worker);
  const jobs = await sql<{ name: string; state: string; count: string }>`
    select name, state::text as state, count(*)::text as count from pgboss.job
    where state in ('created', 'retry', 'active', 'failed') and start_after < now() + interval '1 minute'
      and not (name = 'deliver' and state in ('created', 'retry'))
    group by name, state`.execute(worker);
  const deliveries = await sql<{ state: string; count: string }>`
    select state, count(*)::text as count from delivery where state <> 'delivered' group by state`.execute(worker);
  return [
    ...deliveries.rows.map(({ state, count }) => `${count} deliveries are left in the state ${state}.`),
    ...outbox.rows.map(({ queue, count }) => `${count} rows of the queue ${queue} are left in the outbox.`),
    ...jobs.rows.map(({ name, state, count }) => `${count} jobs of the queue ${name} are left in the state ${state}.`),
  ];
};
