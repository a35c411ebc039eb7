import { ok, type Result } from '@gatehouse/core/result.ts';
import type { Scope } from '../../db/scope.ts';
import { type DomainError, domainError } from '../../errors.ts';
import type { ActActor } from '../act/act.ts';
import { recordAct } from '../act/record-act.ts';
import type { DomainContext } from '../context.ts';
import { type FileRecord, listFiles } from '../document/read-file.ts';
import { listSessionsOfEntity } from '../session/erase-session.queries.ts';
import { type EventRecord, listEvents } from '../session/list-events.ts';
import { getSession, listNodeResults, type SessionResults } from '../session/read-session.ts';
import type { SessionRecord } from '../session/session.ts';
import type { EntityRecord } from './entity.ts';
import { getEntity } from './read-entity.ts';

export interface ExportedSession {
  readonly session: SessionRecord;
  readonly results: SessionResults;
  readonly events: readonly EventRecord[];
  readonly files: readonly FileRecord[];
}

export interface EntityExport {
  readonly exportedAt: Date;
  readonly entity: EntityRecord;
  readonly sessions: readonly ExportedSession[];
}

const SESSIONS_AT_ONCE = 100;
const EVENTS_AT_ONCE = 200;

/** An answer that a client can still take in. A person with more has been here every day for a year. */
export const MAX_EXPORTED_SESSIONS = 500;

/**
 * Everything that is kept of a person or a company, opened: for the person who asks for it. Written down in the
 * organization's log. `erased` where nothing is left, `limit_reached` beyond `MAX_EXPORTED_SESSIONS` sessions.
 */
export const exportEntity = async (
  context: DomainContext,
  scope: Scope,
  entityId: string,
  actor: ActActor,
): Promise<Result<EntityExport, DomainError>> => {
  const entity = await getEntity(context, scope, entityId);
  if (!entity.ok) return entity;
  if (entity.value.erasedAt !== null) return { ok: false, error: erased };
  const sessionIds = await listSessionIds(context, scope, entityId);
  if (sessionIds.length > MAX_EXPORTED_SESSIONS) return { ok: false, error: tooMany };
  await context.database
    .scoped(scope)
    .transaction()
    .execute((transaction) =>
      recordAct(transaction, context, scope.organizationId, {
        type: 'entity_exported',
        actor,
        subjectId: entityId,
        payload: { environment: scope.environment, sessions: sessionIds.length },
      }),
    );
  const sessions: ExportedSession[] = [];
  for (const sessionId of sessionIds) {
    const exported = await exportSession(context, scope, sessionId);
    if (!exported.ok) return exported;
    sessions.push(exported.value);
  }
  return ok({ exportedAt: context.now(), entity: entity.value, sessions });
};

const erased = domainError('erased', 'The data of this entity was erased: there is nothing left to give.');
const tooMany = domainError(
  'limit_reached',
  `The entity has more than ${MAX_EXPORTED_SESSIONS} sessions. Read them one by one: GET /api/sessions?entityId=...`,
);

const listSessionIds = async (context: DomainContext, scope: Scope, entityId: string): Promise<string[]> => {
  const db = context.database.scoped(scope);
  const ids: string[] = [];
  let page: string[] = [];
  do {
    page = await listSessionsOfEntity(db, scope, entityId, { after: page.at(-1) ?? null, limit: SESSIONS_AT_ONCE });
    ids.push(...page);
  } while (page.length === SESSIONS_AT_ONCE && ids.length <= MAX_EXPORTED_SESSIONS);
  return ids;
};

const exportSession = async (
  context: DomainContext,
  scope: Scope,
  sessionId: string,
): Promise<Result<ExportedSession, DomainError>> => {
  const session = await getSession(context, scope, sessionId);
  if (!session.ok) return session;
  const results = await listNodeResults(context, scope, sessionId);
  if (!results.ok) return results;
  const files = await listFiles(context, scope, sessionId);
  if (!files.ok) return files;
  const events: EventRecord[] = [];
  let after: number | null = 0;
  while (after !== null) {
    const page: Awaited<ReturnType<typeof listEvents>> = await listEvents(context, scope, sessionId, {
      after,
      limit: EVENTS_AT_ONCE,
    });
    if (!page.ok) return page;
    events.push(...page.value.events);
    after = page.value.next;
  }
  return ok({ session: session.value, results: results.value, events, files: files.value });
};
