import { fail, ok, type Result } from '@gatehouse/core/result.ts';
import type { Transaction } from 'kysely';
import type { Tables } from '../../db/client.ts';
import type { Scope } from '../../db/scope.ts';
import { type DomainError, notFound } from '../../errors.ts';
import type { ActActor } from '../act/act.ts';
import type { DomainContext } from '../context.ts';
import { updateCredentialRevoked } from '../credential/credential.queries.ts';
import { forgetCredentials } from '../credential/credential.ts';
import { writeKey } from './create-key.ts';
import { licenceExpiry } from './create-licence.ts';
import { lockKeyRow, updateKeyRevoked } from './key.queries.ts';
import { licenceForm, readLevel } from './licence.ts';
import type { LicenceRecord } from './list-licences.ts';

/**
 * Ends a licence and makes one of the same name, owner and level in its place, with a secret and a life of its own. This
 * process refuses the old one from then on, others within seconds. `not_found` for one that does not stand.
 */
export const replaceLicence = async (
  context: DomainContext,
  scope: Scope,
  keyId: string,
  actor: ActActor,
): Promise<Result<LicenceRecord, DomainError>> => {
  const replaced = await context.database
    .scoped(scope)
    .transaction()
    .execute((transaction) => writeReplacement(transaction, context, scope, keyId, actor));
  if (replaced.ok) forgetCredentials(context.database, keyId);
  return replaced;
};

const writeReplacement = async (
  transaction: Transaction<Tables>,
  context: DomainContext,
  scope: Scope,
  keyId: string,
  actor: ActActor,
): Promise<Result<LicenceRecord, DomainError>> => {
  const old = await lockKeyRow(transaction, scope, keyId);
  const level = readLevel(old?.level ?? null);
  const now = context.now();
  const stands = old?.revoked_at === null && (old.expires_at === null || old.expires_at > now);
  if (old === undefined || level === null || !stands) return fail(notFound('licence'));
  await updateKeyRevoked(transaction, scope, keyId, now);
  await updateCredentialRevoked(transaction, scope, { kind: 'licence', subjectId: keyId, revokedAt: now });
  const makeForm = await licenceForm(transaction, context, scope, level);
  const expiresAt = licenceExpiry(now);
  const input = { name: old.name, ownerUserId: old.owner_user_id, scopes: [], expiresAt, rotatedFrom: keyId, makeForm };
  const act = { type: 'key_rotated', payload: { overlapSeconds: 0 } } as const;
  const made = await writeKey(transaction, context, scope, input, actor, act);
  if (!made.ok) return made;
  return ok({ id: made.value.id, name: old.name, level, secret: made.value.token, createdAt: now, expiresAt });
};
