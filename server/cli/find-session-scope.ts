import { fail, ok, type Result } from '@gatehouse/core/result.ts';
import { z } from 'zod';
import type { Scope } from '../db/scope.ts';
import type { DomainContext } from '../domain/context.ts';
import { findSessionScopeUnscoped } from '../domain/session/session.queries.ts';
import { scopeOf } from '../domain/session/verify-session.ts';

/** Whose session it is: the operator names it by its id alone. The error is a sentence. */
export const findSessionScope = async (context: DomainContext, id: string): Promise<Result<Scope, string>> => {
  if (!z.uuid().safeParse(id).success)
    return fail(`"${id}" is not the id of a session: an id looks like 0199f3b2-7c1e-7000-8000-000000000000.`);
  const place = await findSessionScopeUnscoped(context.database, id);
  return place === undefined ? fail(`There is no session ${id} in this database.`) : ok(scopeOf(place));
};
