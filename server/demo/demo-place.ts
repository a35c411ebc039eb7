import type { Result } from '@gatehouse/core/result.ts';
import type { Scope } from '../db/scope.ts';
import { system } from '../domain/actor.ts';
import type { DomainContext } from '../domain/context.ts';
import { listKeys } from '../domain/key/list-keys.ts';
import { revokeKey } from '../domain/key/revoke-key.ts';
import type { DomainError } from '../errors.ts';

/** Where the credentials of the demo are made. */
export interface DemoPlace {
  readonly context: DomainContext;
  readonly organizationId: string;
  /** Who answers for what is done with them. */
  readonly ownerUserId: string;
  /** Says whose file has them: another file's are left alone. */
  readonly name: string;
}

/** A step of the demo that fails is a bug, or a database that is not the one it seems: it stops the start. */
export const orThrow = <Value>(what: string, result: Result<Value, DomainError>): Value => {
  if (result.ok) return result.value;
  throw new Error(`The ${what} of the demo could not be made: ${result.error.detail}`);
};

export const isInScope = (actual: Scope, wanted: Scope): boolean =>
  actual.organizationId === wanted.organizationId && actual.environment === wanted.environment;

/** Ends every key for this API that was made under this name: a token that the file has lost is not left open behind its back. */
export const revokeReplaced = async (
  context: DomainContext,
  scope: Scope,
  { api, level = null, name }: { readonly api: string; readonly level?: string | null; readonly name: string },
): Promise<void> => {
  for (const key of await listKeys(context, scope)) {
    if (key.name !== name || key.api !== api || key.level !== level || key.revokedAt !== null) continue;
    orThrow('key', await revokeKey(context, scope, key.id, system));
  }
};
