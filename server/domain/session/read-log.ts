import { fail, ok, type Result } from '@gatehouse/core/result.ts';
import type { RunEvent } from '@gatehouse/core/workflow/event.ts';
import type { Scope } from '../../db/scope.ts';
import { type DomainError, domainError } from '../../errors.ts';
import type { DomainContext } from '../context.ts';
import { type EventRecord, listEvents } from './list-events.ts';

const PAGE = 200;

/** A session's log up to its event `last`: what came in meanwhile is left out. */
export const readLog = async (
  context: DomainContext,
  scope: Scope,
  sessionId: string,
  last: number,
): Promise<Result<EventRecord[], DomainError>> => {
  const log: EventRecord[] = [];
  let after: number | null = 0;
  while (after !== null && log.length < last) {
    const page: Awaited<ReturnType<typeof listEvents>> = await listEvents(context, scope, sessionId, {
      after,
      limit: PAGE,
    });
    if (!page.ok) return page;
    log.push(...page.value.events);
    after = page.value.next;
  }
  return ok(log.slice(0, last));
};

/** The events of one run as the engine took them; `erased` where they are no longer to be read. */
export const readRunLog = async (
  context: DomainContext,
  scope: Scope,
  sessionId: string,
  run: number,
): Promise<Result<RunEvent[], DomainError>> => {
  const log = await readLog(context, scope, sessionId, Number.POSITIVE_INFINITY);
  return log.ok ? openedEvents(log.value.filter((record) => record.run === run)) : log;
};

export const openedEvents = (records: readonly EventRecord[]): Result<RunEvent[], DomainError> => {
  const events = records.flatMap(({ event }) => event ?? []);
  return events.length === records.length
    ? ok(events)
    : fail(domainError('erased', 'The data of this session was erased.'));
};
