import type { KeyScope } from '@gatehouse/core/contract/key-scope.ts';
import { fail, ok, type Result } from '@gatehouse/core/result.ts';
import type { Transaction } from 'kysely';
import type { Tables } from '../../db/client.ts';
import type { Scope } from '../../db/scope.ts';
import { type DomainError, notFound } from '../../errors.ts';
import type { ActActor, NewAct } from '../act/act.ts';
import { recordAct } from '../act/record-act.ts';
import type { DomainContext } from '../context.ts';
import { insertCredential } from '../credential/credential.queries.ts';
import { hashToken } from '../credential/token.ts';
import { findMembershipRole } from '../user/user.queries.ts';
import { insertKey } from './key.queries.ts';
import { type MakeForm, type TokenApi, tokenForm } from './key-form.ts';

export interface NewKeyInput {
  readonly name: string;
  /** A member of the organization, who answers for what is done with the key. */
  readonly ownerUserId: string;
  readonly scopes: readonly string[];
  readonly expiresAt?: Date | null | undefined;
  /** Addresses and ranges that it may be used from; everywhere when empty or left out. */
  readonly allowedAddresses?: readonly string[] | undefined;
  /** The key that this one takes the place of. */
  readonly rotatedFrom?: string | undefined;
  /** Whose API it is for; the native one when left out. It works there alone. */
  readonly api?: TokenApi | undefined;
  /** Of a key that is no token with scopes, in place of `api`. */
  readonly makeForm?: MakeForm | undefined;
}

/** The token is in this answer and nowhere else: only its hash is stored. */
export interface MadeKey {
  readonly id: string;
  readonly token: string;
}

/** Makes a key for the scope's environment. `not_found` when the owner is no member. */
export function createKey(
  context: DomainContext,
  scope: Scope,
  input: NewKeyInput & { readonly scopes: readonly KeyScope[] },
  actor: ActActor,
): Promise<Result<MadeKey, DomainError>> {
  return context.database
    .scoped(scope)
    .transaction()
    .execute((transaction) => writeKey(transaction, context, scope, input, actor));
}

/** The writing of `createKey`, for a transaction that does more. The organization's row is locked from here on. */
export async function writeKey(
  transaction: Transaction<Tables>,
  context: DomainContext,
  scope: Scope,
  input: NewKeyInput,
  actor: ActActor,
  act: { readonly type: NewAct['type']; readonly payload: { readonly overlapSeconds: number } | null } = created,
): Promise<Result<MadeKey, DomainError>> {
  const id = context.newId();
  const { token, kind, ...form } = (input.makeForm ?? (() => tokenForm(input.api ?? 'native', scope)))(id);
  const expiresAt = input.expiresAt ?? null;
  const allowedAddresses = input.allowedAddresses ?? [];
  const role = await findMembershipRole(transaction, scope.organizationId, input.ownerUserId);
  if (role === undefined) return fail(notFound('member'));
  await insertKey(transaction, scope, {
    id,
    name: input.name,
    ...form,
    owner_user_id: input.ownerUserId,
    scopes: [...input.scopes],
    allowed_addresses: [...allowedAddresses],
    rotated_from: input.rotatedFrom ?? null,
    created_at: context.now(),
    expires_at: expiresAt,
  });
  await insertCredential(transaction, { ...scope, hash: hashToken(token), kind, subjectId: id, expiresAt });
  await recordAct(transaction, context, scope.organizationId, {
    type: act.type,
    actor,
    subjectId: id,
    payload: {
      environment: scope.environment,
      name: input.name,
      ownerUserId: input.ownerUserId,
      scopes: input.scopes,
      ...(form.api !== 'native' && { api: form.api, level: form.level }),
      expiresAt: expiresAt?.toISOString() ?? null,
      ...(allowedAddresses.length > 0 && { allowedAddresses }),
      ...(input.rotatedFrom !== undefined && { rotatedFrom: input.rotatedFrom }),
      ...act.payload,
    },
  });
  return ok({ id, token });
}

const created = { type: 'key_created', payload: null } as const;
