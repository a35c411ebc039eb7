import type { KeyScope } from '@gatehouse/core/contract/key-scope.ts';
import { fail, ok, type Result } from '@gatehouse/core/result.ts';
import type { Scope } from '../../db/scope.ts';
import { type DomainError, notFound } from '../../errors.ts';
import type { ActActor } from '../act/act.ts';
import { recordAct } from '../act/record-act.ts';
import type { DomainContext } from '../context.ts';
import { insertCredential } from '../credential/credential.queries.ts';
import { createToken } from '../credential/token.ts';
import { findMembershipRole } from '../user/user.queries.ts';
import { insertKey } from './key.queries.ts';

export interface NewKeyInput {
  readonly name: string;
  /** A member of the organization, who answers for what is done with the key. */
  readonly ownerUserId: string;
  readonly scopes: readonly KeyScope[];
  readonly expiresAt?: Date | undefined;
}

/** Characters of a token that a list may show, so that a person tells keys apart: the prefix, and the end. */
const HINT_END = 4;

/**
 * Makes a key for the scope's environment. The token is in the answer and nowhere else: only its hash is stored.
 * `not_found` when the owner is no member.
 */
export function createKey(
  context: DomainContext,
  scope: Scope,
  input: NewKeyInput,
  actor: ActActor,
): Promise<Result<{ readonly id: string; readonly token: string }, DomainError>> {
  const id = context.newId();
  const { token, hash } = createToken(`gh_${scope.environment}_`);
  const expiresAt = input.expiresAt ?? null;
  return context.database
    .scoped(scope)
    .transaction()
    .execute(async (transaction) => {
      const role = await findMembershipRole(transaction, scope.organizationId, input.ownerUserId);
      if (role === undefined) return fail(notFound('member'));
      await insertKey(transaction, scope, {
        id,
        name: input.name,
        owner_user_id: input.ownerUserId,
        hint: `gh_${scope.environment}_…${token.slice(-HINT_END)}`,
        scopes: [...input.scopes],
        allowed_addresses: [],
        rotated_from: null,
        created_at: context.now(),
        expires_at: expiresAt,
      });
      await insertCredential(transaction, { ...scope, hash, kind: 'key', subjectId: id, expiresAt });
      await recordAct(transaction, context, scope.organizationId, {
        type: 'key_created',
        actor,
        subjectId: id,
        payload: {
          environment: scope.environment,
          name: input.name,
          ownerUserId: input.ownerUserId,
          scopes: input.scopes,
          expiresAt: expiresAt?.toISOString() ?? null,
        },
      });
      return ok({ id, token });
    });
}
