import { fail, ok, type Result } from '@gatehouse/core/result.ts';
import { secretName } from '@gatehouse/core/secret-name.ts';
import type { Scope } from '../../db/scope.ts';
import { type DomainError, domainError } from '../../errors.ts';
import type { ActActor } from '../act/act.ts';
import { recordAct } from '../act/record-act.ts';
import type { DomainContext } from '../context.ts';
import { openOrganizationKey } from '../organization/organization-key.ts';
import { insertSecret, listSecretNames, lockSecrets, updateSecret } from './secret.queries.ts';
import { MAX_SECRETS, type SecretRecord, secretPurpose, toSecret } from './secret.ts';

export interface SecretInput {
  readonly name: string;
  /** 1 to 4096 characters. */
  readonly value: string;
}

export interface WrittenSecret {
  readonly secret: SecretRecord;
  /** False where the name had a value before, which is gone. */
  readonly isNew: boolean;
}

/**
 * Keeps a value under a name, sealed under the organization's key; calls that begin from now on send it. `request_invalid`
 * for what is no name, `limit_reached` at a hundred secrets of an environment.
 */
export const writeSecret = async (
  context: DomainContext,
  scope: Scope,
  { name, value }: SecretInput,
  actor: ActActor,
): Promise<Result<WrittenSecret, DomainError>> => {
  const named = secretName.safeParse(name);
  if (!named.success) return fail(nameInvalid(named.error.issues[0]?.message ?? ''));
  return context.database
    .scoped(scope)
    .transaction()
    .execute(async (transaction) => {
      await lockSecrets(transaction, scope);
      const names = await listSecretNames(transaction, scope);
      const isNew = !names.includes(name);
      if (isNew && names.length >= MAX_SECRETS) return fail(tooMany);
      const dataKey = await openOrganizationKey(context, transaction, scope.organizationId);
      const sealed = context.sealing.seal(dataKey, secretPurpose(scope, name), Buffer.from(value, 'utf8'));
      const row = { name, sealed, now: context.now() };
      const written = await (isNew ? insertSecret : updateSecret)(transaction, scope, row);
      await recordAct(transaction, context, scope.organizationId, {
        type: isNew ? 'secret_created' : 'secret_replaced',
        actor,
        subjectId: null,
        payload: { environment: scope.environment, name },
      });
      return ok({ secret: toSecret(written), isNew });
    });
};

const nameInvalid = (sentence: string): DomainError =>
  domainError('request_invalid', `The path names no secret. ${sentence}`);

const tooMany = domainError('limit_reached', `An environment has ${MAX_SECRETS} secrets at most. Delete one first.`);
