import { type Kysely, type Selectable, sql, type Transaction, type Updateable } from 'kysely';
import type { Tables } from '../../db/client.ts';
import type { Scope } from '../../db/scope.ts';

export type EndpointRow = Selectable<Tables['webhook_endpoint']>;

const selectEndpoints = (db: Kysely<Tables>, scope: Scope) =>
  db
    .selectFrom('webhook_endpoint')
    .selectAll()
    .where('organization_id', '=', scope.organizationId)
    .where('environment', '=', scope.environment)
    .where('deleted_at', 'is', null);

const updateEndpoints = (db: Kysely<Tables>, scope: Scope) =>
  db
    .updateTable('webhook_endpoint')
    .where('organization_id', '=', scope.organizationId)
    .where('environment', '=', scope.environment)
    .where('deleted_at', 'is', null);

/** All that are not deleted, newest first; there are twenty at most. */
export const listEndpointRows = (db: Kysely<Tables>, scope: Scope): Promise<EndpointRow[]> =>
  selectEndpoints(db, scope).orderBy('id', 'desc').execute();

/** Those that are to hear of an event. */
export const listSubscribedEndpoints = async (
  db: Kysely<Tables>,
  scope: Scope,
  eventTypes: readonly string[],
): Promise<string[]> => {
  const rows = await selectEndpoints(db, scope)
    .where('state', '=', 'enabled')
    .where(sql<boolean>`event_types && ${[...eventTypes]}::text[]`)
    .orderBy('id')
    .execute();
  return rows.map(({ id }) => id);
};

export const findEndpointRow = (db: Kysely<Tables>, scope: Scope, id: string): Promise<EndpointRow | undefined> =>
  selectEndpoints(db, scope).where('id', '=', id).executeTakeFirst();

export const lockEndpointRow = (
  transaction: Transaction<Tables>,
  scope: Scope,
  id: string,
): Promise<EndpointRow | undefined> =>
  selectEndpoints(transaction, scope).where('id', '=', id).forUpdate().executeTakeFirst();

/** Endpoints are made one after the other, so that two at once do not pass their limit. Held until the transaction ends. */
export const lockEndpoints = async (transaction: Transaction<Tables>, scope: Scope): Promise<void> => {
  const name = `gatehouse.webhook_endpoint:${scope.organizationId}:${scope.environment}`;
  await sql`select pg_advisory_xact_lock(hashtextextended(${name}, 0))`.execute(transaction);
};

export const insertEndpoint = async (transaction: Transaction<Tables>, row: EndpointRow): Promise<void> => {
  await transaction.insertInto('webhook_endpoint').values(row).execute();
};

export const updateEndpointRow = (
  transaction: Transaction<Tables>,
  scope: Scope,
  id: string,
  change: Updateable<Tables['webhook_endpoint']>,
): Promise<EndpointRow> =>
  updateEndpoints(transaction, scope).set(change).where('id', '=', id).returningAll().executeTakeFirstOrThrow();

/** The endpoint works: what failed before is forgotten. Writes nothing where nothing had failed. */
export const clearEndpointFailures = async (
  transaction: Transaction<Tables>,
  scope: Scope,
  id: string,
): Promise<void> => {
  await updateEndpoints(transaction, scope)
    .set({ failing_since: null, failure_count: 0 })
    .where('id', '=', id)
    .where('failure_count', '>', 0)
    .execute();
};

/** One more failure. Undefined where the endpoint is gone or switched off. */
export const addEndpointFailure = (
  transaction: Transaction<Tables>,
  scope: Scope,
  id: string,
  now: Date,
): Promise<Pick<EndpointRow, 'url' | 'failing_since' | 'failure_count'> | undefined> =>
  updateEndpoints(transaction, scope)
    .set((row) => ({
      failing_since: row.fn.coalesce('failing_since', sql<Date>`${now}::timestamptz`),
      failure_count: row('failure_count', '+', 1),
    }))
    .where('id', '=', id)
    .where('state', '=', 'enabled')
    .returning(['url', 'failing_since', 'failure_count'])
    .executeTakeFirst();
