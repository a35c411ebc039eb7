import { fail, ok, type Result } from '@gatehouse/core/result.ts';
import type { Scope } from '../../db/scope.ts';
import { type DomainError, domainError } from '../../errors.ts';
import type { ActActor } from '../act/act.ts';
import { recordAct } from '../act/record-act.ts';
import type { DomainContext } from '../context.ts';
import { deleteSecretRow, lockSecrets } from './secret.queries.ts';
import { type SecretRecord, toSecret } from './secret.ts';

/** Deletes a secret for good and gives what it was, but for its value. Nodes that ask for it end in `error` from now on. */
export const deleteSecret = (
  context: DomainContext,
  scope: Scope,
  name: string,
  actor: ActActor,
): Promise<Result<SecretRecord, DomainError>> =>
  context.database
    .scoped(scope)
    .transaction()
    .execute(async (transaction) => {
      await lockSecrets(transaction, scope);
      const row = await deleteSecretRow(transaction, scope, name);
      if (row === undefined) return fail(missing);
      await recordAct(transaction, context, scope.organizationId, {
        type: 'secret_deleted',
        actor,
        subjectId: null,
        payload: { environment: scope.environment, name },
      });
      return ok(toSecret(row));
    });

const missing = domainError(
  'not_found',
  'There is no secret with this name in this organization and environment. Large and small letters are different ones.',
);
