import type { TestDatabase } from './database.ts';

export interface Work {
  readonly payload: unknown;
  readonly dueAt: Date | null;
}

/** Takes the work of queues out of the outbox, in its order, as the relay would. */
export const takeWork = async (
  database: TestDatabase,
  organizationId: string,
  ...queues: readonly string[]
): Promise<Work[]> => {
  const rows = await database.owner
    .deleteFrom('outbox')
    .where('organization_id', '=', organizationId)
    .where('queue', 'in', queues)
    .returning(['id', 'payload', 'due_at'])
    .execute();
  return rows.toSorted((left, right) => left.id - right.id).map(({ payload, due_at }) => ({ payload, dueAt: due_at }));
};
