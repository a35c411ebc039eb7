import type { Scope } from '../../db/scope.ts';
import type { DomainContext } from '../context.ts';
import { openOrganizationKey } from '../organization/organization-key.ts';
import { listSealedSecrets, listSecretNames, listSecretRows } from './secret.queries.ts';
import { type SecretRecord, secretPurpose, toSecret } from './secret.ts';

/** One page, by name. `next` is the `after` of the page that follows, or null at the end. */
export const listSecretPage = async (
  context: Pick<DomainContext, 'database'>,
  scope: Scope,
  page: { readonly limit: number; readonly after: string | null },
): Promise<{ readonly secrets: readonly SecretRecord[]; readonly next: string | null }> => {
  const rows = await listSecretRows(context.database.scoped(scope), scope, { ...page, limit: page.limit + 1 });
  const secrets = rows.slice(0, page.limit).map(toSecret);
  return { secrets, next: rows.length > page.limit ? (secrets.at(-1)?.name ?? null) : null };
};

export const readSecretNames = async (
  context: Pick<DomainContext, 'database'>,
  scope: Scope,
): Promise<ReadonlySet<string>> => new Set(await listSecretNames(context.database.scoped(scope), scope));

/** The values of those of the names that are there. For the call that sends them: they are kept nowhere else. */
export const openSecrets = async (
  context: Pick<DomainContext, 'database' | 'sealing'>,
  scope: Scope,
  names: readonly string[],
): Promise<ReadonlyMap<string, string>> => {
  if (names.length === 0) return new Map();
  const db = context.database.scoped(scope);
  const dataKey = await openOrganizationKey(context, db, scope.organizationId);
  const rows = await listSealedSecrets(db, scope, names);
  return new Map(
    rows.map(({ name, sealed }) => {
      const value = context.sealing.open(dataKey, secretPurpose(scope, name), sealed);
      return [name, Buffer.from(value).toString('utf8')];
    }),
  );
};
