import { fail, type Result } from '@gatehouse/core/result.ts';
import type { Transaction } from 'kysely';
import type { Tables } from '../../db/client.ts';
import type { Scope } from '../../db/scope.ts';
import { type DomainError, domainError, notFound } from '../../errors.ts';
import type { DomainContext } from '../context.ts';
import { updateCredentialExpiry, updateCredentialRevoked } from '../credential/credential.queries.ts';
import { forgetCredentials } from '../credential/credential.ts';
import { type MadeKey, writeKey } from './create-key.ts';
import { permitOverKey } from './grant-key.ts';
import { findSuccessorId, type KeyRow, lockKeyRow, updateKeyExpiry, updateKeyRevoked } from './key.queries.ts';
import { kindOf, readTokenApi } from './key-form.ts';
import { licenceForm, readLevel } from './licence.ts';

export interface Rotation {
  readonly keyId: string;
  /** The key that asks: it may rotate itself and what permits no more than itself. */
  readonly callingKeyId: string;
  /** How long the old token still works; 0 ends it with this call. */
  readonly overlapSeconds: number;
}

/**
 * Gives a key a successor with the same name, owner, scopes, addresses and expiry and a token of its own. The old one
 * ends at once or after the overlap; this process refuses it from then on, others within seconds. `key_not_active` for a
 * key that is revoked, expired or rotated already, `forbidden` for one that may do more than the calling one.
 */
export const rotateKey = async (
  context: DomainContext,
  scope: Scope,
  rotation: Rotation,
): Promise<Result<MadeKey, DomainError>> => {
  const rotated = await context.database
    .scoped(scope)
    .transaction()
    .execute((transaction) => writeRotation(transaction, context, scope, rotation));
  if (rotated.ok) forgetCredentials(context.database, rotation.keyId);
  return rotated;
};

const writeRotation = async (
  transaction: Transaction<Tables>,
  context: DomainContext,
  scope: Scope,
  { keyId, callingKeyId, overlapSeconds }: Rotation,
): Promise<Result<MadeKey, DomainError>> => {
  const old = await lockKeyRow(transaction, scope, keyId);
  if (old === undefined) return fail(notFound('key'));
  const sentence = 'The key may do more than the calling one, which would learn its new token.';
  const permitted = await permitOverKey(transaction, scope, old, { callingKeyId, sentence });
  if (!permitted.ok) return permitted;
  const now = context.now();
  const isActive = old.revoked_at === null && (old.expires_at === null || old.expires_at > now);
  if (!isActive || (await findSuccessorId(transaction, scope, keyId)) !== undefined) return fail(notActive);
  const level = readLevel(old.level);
  const api = readTokenApi(old.api);
  if (api === null && level === null) return fail(notRotated);
  await endKey(transaction, scope, old, now, overlapSeconds);
  return writeKey(
    transaction,
    context,
    scope,
    {
      name: old.name,
      ownerUserId: old.owner_user_id,
      scopes: old.scopes,
      expiresAt: old.expires_at,
      allowedAddresses: old.allowed_addresses,
      rotatedFrom: keyId,
      api: api ?? undefined,
      makeForm: level === null ? undefined : await licenceForm(transaction, context, scope, level),
    },
    { kind: 'key', id: callingKeyId },
    { type: 'key_rotated', payload: { overlapSeconds } },
  );
};

/** A key that ends sooner by itself keeps its own end. */
const endKey = async (
  transaction: Transaction<Tables>,
  scope: Scope,
  old: KeyRow,
  now: Date,
  overlapSeconds: number,
): Promise<void> => {
  if (overlapSeconds === 0) {
    await updateKeyRevoked(transaction, scope, old.id, now);
    await updateCredentialRevoked(transaction, scope, { kind: kindOf(old.api), subjectId: old.id, revokedAt: now });
    return;
  }
  const end = new Date(now.getTime() + overlapSeconds * 1000);
  const expiresAt = old.expires_at !== null && old.expires_at < end ? old.expires_at : end;
  await updateKeyExpiry(transaction, scope, old.id, expiresAt);
  await updateCredentialExpiry(transaction, scope, { kind: kindOf(old.api), subjectId: old.id, expiresAt });
};

const notActive = domainError(
  'key_not_active',
  'The key is revoked, expired or was rotated already: make a new one instead, or rotate its successor.',
);

const notRotated = domainError(
  'key_not_active',
  'A key of this API has no successor: make a new one, hand it out, and revoke this one.',
);
