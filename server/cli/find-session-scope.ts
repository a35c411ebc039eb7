import { fail, ok, type Result } from '@gatehouse/core/result.ts';
import { z } from 'zod';
import type { Scope } from '../db/scope.ts';
import type { DomainContext } from '../domain/context.ts';
import { countOf } from '../domain/count-of.ts';
import { findSessionScopeUnscoped } from '../domain/session/session.queries.ts';
import { findTombstoneUnscoped, type Tombstone } from '../domain/session/tombstone.queries.ts';
import { scopeOf } from '../domain/session/verify-session.ts';

/** Whose session it is: the operator names it by its id alone. The error is a sentence; of one that was deleted it names the tombstone. */
export const findSessionScope = async (context: DomainContext, id: string): Promise<Result<Scope, string>> => {
  if (!z.uuid().safeParse(id).success)
    return fail(`"${id}" is not the id of a session: an id looks like 0199f3b2-7c1e-7000-8000-000000000000.`);
  const place = await findSessionScopeUnscoped(context.database, id);
  if (place !== undefined) return ok(scopeOf(place));
  const tombstone = await findTombstoneUnscoped(context.database, id);
  return fail(tombstone === undefined ? `There is no session ${id} in this database.` : describe(id, tombstone));
};

const describe = (id: string, { at, reason, eventCount, lastHash }: Tombstone): string =>
  `The session ${id} was deleted at ${at.toISOString()} (${reason}). Its tombstone says that its log had ${countOf(eventCount, 'event')}, the last with the hash ${Buffer.from(lastHash).toString('hex')}.`;
