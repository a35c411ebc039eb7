import { fail, ok, type Result } from '@gatehouse/core/result.ts';
import type { Transaction } from 'kysely';
import type { Tables } from '../../db/client.ts';
import type { Scope } from '../../db/scope.ts';
import { type DomainError, notFound } from '../../errors.ts';
import type { ActActor } from '../act/act.ts';
import { recordAct } from '../act/record-act.ts';
import type { DomainContext } from '../context.ts';
import { updateCredentialRevoked } from '../credential/credential.queries.ts';
import { forgetCredentials } from '../credential/credential.ts';
import { permitOverKey } from './grant-key.ts';
import { findKeyRow, updateKeyRevoked } from './key.queries.ts';
import { kindOf } from './key-form.ts';

/**
 * Revokes a key for good; revoking a revoked one again is no error. This process refuses it from then on, others within
 * seconds. `forbidden` where a key asks for the end of one that may do more than itself; itself it may always end.
 */
export async function revokeKey(
  context: DomainContext,
  scope: Scope,
  id: string,
  actor: ActActor,
): Promise<Result<null, DomainError>> {
  const revocation = { subjectId: id, revokedAt: context.now() };
  const written = await context.database
    .scoped(scope)
    .transaction()
    .execute((transaction) => writeRevocation(transaction, context, scope, revocation, actor));
  if (written.ok) forgetCredentials(context.database, id);
  return written;
}

const writeRevocation = async (
  transaction: Transaction<Tables>,
  context: DomainContext,
  scope: Scope,
  revocation: { readonly subjectId: string; readonly revokedAt: Date },
  actor: ActActor,
): Promise<Result<null, DomainError>> => {
  const { subjectId, revokedAt } = revocation;
  const row = await findKeyRow(transaction, scope, subjectId);
  if (row === undefined) return fail(notFound('key'));
  if (actor.kind === 'key') {
    const sentence = 'The key may do more than the calling one, which may end only itself and what may do no more.';
    const permitted = await permitOverKey(transaction, scope, row, { callingKeyId: actor.id, sentence });
    if (!permitted.ok) return permitted;
  }
  const isRevoked = await updateKeyRevoked(transaction, scope, subjectId, revokedAt);
  if (!isRevoked) return ok(null);
  await updateCredentialRevoked(transaction, scope, { ...revocation, kind: kindOf(row.api) });
  await recordAct(transaction, context, scope.organizationId, {
    type: 'key_revoked',
    actor,
    subjectId,
    payload: { environment: scope.environment },
  });
  return ok(null);
};
