import { type ConnectionOptions, type JobResult, type JobWithMetadata, PgBoss, type QueueResult } from 'pg-boss';
import type { Database } from '../db/client.ts';
import type { Logger } from '../log.ts';
import { deadLetterQueue, exhaustedAttempts, type Job, type RunJob } from './job.ts';
import type { OutboxWork } from './outbox.queries.ts';
import { bossOptions } from './queue-schema.ts';
import { type QueueSettings, queueSettings } from './queue-settings.ts';

export interface QueueOptions<Context> {
  readonly database: Database;
  readonly context: Context;
  readonly logger: Logger;
  readonly jobs: readonly Job<Context>[];
  /** Whether this process runs jobs; one that only serves the API still moves its outbox. */
  readonly runsJobs: boolean;
  /** Wraps each attempt of a job. */
  readonly follow: <Value>(jobName: string, run: () => Promise<Value>) => Promise<Value>;
  /** How often a worker looks by itself: for retries whose time has come, and where no wake reached it. */
  readonly pollingSeconds: number;
  /** Dead workers, expiry and clean-up, on one cadence; one process in a deployment does it each time. */
  readonly superviseSeconds: number;
}

/** Jobs of one queue; those of `<name>.dead` wait for an operator. */
export interface QueueCount {
  readonly queue: string;
  readonly waiting: number;
  readonly active: number;
  readonly failed: number;
}

export interface Queue {
  start(): Promise<void>;
  /** Puts work into a queue on the caller's transaction. The queue's settings are in memory, so no other connection is used. */
  insert(queueName: string, work: readonly OutboxWork[], transaction: TransactionSql): Promise<void>;
  /** Has up to `count` idle workers of this process look at once. Call it after the commit. */
  wake(queueName: string, count: number): void;
  count(): Promise<readonly QueueCount[]>;
  /** Takes no more jobs and waits for running ones; those still running after the time are handed back to be tried again. */
  stop(options: { readonly timeoutMs: number }): Promise<void>;
}

/** Plain SQL on an open transaction. */
export type TransactionSql = NonNullable<ConnectionOptions['db']>;

interface Worker {
  readonly id: string;
  isBusy: boolean;
}

/**
 * pg-boss on the application's own database, under the worker's role. Three of its habits shape this file:
 * - a worker that takes one job at a time waits a polling interval after each; here it is told to look again at once;
 * - a queue that the library has not seen yet is looked up on the main connection, which on the embedded database is the
 *   one that an open transaction holds: every queue is made known at start, before the first transaction;
 * - the error of a handler is stored with the job, message and all; here only its kind is.
 */
export const createQueue = <Context>(options: QueueOptions<Context>): Queue => {
  const { database, logger, jobs, runsJobs, superviseSeconds } = options;
  const boss = new PgBoss({
    ...bossOptions(database),
    migrate: false,
    supervise: runsJobs,
    superviseIntervalSeconds: superviseSeconds,
    monitorIntervalSeconds: superviseSeconds,
    maintenanceIntervalSeconds: 20 * superviseSeconds,
    flowIntervalSeconds: 20 * superviseSeconds,
    useListenNotify: runsJobs && database.engine === 'postgres',
  });
  boss.on('error', (error) => logger.error({ err: asError(error) }, 'the job queue met an error'));
  boss.on('warning', ({ message }) => logger.warn({ warning: message }, 'the job queue has a warning'));

  const workers = new Map<string, Worker[]>();

  const startWorker = async (queueName: string, settle: SettleJob): Promise<Worker> => {
    const worker = { id: '', isBusy: false };
    const id = await boss.work(
      queueName,
      { ...workOptions, ...pollingOptions(options.pollingSeconds) },
      async (batch: JobWithMetadata<unknown>[]) => {
        worker.isBusy = true;
        try {
          return await Promise.all(batch.map(settle));
        } finally {
          worker.isBusy = false;
          boss.notifyWorker(id);
        }
      },
    );
    return Object.assign(worker, { id });
  };

  const startWorkers = async (queueName: string, count: number, settle: SettleJob): Promise<void> => {
    const started = Array.from({ length: count }, () => startWorker(queueName, settle));
    workers.set(queueName, await Promise.all(started));
  };

  return {
    start: async () => {
      await boss.start();
      await makeQueues(
        boss,
        jobs.flatMap((job) => queueSettings(job, database.engine === 'postgres')),
      );
      if (!runsJobs) return;
      for (const job of jobs) {
        const dead = deadLetterQueue(job.name);
        await startWorkers(job.name, job.concurrency, settleWith(options, job.name, job.attempts, job.run));
        if (job.runExhausted === null) continue;
        await startWorkers(dead, 1, settleWith(options, dead, exhaustedAttempts, job.runExhausted));
      }
    },
    insert: async (queueName, work, transaction) => {
      await boss.insert(
        queueName,
        work.map(({ payload, dueAt }) => ({ data: Object(payload), ...(dueAt !== null && { startAfter: dueAt }) })),
        { db: transaction },
      );
    },
    wake: (queueName, count) => {
      const idle = (workers.get(queueName) ?? []).filter((worker) => !worker.isBusy);
      for (const worker of idle.slice(0, count)) boss.notifyWorker(worker.id);
    },
    count: async () =>
      (await boss.getQueues()).map(({ name, queuedCount, activeCount, failedCount }) => ({
        queue: name,
        waiting: queuedCount,
        active: activeCount,
        failed: failedCount,
      })),
    stop: async ({ timeoutMs }) => {
      const drained = Promise.all([...workers.keys()].map((queueName) => boss.offWork(queueName)));
      if (!(await isDoneWithin(drained, timeoutMs))) {
        logger.warn('jobs were still running when the time to stop was over; they will be tried again');
      }
      await boss.stop({ graceful: false, close: false });
    },
  };
};

const workOptions = { batchSize: 1, perJobResults: true, includeMetadata: true } as const;

/** The same with and without notifications, because those do not tell that a retry's time has come. */
const pollingOptions = (seconds: number) => ({
  pollingIntervalSeconds: seconds,
  notifyPollingIntervalSeconds: seconds,
});

type SettleJob = (job: JobWithMetadata<unknown>) => Promise<JobResult>;

/** Runs one attempt and says what becomes of the job. */
const settleWith =
  <Context>(
    { context, logger, follow }: QueueOptions<Context>,
    queueName: string,
    attempts: number,
    run: RunJob<Context>,
  ): SettleJob =>
  async ({ id, data, retryCount, signal }) => {
    const about = { job: queueName, jobId: id, attempt: retryCount + 1, attempts };
    const givenUp = (): void =>
      logger.warn(about, 'a job outran its time, or its claim was lost: the attempt has failed');
    signal.addEventListener('abort', givenUp, { once: true });
    try {
      if (await follow(queueName, () => run(context, data, logger))) return { id, status: 'completed' };
      logger.error(about, 'the payload of a job is not of its shape: the job is a dead letter');
      return { id, status: 'deadletter', output: { error: 'payload_invalid' } };
    } catch (error) {
      const isLast = retryCount + 1 >= attempts;
      logger[isLast ? 'error' : 'warn'](
        { ...about, err: error },
        isLast ? 'a job failed for the last time: it is a dead letter' : 'a job failed and will be tried again',
      );
      return { id, status: 'failed', output: { error: error instanceof Error ? error.name : typeof error } };
    } finally {
      signal.removeEventListener('abort', givenUp);
    }
  };

const makeQueues = async (boss: PgBoss, wanted: readonly QueueSettings[]): Promise<void> => {
  const present = new Map((await boss.getQueues()).map((queue) => [queue.name, queue]));
  for (const settings of wanted) {
    const { name, ...rest } = settings;
    const queue = present.get(name);
    if (queue === undefined) await boss.createQueue(name, rest);
    else if (!isAsWanted(queue, settings)) await boss.updateQueue(name, rest);
    await makeKnown(boss, name);
  }
};

const isAsWanted = (queue: QueueResult, wanted: QueueSettings): boolean =>
  Object.entries(wanted).every(([name, value]) => Reflect.get(queue, name) === value);

const noJob = '00000000-0000-0000-0000-000000000000';

/** Looking for a job that cannot be there has the library read the queue's settings into memory. */
const makeKnown = async (boss: PgBoss, queueName: string): Promise<void> => {
  await boss.findJobs(queueName, { id: noJob });
};

/** The library passes some errors on as plain objects with the same members. */
const asError = (error: Error): Error =>
  error instanceof Error
    ? error
    : Object.assign(new Error(Reflect.get(error, 'message')), {
        stack: Reflect.get(error, 'stack'),
        code: Reflect.get(error, 'code'),
      });

const isDoneWithin = async (work: Promise<unknown>, timeoutMs: number): Promise<boolean> => {
  const timeout = Promise.withResolvers<boolean>();
  const timer = setTimeout(() => timeout.resolve(false), timeoutMs);
  try {
    return await Promise.race([work.then(() => true), timeout.promise]);
  } finally {
    clearTimeout(timer);
  }
};
