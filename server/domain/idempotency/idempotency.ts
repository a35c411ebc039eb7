import { createHash } from 'node:crypto';
import { fail, ok, type Result } from '@gatehouse/core/result.ts';
import type { Transaction } from 'kysely';
import type { Tables } from '../../db/client.ts';
import type { Scope } from '../../db/scope.ts';
import { type DomainError, domainError, errorCatalogue } from '../../errors.ts';
import type { DomainContext } from '../context.ts';
import { openOrganizationKey } from '../organization/organization-key.ts';
import type { DataKey } from '../sealing/sealing.ts';
import {
  blankAnswers,
  type ClaimedRequest,
  claimName,
  deleteClaim,
  findStoredRequest,
  type RequestName,
  renewClaim,
  type StoredRequest,
  storeAnswer,
} from './idempotency.queries.ts';

/** How long an answer is kept for a repetition. */
export const ANSWER_LIFETIME_MS = 24 * 3600 * 1000;

/** After a process died in the middle of a request, its name is free again once this is over. */
export const LEASE_MS = 60_000;

/** In characters of JSON. A longer answer (the export of a person with many sessions) is not kept: it would be made anew. */
const MAX_ANSWER_LENGTH = 1_000_000;

/** A request that its caller gave a name, so that a repetition of it is not carried out twice. */
export interface NamedRequest {
  /** The API key that it came with: names of different keys have nothing to do with each other. */
  readonly keyId: string;
  /** 1 to 255 visible ASCII characters. */
  readonly idempotencyKey: string;
  /** Everything that makes the request what it is, as one text. */
  readonly content: string;
  /** The object that the path names: the answer goes when that object's data is erased. */
  readonly subjectId: string | null;
}

/** An answer as it is given again. */
export interface StoredAnswer {
  readonly status: number;
  readonly body: unknown;
}

export type Claim =
  | { readonly kind: 'claimed'; readonly claim: ClaimedRequest }
  | { readonly kind: 'answered'; readonly answer: StoredAnswer };

type Context = Pick<DomainContext, 'database' | 'sealing' | 'now'>;

/**
 * Claims the name for this request, or gives the answer that the same request was given before.
 * `idempotency_key_reused` when the name belongs to another request, `idempotency_in_flight` while the same one runs,
 * `erased` when the person that the answer spoke of was erased.
 */
export const claimRequest = async (
  context: Context,
  scope: Scope,
  request: NamedRequest,
): Promise<Result<Claim, DomainError>> => {
  const db = context.database.scoped(scope);
  const dataKey = await openOrganizationKey(context, db, scope.organizationId);
  const name = { keyId: request.keyId, hash: sha256(request.idempotencyKey) };
  const fingerprint = sha256(request.content);
  const claim = { ...name, claimedAt: context.now() };
  const isClaimed = await claimName(db, scope, {
    ...claim,
    // Sealed, so that a copy of the database does not let anybody try out what the request said.
    requestHash: context.sealing.seal(dataKey, fingerprintPurpose(scope, name), fingerprint),
    subjectId: request.subjectId,
    expiresAt: after(claim.claimedAt, LEASE_MS),
  });
  if (isClaimed) return ok({ kind: 'claimed', claim });
  const stored = await findStoredRequest(db, scope, name);
  // Between the two statements the first request ended in a way that leaves no answer.
  if (stored === undefined) return fail(inFlight);
  if (!isSameRequest(context, dataKey, scope, name, stored, fingerprint)) return fail(reused);
  return readAnswer(context, dataKey, scope, name, stored);
};

/** Keeps the claim while the request runs, however long; call the function that it returns once the request is over. */
export const keepClaim = (context: Context, scope: Scope, claim: ClaimedRequest): (() => void) => {
  const renew = (): void => {
    const db = context.database.scoped(scope);
    // A renewal that fails is made up for by the next one: three fit into a lease.
    renewClaim(db, scope, claim, after(context.now(), LEASE_MS)).catch(() => undefined);
  };
  const timer = setInterval(renew, LEASE_MS / 3).unref();
  return () => clearInterval(timer);
};

/** Keeps what the request was answered with, sealed, for a repetition, unless it is too long to keep. */
export const settleRequest = async (
  context: Context,
  scope: Scope,
  claim: ClaimedRequest,
  { subjectId, ...answer }: StoredAnswer & { readonly subjectId: string | null },
): Promise<void> => {
  const db = context.database.scoped(scope);
  const text = JSON.stringify(answer.body ?? null);
  if (text.length > MAX_ANSWER_LENGTH) return releaseRequest(context, scope, claim);
  const dataKey = await openOrganizationKey(context, db, scope.organizationId);
  const plain = Buffer.from(text, 'utf8');
  await storeAnswer(db, scope, claim, {
    status: answer.status,
    sealed: context.sealing.seal(dataKey, answerPurpose(scope, claim), plain),
    subjectId,
    expiresAt: after(context.now(), ANSWER_LIFETIME_MS),
  });
};

/** The request left nothing that may be given again: the same one may come anew. */
export const releaseRequest = (
  context: Pick<DomainContext, 'database'>,
  scope: Scope,
  claim: ClaimedRequest,
): Promise<void> => deleteClaim(context.database.scoped(scope), scope, claim);

/**
 * Forgets every answer that speaks of these sessions or entities, in the transaction of their erasure. A repetition of
 * such a request is then told `erased`.
 */
export const dropIdempotentAnswersOf = async (
  transaction: Transaction<Tables>,
  scope: Scope,
  subjectIds: readonly string[],
): Promise<void> => {
  if (subjectIds.length > 0) await blankAnswers(transaction, scope, subjectIds, errorCatalogue.erased.status);
};

const inFlight = domainError(
  'idempotency_in_flight',
  'A request with this Idempotency-Key is still under way. Repeat it after the time in Retry-After.',
);

const reused = domainError(
  'idempotency_key_reused',
  'This Idempotency-Key was used for another request in the last 24 hours. Give each request a key of its own.',
);

const erased = domainError('erased', 'The answer to the first request spoke of data that was erased since.');

const isSameRequest = (
  { sealing }: Context,
  dataKey: DataKey,
  scope: Scope,
  name: RequestName,
  stored: StoredRequest,
  fingerprint: Uint8Array,
): boolean =>
  Buffer.from(sealing.open(dataKey, fingerprintPurpose(scope, name), stored.request_hash)).equals(fingerprint);

const readAnswer = (
  { sealing }: Context,
  dataKey: DataKey,
  scope: Scope,
  name: RequestName,
  { status, answer }: StoredRequest,
): Result<Claim, DomainError> => {
  if (status === null) return fail(inFlight);
  if (answer === null) return fail(erased);
  const body: unknown = JSON.parse(Buffer.from(sealing.open(dataKey, answerPurpose(scope, name), answer)).toString());
  return ok({ kind: 'answered', answer: { status, body } });
};

const placeOf = ({ organizationId, environment }: Scope, { keyId, hash }: RequestName): string =>
  `idempotency:${organizationId}:${environment}:${keyId}:${Buffer.from(hash).toString('hex')}`;

const fingerprintPurpose = (scope: Scope, name: RequestName): string => `${placeOf(scope, name)}:request_hash`;

const answerPurpose = (scope: Scope, name: RequestName): string => `${placeOf(scope, name)}:answer`;

const sha256 = (text: string): Uint8Array => createHash('sha256').update(text, 'utf8').digest();

const after = (time: Date, ms: number): Date => new Date(time.getTime() + ms);
