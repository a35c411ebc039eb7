import { createHash } from 'node:crypto';
import type { JsonObject } from '@gatehouse/core/json.ts';
import { fail, ok, type Result } from '@gatehouse/core/result.ts';
import { canonicalize, findCanonicalProblem } from '@gatehouse/core/workflow/canonical.ts';
import { MAX_NOTE } from '@gatehouse/core/workflow/event.ts';
import { finalStates } from '@gatehouse/core/workflow/run.ts';
import { LRUCache } from 'lru-cache';
import type { Database } from '../../db/client.ts';
import type { Scope } from '../../db/scope.ts';
import { type DomainError, domainError } from '../../errors.ts';
import { subject } from '../actor.ts';
import type { DomainContext } from '../context.ts';
import { applyEvent } from './apply-event.ts';

/** A log is no store for strangers: what comes after so many events of a session is not kept. */
const MAX_EVENTS = 2_000;

/** What was noted lately, so that a page which says the same with every question fills no log. */
const recentNotes = new WeakMap<Database, LRUCache<string, true>>();
const RECENT_NOTES = 20_000;

/**
 * Keeps what the person's device said of itself, sealed in the session's log; nothing of the run changes. The same again
 * is kept once, and an empty object and what comes after the end not at all. `request_invalid` for what cannot be kept.
 */
export const noteData = async (
  context: DomainContext,
  scope: Scope,
  sessionId: string,
  data: JsonObject,
): Promise<Result<null, DomainError>> => {
  if (Object.keys(data).length === 0) return ok(null);
  const problem = findCanonicalProblem(data);
  if (problem !== undefined)
    return fail(domainError('request_invalid', `The data cannot be kept. ${problem.sentence}`));
  const text = canonicalize(data);
  if (text.length > MAX_NOTE) {
    return fail(domainError('request_invalid', `The data take more than ${MAX_NOTE} characters of JSON. Send less.`));
  }
  const key = `${sessionId}:${createHash('sha256').update(text, 'utf8').digest('base64')}`;
  const recent = recentOf(context.database);
  if (recent.has(key)) return ok(null);
  const noted = await applyEvent(context, scope, sessionId, subject, (session, at) =>
    ok(finalStates.includes(session.state) || session.eventCount >= MAX_EVENTS ? null : { type: 'noted', data, at }),
  );
  if (!noted.ok) return noted;
  recent.set(key, true);
  return ok(null);
};

const recentOf = (database: Database): LRUCache<string, true> => {
  const known = recentNotes.get(database);
  if (known !== undefined) return known;
  const made = new LRUCache<string, true>({ max: RECENT_NOTES });
  recentNotes.set(database, made);
  return made;
};
