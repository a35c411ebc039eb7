import { type Kysely, type Selectable, sql, type Transaction, type Updateable } from 'kysely';
import type { Database, Tables } from '../../db/client.ts';
import type { Scope } from '../../db/scope.ts';
import { type AttemptAddress, queueOf } from './delivery.ts';

export type DeliveryRow = Selectable<Tables['delivery']>;
export type AttemptRow = Selectable<Tables['delivery_attempt']>;

const listedColumns = [
  'id',
  'channel',
  'state',
  'event_type',
  'endpoint_id',
  'session_id',
  'entity_id',
  'attempt_count',
  'last_error',
  'created_at',
  'next_attempt_at',
  'finished_at',
] as const;

export type ListedDeliveryRow = Pick<DeliveryRow, (typeof listedColumns)[number]>;

const placeOf = (scope: Scope) => ({ organization_id: scope.organizationId, environment: scope.environment });

/** False where a delivery with this id is there already; then nothing is written. */
export const insertDelivery = async (
  transaction: Transaction<Tables>,
  scope: Scope,
  row: Omit<DeliveryRow, 'organization_id' | 'environment'>,
): Promise<boolean> => {
  const inserted = await transaction
    .insertInto('delivery')
    .values({ ...placeOf(scope), ...row })
    .onConflict((conflict) => conflict.columns(['organization_id', 'environment', 'id']).doNothing())
    .executeTakeFirst();
  return inserted.numInsertedOrUpdatedRows === 1n;
};

export interface DueAttempt {
  readonly id: string;
  readonly channel: string;
  readonly attempt: number;
  /** Null for at once. */
  readonly dueAt: Date | null;
  readonly postponed?: number | undefined;
}

/** Puts attempts into the queue, in the transaction that decides on them. */
export const insertDueAttempts = async (
  transaction: Transaction<Tables>,
  scope: Scope,
  now: Date,
  attempts: readonly DueAttempt[],
): Promise<void> => {
  await transaction
    .insertInto('outbox')
    .values(
      attempts.map(({ id, channel, attempt, dueAt, postponed }) => ({
        ...placeOf(scope),
        queue: queueOf(channel),
        payload: JSON.stringify({ ...scope, deliveryId: id, attempt, postponed } satisfies AttemptAddress),
        created_at: now,
        due_at: dueAt,
      })),
    )
    .execute();
};

const selectDeliveries = (db: Kysely<Tables>, scope: Scope) =>
  db
    .selectFrom('delivery')
    .where('organization_id', '=', scope.organizationId)
    .where('environment', '=', scope.environment);

const updateDeliveries = (db: Kysely<Tables>, scope: Scope) =>
  db
    .updateTable('delivery')
    .where('organization_id', '=', scope.organizationId)
    .where('environment', '=', scope.environment);

export const findDeliveryRow = (db: Kysely<Tables>, scope: Scope, id: string): Promise<DeliveryRow | undefined> =>
  selectDeliveries(db, scope).selectAll().where('id', '=', id).executeTakeFirst();

export const lockDeliveryRow = (
  transaction: Transaction<Tables>,
  scope: Scope,
  id: string,
): Promise<DeliveryRow | undefined> =>
  selectDeliveries(transaction, scope).selectAll().where('id', '=', id).forUpdate().executeTakeFirst();

export interface Claim {
  readonly deliveryId: string;
  /** Attempts that the delivery must have had. */
  readonly attemptCount: number;
  readonly now: Date;
  readonly until: Date;
}

/** Takes a pending delivery for one sender. Undefined when it is over, has moved on, or another sender has it. */
export const claimDelivery = (db: Kysely<Tables>, scope: Scope, claim: Claim): Promise<DeliveryRow | undefined> =>
  updateDeliveries(db, scope)
    .set({ claimed_until: claim.until })
    .where('id', '=', claim.deliveryId)
    .where('state', '=', 'pending')
    .where('attempt_count', '=', claim.attemptCount)
    .where((where) => where.or([where('claimed_until', 'is', null), where('claimed_until', '<=', claim.now)]))
    .returningAll()
    .executeTakeFirst();

/** Gives a claim back whose sender met an error of our own, so that trying again need not wait for its end. */
export const releaseClaim = async (
  db: Kysely<Tables>,
  scope: Scope,
  { deliveryId, attempt }: { readonly deliveryId: string; readonly attempt: number },
): Promise<void> => {
  await updateDeliveries(db, scope)
    .set({ claimed_until: null })
    .where('id', '=', deliveryId)
    .where('state', '=', 'pending')
    .where('attempt_count', '=', attempt - 1)
    .execute();
};

/** Changes a delivery that still is pending and has had so many attempts. False when it has moved on. */
export const updatePendingDelivery = async (
  transaction: Transaction<Tables>,
  scope: Scope,
  { id, attemptCount }: { readonly id: string; readonly attemptCount: number },
  change: Updateable<Tables['delivery']>,
): Promise<boolean> => {
  const row = await updateDeliveries(transaction, scope)
    .set(change)
    .where('id', '=', id)
    .where('state', '=', 'pending')
    .where('attempt_count', '=', attemptCount)
    .returning('id')
    .executeTakeFirst();
  return row !== undefined;
};

export const updateDelivery = async (
  transaction: Transaction<Tables>,
  scope: Scope,
  id: string,
  change: Updateable<Tables['delivery']>,
): Promise<void> => {
  await updateDeliveries(transaction, scope).set(change).where('id', '=', id).execute();
};

/** An attempt that was written down already stays as it is. */
export const insertAttempt = async (
  transaction: Transaction<Tables>,
  scope: Scope,
  row: Omit<AttemptRow, 'organization_id' | 'environment'>,
): Promise<void> => {
  await transaction
    .insertInto('delivery_attempt')
    .values({ ...placeOf(scope), ...row })
    .onConflict((conflict) => conflict.columns(['organization_id', 'environment', 'delivery_id', 'number']).doNothing())
    .execute();
};

/** The newest attempts of a delivery, newest first. */
export const listAttemptRows = (
  db: Kysely<Tables>,
  scope: Scope,
  deliveryId: string,
  limit: number,
): Promise<AttemptRow[]> =>
  db
    .selectFrom('delivery_attempt')
    .selectAll()
    .where('organization_id', '=', scope.organizationId)
    .where('environment', '=', scope.environment)
    .where('delivery_id', '=', deliveryId)
    .orderBy('number', 'desc')
    .limit(limit)
    .execute();

/** Ids of a session's messages to people, webhooks left out; `limit` of them at most. */
export const listMessageIds = async (
  db: Kysely<Tables>,
  scope: Scope,
  { sessionId, except, limit }: { readonly sessionId: string; readonly except: string; readonly limit: number },
): Promise<string[]> => {
  const rows = await selectDeliveries(db, scope)
    .select('id')
    .where('session_id', '=', sessionId)
    .where('channel', '<>', 'webhook')
    .where('id', '<>', except)
    .orderBy('id')
    .limit(limit)
    .execute();
  return rows.map(({ id }) => id);
};

export interface DeliveryFilter {
  readonly limit: number;
  /** The id of the last delivery of the page before. */
  readonly after: string | null;
  readonly state: string | null;
  readonly channel: string | null;
  readonly endpointId: string | null;
  readonly sessionId: string | null;
}

/** Newest first: ids are uuid v7. One row more than asked for tells of a next page. */
export const listDeliveryRows = (
  db: Kysely<Tables>,
  scope: Scope,
  filter: DeliveryFilter,
): Promise<ListedDeliveryRow[]> => {
  let query = selectDeliveries(db, scope).select(listedColumns);
  if (filter.after !== null) query = query.where('id', '<', filter.after);
  if (filter.state !== null) query = query.where('state', '=', filter.state);
  if (filter.channel !== null) query = query.where('channel', '=', filter.channel);
  if (filter.endpointId !== null) query = query.where('endpoint_id', '=', filter.endpointId);
  if (filter.sessionId !== null) query = query.where('session_id', '=', filter.sessionId);
  return query
    .orderBy('id', 'desc')
    .limit(filter.limit + 1)
    .execute();
};

/** Dead deliveries that can be sent again, the oldest first, locked; of one endpoint, or of all. A disabled endpoint takes none. */
export const lockDeadDeliveries = (
  transaction: Transaction<Tables>,
  scope: Scope,
  { endpointId, limit }: { readonly endpointId: string | null; readonly limit: number },
): Promise<Pick<DeliveryRow, 'id' | 'channel' | 'attempt_count'>[]> => {
  let query = selectDeliveries(transaction, scope)
    .select(['id', 'channel', 'attempt_count'])
    .where('state', '=', 'dead')
    .where('body', 'is not', null)
    .where(({ not, exists, selectFrom }) =>
      not(
        exists(
          selectFrom('webhook_endpoint')
            .whereRef('webhook_endpoint.organization_id', '=', 'delivery.organization_id')
            .whereRef('webhook_endpoint.environment', '=', 'delivery.environment')
            .whereRef('webhook_endpoint.id', '=', 'delivery.endpoint_id')
            .where('webhook_endpoint.state', '=', 'disabled')
            .select('webhook_endpoint.id'),
        ),
      ),
    );
  if (endpointId !== null) query = query.where('endpoint_id', '=', endpointId);
  return query.orderBy('id').limit(limit).forUpdate().execute();
};

/**
 * The organization and environment of a delivery: for an operator at the machine. It asks the primary key once for each
 * organization and environment.
 */
export const findDeliveryScopeUnscoped = async (
  database: Pick<Database, 'worker'>,
  id: string,
): Promise<{ organization_id: string; environment: string } | undefined> => {
  const found = await sql<{ organization_id: string; environment: string }>`
    select delivery.organization_id, delivery.environment from organization
    cross join (values ('live'), ('test')) as environment (name)
    cross join lateral (
      select organization_id, environment from delivery
      where organization_id = organization.id and environment = environment.name and id = ${id}::uuid
      limit 1
    ) as delivery`.execute(database.worker);
  return found.rows[0];
};
