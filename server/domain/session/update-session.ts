import { fail, ok, type Result } from '@gatehouse/core/result.ts';
import { canonicalize, findCanonicalProblem } from '@gatehouse/core/workflow/canonical.ts';
import type { Transaction } from 'kysely';
import type { Tables } from '../../db/client.ts';
import type { Scope } from '../../db/scope.ts';
import { type DomainError, domainError, notFound } from '../../errors.ts';
import type { DomainContext } from '../context.ts';
import { getSettings } from '../organization/read-organization.ts';
import { type Metadata, searchablePairs } from './metadata.ts';
import { getSession } from './read-session.ts';
import type { SessionRecord } from './session.ts';
import { deletePairs, insertPairs, lockSession, updateMetadataText } from './session-metadata.queries.ts';

export const MAX_METADATA_PAIRS = 20;

/** Pairs to set; null takes a pair away, and what is not named stays (RFC 7396). */
export type MetadataChange = Readonly<Record<string, string | null>>;

/** Changes a session's own labels, in any of its states. The log of the session is of what happened in it and has nothing of this. */
export const updateMetadata = async (
  context: DomainContext,
  scope: Scope,
  sessionId: string,
  change: MetadataChange,
): Promise<Result<SessionRecord, DomainError>> => {
  const problem = findCanonicalProblem(change);
  if (problem !== undefined) {
    const error = { pointer: `/metadata${problem.pointer}`, code: problem.code, sentence: problem.sentence };
    return fail(domainError('request_invalid', 'The metadata hold something that cannot be kept.', [error]));
  }
  const { searchableMetadataKeys } = await getSettings(context, scope.organizationId);
  const written = await context.database
    .scoped(scope)
    .transaction()
    .execute((transaction) => write(transaction, context, scope, { sessionId, change, searchableMetadataKeys }));
  return written.ok ? getSession(context, scope, sessionId) : written;
};

const write = async (
  transaction: Transaction<Tables>,
  { sealing }: DomainContext,
  scope: Scope,
  input: {
    readonly sessionId: string;
    readonly change: MetadataChange;
    readonly searchableMetadataKeys: readonly string[];
  },
): Promise<Result<null, DomainError>> => {
  const { sessionId, change, searchableMetadataKeys } = input;
  const row = await lockSession(transaction, scope, sessionId);
  if (row === undefined) return fail(notFound('session'));
  if (row.erased_at !== null) return fail(domainError('erased', 'The data of this session was erased.'));
  const before: Metadata = JSON.parse(row.metadata);
  const after = merge(before, change);
  if (Object.keys(after).length > MAX_METADATA_PAIRS) return fail(tooMany);
  const { organizationId } = scope;
  // Every old pair: it may have been indexed when its key was declared.
  const old = searchablePairs(sealing, organizationId, before, Object.keys(before));
  await deletePairs(transaction, scope, { sessionId, pairs: old });
  const pairs = searchablePairs(sealing, organizationId, after, searchableMetadataKeys);
  await insertPairs(transaction, scope, [{ sessionId, pairs }]);
  await updateMetadataText(transaction, scope, sessionId, canonicalize(after));
  return ok(null);
};

const merge = (before: Metadata, change: MetadataChange): Metadata => {
  const merged = new Map<string, string>(Object.entries(before));
  for (const [key, value] of Object.entries(change)) {
    if (value === null) merged.delete(key);
    else merged.set(key, value);
  }
  return Object.fromEntries(merged);
};

const tooMany = domainError('request_invalid', `A session has ${MAX_METADATA_PAIRS} pairs of metadata at most.`, [
  { pointer: '/metadata', code: 'too_big', sentence: 'Take pairs away with null, or set fewer.' },
]);
