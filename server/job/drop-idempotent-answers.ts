import type { Database } from '../db/client.ts';
import { deleteExpiredRequestsUnscoped } from '../domain/idempotency/idempotency.queries.ts';
import type { Sweep } from './sweep.ts';

const batchSize = 500;

/** Answers that were kept for a repetition go once their day is over. */
export const dropIdempotentAnswersSweep: Sweep<{ readonly database: Database; readonly now: () => Date }> = {
  name: 'drop-idempotent-answers',
  everyMs: 10 * 60_000,
  sweep: async ({ database, now }, signal) => {
    let deleted = batchSize;
    while (deleted >= batchSize && !signal.aborted) {
      deleted = await deleteExpiredRequestsUnscoped(database.worker, now(), batchSize);
    }
  },
};
