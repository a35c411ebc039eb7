import type { Queue } from 'pg-boss';
import { deadLetterQueue, exhaustedAttempts, type Job } from './job.ts';

const day = 86_400;

/** A job of a process that died is tried again after this and the next look of the supervision. */
const heartbeatSeconds = 10;

export type QueueSettings = Required<
  Pick<
    Queue,
    | 'name'
    | 'retryLimit'
    | 'retryDelay'
    | 'retryBackoff'
    | 'expireInSeconds'
    | 'retentionSeconds'
    | 'deleteAfterSeconds'
    | 'heartbeatSeconds'
    | 'notify'
  >
> &
  Pick<Queue, 'retryDelayMax' | 'deadLetter'>;

/**
 * The queues of one job, its dead letters first because the other refers to them. `notify` has the database tell the
 * workers of other processes; inside one process the relay does.
 */
export const queueSettings = (job: Job<never>, notify: boolean): QueueSettings[] => [
  {
    name: deadLetterQueue(job.name),
    expireInSeconds: job.timeoutSeconds,
    ...retrySettings(exhaustedAttempts, 1, 300),
    // Nobody may have looked for a while: dead letters stay for two weeks, handled or not.
    retentionSeconds: 14 * day,
    deleteAfterSeconds: 14 * day,
    heartbeatSeconds,
    notify,
  },
  {
    name: job.name,
    deadLetter: deadLetterQueue(job.name),
    expireInSeconds: job.timeoutSeconds,
    ...retrySettings(job.attempts, job.retryDelaySeconds, job.retryDelayMaxSeconds),
    retentionSeconds: 14 * day,
    // Finished jobs tell nothing that the session's log does not, and the table stays small.
    deleteAfterSeconds: day,
    heartbeatSeconds,
    notify,
  },
];

const retrySettings = (
  attempts: number,
  delaySeconds: number,
  delayMaxSeconds: number,
): Pick<QueueSettings, 'retryLimit' | 'retryDelay' | 'retryBackoff'> & { retryDelayMax?: number } => {
  const plain = { retryLimit: attempts - 1, retryDelay: delaySeconds, retryBackoff: delaySeconds > 0 };
  return delaySeconds > 0 ? { ...plain, retryDelayMax: delayMaxSeconds } : plain;
};
