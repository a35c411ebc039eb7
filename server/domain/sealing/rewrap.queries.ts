import type { Database } from '../../db/client.ts';
import type { Scope } from '../../db/scope.ts';

export interface WrappedRow {
  readonly id: string;
  readonly wrapped: Uint8Array;
}

/** Data keys of one environment that are wrapped under another master key, in the order of their ids. */
export const listForeignDataKeys = async (
  database: Database,
  scope: Scope,
  { present, after, limit }: { readonly present: string; readonly after: string; readonly limit: number },
): Promise<WrappedRow[]> => {
  const rows = await database
    .scoped(scope)
    .selectFrom('data_key')
    .select(['id', 'wrapped'])
    .where('organization_id', '=', scope.organizationId)
    .where('environment', '=', scope.environment)
    .where('id', '>', after)
    .where('sealing_key_id', '<>', present)
    .where('wrapped', 'is not', null)
    .orderBy('id')
    .limit(limit)
    .execute();
  return rows.flatMap(({ id, wrapped }) => (wrapped === null ? [] : [{ id, wrapped }]));
};

/** A key that was erased in the meantime stays erased. */
export const updateWrapped = async (
  database: Database,
  scope: Scope,
  { id, wrapped, present }: WrappedRow & { readonly present: string },
): Promise<void> => {
  await database
    .scoped(scope)
    .updateTable('data_key')
    .set({ wrapped, sealing_key_id: present })
    .where('organization_id', '=', scope.organizationId)
    .where('environment', '=', scope.environment)
    .where('id', '=', id)
    .where('wrapped', 'is not', null)
    .where('sealing_key_id', '<>', present)
    .execute();
};

export const findOrganizationKey = (
  database: Database,
  organizationId: string,
): Promise<{ wrapped_key: Uint8Array; sealing_key_id: string } | undefined> =>
  database
    .scoped({ organizationId, environment: null })
    .selectFrom('organization')
    .select(['wrapped_key', 'sealing_key_id'])
    .where('id', '=', organizationId)
    .executeTakeFirst();

export const updateOrganizationKey = async (
  database: Database,
  organizationId: string,
  { wrapped, present }: { readonly wrapped: Uint8Array; readonly present: string },
): Promise<void> => {
  await database
    .scoped({ organizationId, environment: null })
    .updateTable('organization')
    .set({ wrapped_key: wrapped, sealing_key_id: present })
    .where('id', '=', organizationId)
    .where('sealing_key_id', '<>', present)
    .execute();
};
