import type { Kysely } from 'kysely';
import type { Tables } from '../../db/client.ts';
import type { Scope } from '../../db/scope.ts';

/** The wrapped key that a delivery about this session or entity is sealed under; undefined where it does not exist. */
export const findSubjectKey = (
  db: Kysely<Tables>,
  scope: Scope,
  table: 'session' | 'entity',
  id: string,
): Promise<{ id: string; wrapped: Uint8Array | null } | undefined> =>
  db
    .selectFrom(table)
    .innerJoin('data_key', (join) =>
      join
        .onRef('data_key.organization_id', '=', `${table}.organization_id`)
        .onRef('data_key.environment', '=', `${table}.environment`)
        .onRef('data_key.id', '=', `${table}.data_key_id`),
    )
    .select(['data_key.id', 'data_key.wrapped'])
    .where(`${table}.organization_id`, '=', scope.organizationId)
    .where(`${table}.environment`, '=', scope.environment)
    .where(`${table}.id`, '=', id)
    .executeTakeFirst();

/** A wrapped data key by its own id; undefined where it was deleted. */
export const findWrappedKey = async (
  db: Kysely<Tables>,
  scope: Scope,
  id: string,
): Promise<Uint8Array | null | undefined> => {
  const row = await db
    .selectFrom('data_key')
    .select('wrapped')
    .where('organization_id', '=', scope.organizationId)
    .where('environment', '=', scope.environment)
    .where('id', '=', id)
    .executeTakeFirst();
  return row?.wrapped;
};
