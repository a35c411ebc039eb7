import type { Transaction } from 'kysely';
import type { Tables } from '../db/client.ts';
import type { Scope } from '../db/scope.ts';

/** Work for a job of this name. It is done once the transaction that asked for it has happened. */
export interface NewWork {
  readonly queue: string;
  /** Ids only: it lies in the database unsealed. */
  readonly payload: object;
  readonly createdAt: Date;
  /** Null: as soon as can be. */
  readonly dueAt: Date | null;
}

export const insertWork = async (transaction: Transaction<Tables>, scope: Scope, work: NewWork): Promise<void> => {
  await transaction
    .insertInto('outbox')
    .values({
      organization_id: scope.organizationId,
      environment: scope.environment,
      queue: work.queue,
      payload: JSON.stringify(work.payload),
      created_at: work.createdAt,
      due_at: work.dueAt,
    })
    .execute();
};
