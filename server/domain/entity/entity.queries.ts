import { type Kysely, sql, type Transaction } from 'kysely';
import type { Tables } from '../../db/client.ts';
import type { Scope } from '../../db/scope.ts';

export interface WrappedKey {
  readonly id: string;
  readonly wrapped: Uint8Array;
}

export interface KeyOrigin {
  /** The master key under which the data key is wrapped. */
  readonly sealingKeyId: string;
  readonly createdAt: Date;
}

export const insertDataKey = async (
  transaction: Transaction<Tables>,
  scope: Scope,
  { id, wrapped }: WrappedKey,
  { sealingKeyId, createdAt }: KeyOrigin,
): Promise<void> => {
  await transaction
    .insertInto('data_key')
    .values({
      organization_id: scope.organizationId,
      environment: scope.environment,
      id,
      wrapped,
      sealing_key_id: sealingKeyId,
      created_at: createdAt,
    })
    .execute();
};

export interface NewEntity {
  readonly id: string;
  readonly kind: string;
  readonly name: string | null;
  readonly email: string | null;
  readonly details: Uint8Array;
  readonly dataKey: WrappedKey;
}

/** An entity with its data key. */
export const insertEntity = async (
  transaction: Transaction<Tables>,
  scope: Scope,
  entity: NewEntity,
  origin: KeyOrigin,
): Promise<void> => {
  await insertDataKey(transaction, scope, entity.dataKey, origin);
  await transaction
    .insertInto('entity')
    .values({
      organization_id: scope.organizationId,
      environment: scope.environment,
      id: entity.id,
      kind: entity.kind,
      name: entity.name,
      email: entity.email,
      details: entity.details,
      data_key_id: entity.dataKey.id,
      created_at: origin.createdAt,
    })
    .execute();
};

/** Keeps an entity from being erased or deleted until the transaction ends. False when it is gone or erased already. */
export const holdEntity = async (transaction: Transaction<Tables>, scope: Scope, id: string): Promise<boolean> => {
  const row = await transaction
    .selectFrom('entity')
    .select('erased_at')
    .where('organization_id', '=', scope.organizationId)
    .where('environment', '=', scope.environment)
    .where('id', '=', id)
    .forKeyShare()
    .executeTakeFirst();
  return row !== undefined && row.erased_at === null;
};

const selectEntities = (db: Kysely<Tables>, scope: Scope) =>
  db
    .selectFrom('entity')
    .where('entity.organization_id', '=', scope.organizationId)
    .where('entity.environment', '=', scope.environment)
    .select(['entity.id', 'entity.kind', 'entity.name', 'entity.email'])
    .select(['entity.created_at', 'entity.updated_at', 'entity.erased_at']);

export type EntityListRow = Awaited<ReturnType<ReturnType<typeof selectEntities>['executeTakeFirstOrThrow']>>;

export interface EntityFilter {
  readonly limit: number;
  /** The id of the last entity of the page before. */
  readonly after: string | null;
  /** To the letter. */
  readonly email: string | null;
  readonly kind: string | null;
}

const highestUuid = 'ffffffff-ffff-ffff-ffff-ffffffffffff';

/**
 * Newest first; one row more than asked for tells of a next page. The comparison of rows leads a list of one kind through
 * its own index, whatever the planner thinks of how common the kind is (see list-sessions.queries.ts).
 */
export const listEntityRows = (db: Kysely<Tables>, scope: Scope, filter: EntityFilter): Promise<EntityListRow[]> => {
  const { after, email, kind } = filter;
  let query = selectEntities(db, scope);
  if (email !== null) query = query.where('entity.email', '=', email);
  if (after !== null) query = query.where('entity.id', '<', after);
  if (kind !== null && email !== null) query = query.where('entity.kind', '=', kind);
  if (kind !== null && email === null) {
    query = query
      .where('entity.kind', '>=', kind)
      .where(sql<boolean>`(entity.kind, entity.id) < (${kind}::text, ${after ?? highestUuid}::uuid)`)
      .orderBy('entity.kind', 'desc');
  }
  return query
    .orderBy('entity.id', 'desc')
    .limit(filter.limit + 1)
    .execute();
};

const selectSealed = (db: Kysely<Tables>, scope: Scope, id: string) =>
  selectEntities(db, scope)
    .innerJoin('data_key', (join) =>
      join
        .onRef('data_key.organization_id', '=', 'entity.organization_id')
        .onRef('data_key.environment', '=', 'entity.environment')
        .onRef('data_key.id', '=', 'entity.data_key_id'),
    )
    .select(['entity.details', 'entity.data_key_id', 'entity.erasure_noted_at', 'data_key.wrapped'])
    .where('entity.id', '=', id);

export type EntityRow = Awaited<ReturnType<ReturnType<typeof selectSealed>['executeTakeFirstOrThrow']>>;

export const findEntityRow = (db: Kysely<Tables>, scope: Scope, id: string): Promise<EntityRow | undefined> =>
  selectSealed(db, scope, id).executeTakeFirst();

/** For a change; waits for sessions that are being made for it. */
export const lockEntityRow = (
  transaction: Transaction<Tables>,
  scope: Scope,
  id: string,
): Promise<EntityRow | undefined> => selectSealed(transaction, scope, id).forUpdate('entity').executeTakeFirst();

export interface EntityChange {
  readonly name?: string | null;
  readonly email?: string | null;
  readonly details?: Uint8Array | null;
  readonly updated_at?: Date;
  readonly erased_at?: Date;
  readonly erasure_noted_at?: Date;
}

export const updateEntityRow = async (
  db: Kysely<Tables>,
  scope: Scope,
  id: string,
  change: EntityChange,
): Promise<void> => {
  await db
    .updateTable('entity')
    .set(change)
    .where('organization_id', '=', scope.organizationId)
    .where('environment', '=', scope.environment)
    .where('id', '=', id)
    .execute();
};

/** Deletes a data key: what it sealed can never be opened again. */
export const eraseDataKey = async (
  transaction: Transaction<Tables>,
  scope: Scope,
  id: string,
  erasedAt: Date,
): Promise<void> => {
  await transaction
    .updateTable('data_key')
    .set({ wrapped: null, erased_at: erasedAt })
    .where('organization_id', '=', scope.organizationId)
    .where('environment', '=', scope.environment)
    .where('id', '=', id)
    .where('wrapped', 'is not', null)
    .execute();
};
