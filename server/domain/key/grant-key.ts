import { type KeyScope, keyScopes } from '@gatehouse/core/contract/key-scope.ts';
import { fail, ok, type Result } from '@gatehouse/core/result.ts';
import type { InputError } from '@gatehouse/core/workflow/event.ts';
import type { Transaction } from 'kysely';
import type { Tables } from '../../db/client.ts';
import type { Scope } from '../../db/scope.ts';
import { type DomainError, domainError } from '../../errors.ts';
import type { DomainContext } from '../context.ts';
import { isRangeWithin, parseAddressRange } from './address-list.ts';
import { type MadeKey, writeKey } from './create-key.ts';
import { findKeyRow, type KeyRow } from './key.queries.ts';
import { readTokenApi, type TokenApi } from './key-form.ts';

export interface GrantInput {
  readonly name: string;
  readonly scopes: readonly KeyScope[];
  readonly expiresAt: Date | null;
  /** Whose API it is for. */
  readonly api: TokenApi;
  /** Null for those of the granting key. */
  readonly allowedAddresses: readonly string[] | null;
}

/** What a key permits. */
export type Permission = Pick<KeyRow, 'scopes' | 'expires_at' | 'allowed_addresses'>;

/**
 * A key that makes another one, which belongs to the same member. `forbidden` where the new one could do more than the
 * granting one: in scopes, in time or from other addresses.
 */
export const grantKey = (
  context: DomainContext,
  scope: Scope,
  input: GrantInput,
  grantingKeyId: string,
): Promise<Result<MadeKey, DomainError>> =>
  context.database
    .scoped(scope)
    .transaction()
    .execute(async (transaction) => {
      const granting = await findKeyRow(transaction, scope, grantingKeyId);
      if (granting === undefined) throw new Error(`The calling key ${grantingKeyId} is missing.`);
      if (input.expiresAt !== null && input.expiresAt <= context.now()) return fail(expiresTooEarly);
      const allowedAddresses = input.allowedAddresses ?? granting.allowed_addresses;
      const wanted = {
        scopes: [...input.scopes],
        expires_at: input.expiresAt,
        allowed_addresses: [...allowedAddresses],
      };
      const refusal = findEscalation(granting, wanted);
      if (refusal !== undefined) return fail(refusal);
      return writeKey(
        transaction,
        context,
        scope,
        {
          name: input.name,
          ownerUserId: granting.owner_user_id,
          scopes: [...new Set(input.scopes)],
          expiresAt: input.expiresAt,
          allowedAddresses,
          api: input.api,
        },
        { kind: 'key', id: grantingKeyId },
      );
    });

/** Why a key may not hand out a permission: it is wider than its own. */
export const findEscalation = (own: Permission, wanted: Permission): DomainError | undefined => {
  const errors = [...widerScopes(own, wanted), ...longerLife(own, wanted), ...widerAddresses(own, wanted)];
  if (errors.length === 0) return undefined;
  return domainError('forbidden', 'A key gives no more than it has itself; each error names what it lacks.', errors);
};

/** `forbidden` with this sentence where a key may do more than the calling one. A key may do to itself what it likes. */
export const permitOverKey = async (
  transaction: Transaction<Tables>,
  scope: Scope,
  key: KeyRow,
  { callingKeyId, sentence }: { readonly callingKeyId: string; readonly sentence: string },
): Promise<Result<null, DomainError>> => {
  if (key.id === callingKeyId) return ok(null);
  const calling = await findKeyRow(transaction, scope, callingKeyId);
  if (calling === undefined) throw new Error(`The calling key ${callingKeyId} is missing.`);
  return findEscalation(calling, reachOf(key)) === undefined ? ok(null) : fail(domainError('forbidden', sentence));
};

/** Levels cannot be compared with scopes: a key that has one counts as one that may do everything. */
const reachOf = (key: KeyRow): Permission =>
  readTokenApi(key.api) !== null ? key : { ...key, scopes: [...keyScopes] };

const widerScopes = (own: Permission, wanted: Permission): InputError[] =>
  wanted.scopes.flatMap((word, index) =>
    own.scopes.includes(word)
      ? []
      : [{ pointer: `/scopes/${index}`, code: 'scope_missing', sentence: `The calling key lacks the scope ${word}.` }],
  );

const longerLife = (own: Permission, wanted: Permission): InputError[] => {
  if (own.expires_at === null) return [];
  if (wanted.expires_at !== null && wanted.expires_at <= own.expires_at) return [];
  const sentence = 'The calling key expires: give the new one an expiry that is not later.';
  return [{ pointer: '/expiresAt', code: 'too_big', sentence }];
};

const widerAddresses = (own: Permission, wanted: Permission): InputError[] => {
  if (own.allowed_addresses.length === 0) return [];
  const outer = own.allowed_addresses.map(parseAddressRange);
  const isWithin = wanted.allowed_addresses.every((text) => isRangeWithin(parseAddressRange(text), outer));
  if (isWithin && wanted.allowed_addresses.length > 0) return [];
  const sentence = 'The calling key is bound to addresses: give the new one only such that are among them.';
  return [{ pointer: '/allowedAddresses', code: 'not_allowed', sentence }];
};

const expiresTooEarly = domainError('request_invalid', 'The key would expire before it is made.', [
  { pointer: '/expiresAt', code: 'too_small', sentence: 'Give a time that is still to come.' },
]);
