import { keyScopes } from '@gatehouse/core/contract/key-scope.ts';
import type { Environment, Scope } from '../db/scope.ts';
import { system } from '../domain/actor.ts';
import { authenticateKey } from '../domain/key/authenticate-key.ts';
import { createKey } from '../domain/key/create-key.ts';
import type { TokenApi } from '../domain/key/key-form.ts';
import { revokeKey } from '../domain/key/revoke-key.ts';
import { type DemoPlace, isInScope, orThrow, revokeReplaced } from './demo-place.ts';

/** The token of an API that stands for every scope there is, so that the demo's key can do what the release can do. */
export const ensureKey = async (
  { context, organizationId, ownerUserId, name }: DemoPlace,
  environment: Environment,
  token: string | undefined,
  api: TokenApi = 'native',
): Promise<string> => {
  const scope: Scope = { organizationId, environment };
  const known = token === undefined ? null : await authenticateKey(context, token, null, api);
  if (known?.ok && isInScope(known.value.scope, scope)) {
    if (token !== undefined && keyScopes.every((wanted) => known.value.scopes.has(wanted))) return token;
    orThrow('key', await revokeKey(context, scope, known.value.keyId, system));
  }
  await revokeReplaced(context, scope, { api, name });
  return orThrow('key', await createKey(context, scope, { name, ownerUserId, scopes: keyScopes, api }, system)).token;
};
