import type { Kysely, Selectable } from 'kysely';
import type { Tables } from '../../db/client.ts';
import type { Scope } from '../../db/scope.ts';

/** Names one request for ever: whose key, and the hash of the text that the caller gave it. */
export interface RequestName {
  readonly keyId: string;
  readonly hash: Uint8Array;
}

/** A request under way. `claimedAt` tells this claim from a later one of the same name. */
export interface ClaimedRequest extends RequestName {
  readonly claimedAt: Date;
}

export type StoredRequest = Pick<Selectable<Tables['idempotency']>, 'request_hash' | 'status' | 'answer'>;

/**
 * Takes the name where nobody has it, or where the one who had it is past its time: a lease that nobody renewed, or an
 * answer that is too old. False where the name is taken.
 */
export const claimName = async (
  db: Kysely<Tables>,
  scope: Scope,
  claim: ClaimedRequest & {
    readonly requestHash: Uint8Array;
    readonly subjectId: string | null;
    readonly expiresAt: Date;
  },
): Promise<boolean> => {
  const fresh = {
    request_hash: claim.requestHash,
    status: null,
    answer: null,
    subject_id: claim.subjectId,
    created_at: claim.claimedAt,
    expires_at: claim.expiresAt,
  };
  const row = await db
    .insertInto('idempotency')
    .values({
      organization_id: scope.organizationId,
      environment: scope.environment,
      key_id: claim.keyId,
      hash: claim.hash,
      ...fresh,
    })
    .onConflict((conflict) =>
      conflict
        .columns(['organization_id', 'environment', 'key_id', 'hash'])
        .doUpdateSet(fresh)
        .where('idempotency.expires_at', '<=', claim.claimedAt),
    )
    .returning('key_id')
    .executeTakeFirst();
  return row !== undefined;
};

const named = (scope: Scope, { keyId, hash }: RequestName) => ({
  organization_id: scope.organizationId,
  environment: scope.environment,
  key_id: keyId,
  hash,
});

export const findStoredRequest = (
  db: Kysely<Tables>,
  scope: Scope,
  name: RequestName,
): Promise<StoredRequest | undefined> =>
  db
    .selectFrom('idempotency')
    .select(['request_hash', 'status', 'answer'])
    .where((where) => where.and(named(scope, name)))
    .executeTakeFirst();

/** Keeps the name for a request that takes long. */
export const renewClaim = async (
  db: Kysely<Tables>,
  scope: Scope,
  claim: ClaimedRequest,
  expiresAt: Date,
): Promise<void> => {
  await db
    .updateTable('idempotency')
    .set({ expires_at: expiresAt })
    .where((where) => where.and(named(scope, claim)))
    .where('created_at', '=', claim.claimedAt)
    .where('status', 'is', null)
    .execute();
};

/** Writes nothing where the claim was lost, or the row's person was erased meanwhile. */
export const storeAnswer = async (
  db: Kysely<Tables>,
  scope: Scope,
  claim: ClaimedRequest,
  answer: {
    readonly status: number;
    readonly sealed: Uint8Array;
    readonly subjectId: string | null;
    readonly expiresAt: Date;
  },
): Promise<void> => {
  await db
    .updateTable('idempotency')
    .set({
      status: answer.status,
      answer: answer.sealed,
      subject_id: answer.subjectId,
      expires_at: answer.expiresAt,
    })
    .where((where) => where.and(named(scope, claim)))
    .where('created_at', '=', claim.claimedAt)
    .where('status', 'is', null)
    .execute();
};

/** Gives the name free: the request may come again. */
export const deleteClaim = async (db: Kysely<Tables>, scope: Scope, claim: ClaimedRequest): Promise<void> => {
  await db
    .deleteFrom('idempotency')
    .where((where) => where.and(named(scope, claim)))
    .where('created_at', '=', claim.claimedAt)
    .where('status', 'is', null)
    .execute();
};

/** Takes the answers away and leaves the names, so that a late repetition is not carried out anew. */
export const blankAnswers = async (
  db: Kysely<Tables>,
  scope: Scope,
  subjectIds: readonly string[],
  status: number,
): Promise<void> => {
  await db
    .updateTable('idempotency')
    .set({ status, answer: null, subject_id: null })
    .where('organization_id', '=', scope.organizationId)
    .where('environment', '=', scope.environment)
    .where('subject_id', 'in', subjectIds)
    .execute();
};

/** Rows of every organization whose time is over, at most `limit` of them; returns how many went. */
export const deleteExpiredRequestsUnscoped = async (
  worker: Kysely<Tables>,
  now: Date,
  limit: number,
): Promise<number> => {
  const expired = await worker
    .selectFrom('idempotency')
    .select(['organization_id', 'environment', 'key_id', 'hash'])
    .where('expires_at', '<=', now)
    .orderBy('expires_at')
    .limit(limit)
    .execute();
  if (expired.length === 0) return 0;
  const result = await worker
    .deleteFrom('idempotency')
    .where((where) =>
      where.or(
        expired.map((row) =>
          where.and({
            organization_id: row.organization_id,
            environment: row.environment,
            key_id: row.key_id,
            hash: row.hash,
          }),
        ),
      ),
    )
    // A name may have been taken anew since.
    .where('expires_at', '<=', now)
    .executeTakeFirst();
  return Number(result.numDeletedRows);
};
