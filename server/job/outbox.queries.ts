import { CompiledQuery, type Kysely } from 'kysely';
import type { Tables } from '../db/client.ts';
import { addToCountersUnscoped } from '../domain/counter/counter.queries.ts';
import { tallyChanges } from '../domain/counter/tally.ts';
import type { TransactionSql } from './queue.ts';

/** Work as it goes into the queue; `dueAt` where it is to be done later. */
export interface OutboxWork {
  readonly payload: unknown;
  readonly dueAt: Date | null;
}

/**
 * Takes the oldest rows of these queues out of the outbox and gives them to `insert`, all in one transaction. Rows that
 * another process is moving are passed over. Changes of sessions are counted in the same transaction, so that each one
 * counts once. Returns what was moved.
 */
export const moveOutboxRowsUnscoped = (
  worker: Kysely<Tables>,
  { queues, limit }: { readonly queues: readonly string[]; readonly limit: number },
  insert: (queueName: string, work: readonly OutboxWork[], transaction: TransactionSql) => Promise<void>,
): Promise<Map<string, number>> =>
  worker.transaction().execute(async (transaction) => {
    const rows = await transaction
      .deleteFrom('outbox')
      .where('id', 'in', (from) =>
        from
          .selectFrom('outbox')
          .select('id')
          .where('queue', 'in', queues)
          .orderBy('id')
          .limit(limit)
          .forUpdate()
          .skipLocked(),
      )
      .returning(['id', 'queue', 'payload', 'due_at'])
      .execute();
    const moved = new Map<string, number>();
    for (const [queueName, batch] of Map.groupBy(inOrder(rows), (row) => row.queue)) {
      await insert(
        queueName,
        batch.map(({ payload, due_at }) => ({ payload, dueAt: due_at })),
        plainSql(transaction),
      );
      moved.set(queueName, batch.length);
    }
    // Last, because the rows of counters are what relays on several machines have in common.
    await addToCountersUnscoped(transaction, tallyChanges(changesAmong(rows)));
    return moved;
  });

/** Whether anything waits: one cheap statement where most looks find nothing. */
export const hasOutboxRowsUnscoped = async (worker: Kysely<Tables>, queues: readonly string[]): Promise<boolean> => {
  const row = await worker.selectFrom('outbox').select('id').where('queue', 'in', queues).limit(1).executeTakeFirst();
  return row !== undefined;
};

const changesAmong = (rows: readonly { readonly queue: string; readonly payload: unknown }[]): unknown[] =>
  rows.filter((row) => row.queue === 'session-changed').map((row) => row.payload);

/** `returning` promises no order. */
const inOrder = <Row extends { readonly id: string | number | bigint }>(rows: readonly Row[]): Row[] =>
  [...rows].sort((left, right) => Number(left.id) - Number(right.id));

const plainSql = (transaction: Kysely<Tables>): TransactionSql => ({
  executeSql: (text, values = []) => transaction.executeQuery(CompiledQuery.raw(text, [...values])),
});
