import { fail, ok, type Result } from '@gatehouse/core/result.ts';
import type { Scope } from '../../db/scope.ts';
import { type DomainError, notFound } from '../../errors.ts';
import type { DomainContext } from '../context.ts';
import { findCredential } from '../credential/credential.ts';
import { toRecord } from './read-session.ts';
import { findSessionRowByPublicId } from './session.queries.ts';
import type { SessionRecord } from './session.ts';

const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** A public id as it is kept; null for what can be none. */
export const readPublicId = (text: string): string | null => {
  const lower = text.toLowerCase();
  return uuid.test(lower) ? lower : null;
};

/**
 * The session that a stranger names by its public id alone, which is then their credential. Null where there is none, and
 * where its link was revoked.
 */
export const findInstance = async (
  context: Pick<DomainContext, 'database' | 'now'>,
  publicId: string,
): Promise<{ readonly scope: Scope; readonly sessionId: string } | null> => {
  const known = readPublicId(publicId);
  const found = known === null ? null : await findCredential(context.database, 'instance', known, context.now());
  if (found === null) return null;
  const { organizationId, environment, subjectId } = found;
  return { scope: { organizationId, environment }, sessionId: subjectId };
};

/** A session of an organization by its public id; a revoked link hides nothing from the organization. */
export const findSessionByPublicId = async (
  context: Pick<DomainContext, 'database'>,
  scope: Scope,
  publicId: string,
): Promise<Result<SessionRecord, DomainError>> => {
  const known = readPublicId(publicId);
  const row = known === null ? undefined : await findSessionRowByPublicId(context.database, scope, known);
  return row === undefined ? fail(notFound('session')) : ok(toRecord(row));
};
