import { type Kysely, sql, type Transaction } from 'kysely';
import type { Tables } from '../../db/client.ts';
import type { Scope } from '../../db/scope.ts';
import type { SecretRow } from './secret.ts';

const columns = ['name', 'created_at', 'updated_at'] as const;

const selectSecrets = (db: Kysely<Tables>, scope: Scope) =>
  db
    .selectFrom('secret')
    .where('organization_id', '=', scope.organizationId)
    .where('environment', '=', scope.environment);

/** By their names; letters are ordered by their codes, on every database alike. */
export const listSecretRows = (
  db: Kysely<Tables>,
  scope: Scope,
  page: { readonly limit: number; readonly after: string | null },
): Promise<SecretRow[]> => {
  const query = selectSecrets(db, scope).select(columns).orderBy(sql`name collate "C"`).limit(page.limit);
  return (page.after === null ? query : query.where(sql<boolean>`name collate "C" > ${page.after}`)).execute();
};

export const listSecretNames = async (db: Kysely<Tables>, scope: Scope): Promise<string[]> => {
  const rows = await selectSecrets(db, scope).select('name').execute();
  return rows.map(({ name }) => name);
};

export const listSealedSecrets = (
  db: Kysely<Tables>,
  scope: Scope,
  names: readonly string[],
): Promise<{ name: string; sealed: Uint8Array }[]> =>
  selectSecrets(db, scope).select(['name', 'sealed']).where('name', 'in', names).execute();

/** Secrets are changed one after the other, so that two at once do not pass their limit. Held until the transaction ends. */
export const lockSecrets = async (transaction: Transaction<Tables>, scope: Scope): Promise<void> => {
  const name = `gatehouse.secret:${scope.organizationId}:${scope.environment}`;
  await sql`select pg_advisory_xact_lock(hashtextextended(${name}, 0))`.execute(transaction);
};

export const insertSecret = (
  transaction: Transaction<Tables>,
  scope: Scope,
  secret: { readonly name: string; readonly sealed: Uint8Array; readonly now: Date },
): Promise<SecretRow> =>
  transaction
    .insertInto('secret')
    .values({
      organization_id: scope.organizationId,
      environment: scope.environment,
      name: secret.name,
      sealed: secret.sealed,
      created_at: secret.now,
      updated_at: secret.now,
    })
    .returning(columns)
    .executeTakeFirstOrThrow();

export const updateSecret = (
  transaction: Transaction<Tables>,
  scope: Scope,
  secret: { readonly name: string; readonly sealed: Uint8Array; readonly now: Date },
): Promise<SecretRow> =>
  transaction
    .updateTable('secret')
    .set({ sealed: secret.sealed, updated_at: secret.now })
    .where('organization_id', '=', scope.organizationId)
    .where('environment', '=', scope.environment)
    .where('name', '=', secret.name)
    .returning(columns)
    .executeTakeFirstOrThrow();

export const deleteSecretRow = (
  transaction: Transaction<Tables>,
  scope: Scope,
  name: string,
): Promise<SecretRow | undefined> =>
  transaction
    .deleteFrom('secret')
    .where('organization_id', '=', scope.organizationId)
    .where('environment', '=', scope.environment)
    .where('name', '=', name)
    .returning(columns)
    .executeTakeFirst();
