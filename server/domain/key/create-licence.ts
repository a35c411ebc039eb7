import type { Result } from '@gatehouse/core/result.ts';
import type { Scope } from '../../db/scope.ts';
import type { DomainError } from '../../errors.ts';
import type { ActActor } from '../act/act.ts';
import type { DomainContext } from '../context.ts';
import { type MadeKey, writeKey } from './create-key.ts';
import { type LicenceLevel, licenceForm } from './licence.ts';

export interface NewLicenceInput {
  /** What it is called in lists. */
  readonly name: string;
  /** A member of the organization, who answers for what is done with it. */
  readonly ownerUserId: string;
  readonly level: LicenceLevel;
  /** Two years from now when left out. */
  readonly expiresAt?: Date | undefined;
}

const LIFE_YEARS = 2;

/** When a licence that is made now expires, unless its maker says otherwise. */
export const licenceExpiry = (now: Date): Date => {
  const expiry = new Date(now);
  expiry.setUTCFullYear(expiry.getUTCFullYear() + LIFE_YEARS);
  return expiry;
};

/** Makes a licence for the scope's environment; `token` is its secret. `not_found` when the owner is no member. */
export const createLicence = (
  context: DomainContext,
  scope: Scope,
  { name, ownerUserId, level, expiresAt }: NewLicenceInput,
  actor: ActActor,
): Promise<Result<MadeKey, DomainError>> =>
  context.database
    .scoped(scope)
    .transaction()
    .execute(async (transaction) => {
      const makeForm = await licenceForm(transaction, context, scope, level);
      const until = expiresAt ?? licenceExpiry(context.now());
      const input = { name, ownerUserId, scopes: [], expiresAt: until, makeForm };
      return writeKey(transaction, context, scope, input, actor);
    });
