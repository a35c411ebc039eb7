import type { Database } from '../db/client.ts';
import type { Logger } from '../log.ts';
import type { Job } from './job.ts';
import { hasOutboxRowsUnscoped, moveOutboxRowsUnscoped } from './outbox.queries.ts';
import { createQueue, type QueueCount } from './queue.ts';
import { createRelay } from './relay.ts';
import { type RunningSweeps, type Sweep, startSweeps } from './sweep.ts';

export { prepareQueueSchema } from './queue-schema.ts';

export interface JobsOptions<Context> {
  readonly database: Database;
  /** Given first to every handler and sweep. */
  readonly context: Context;
  readonly logger: Logger;
  readonly definitions: { readonly jobs: readonly Job<Context>[]; readonly sweeps: readonly Sweep<Context>[] };
  /** False in a process that only serves the API: it moves its outbox and runs nothing. */
  readonly runsJobs?: boolean;
  /** Wraps each attempt of a job, for tracing. */
  readonly follow?: <Value>(jobName: string, run: () => Promise<Value>) => Promise<Value>;
  /** Overrides for tests. */
  readonly timing?: Partial<JobsTiming>;
}

export interface JobsTiming {
  readonly relayIdleMs: number;
  readonly relayBackOffMs: number;
  /** At least 0.5. */
  readonly pollingSeconds: number;
  /** At least 1. */
  readonly superviseSeconds: number;
}

export interface Jobs {
  /** Throws when the queue's tables are missing or of another version: `prepareQueueSchema` makes them. */
  start(): Promise<void>;
  /** The outbox has rows. Costs nothing; before the start and after the stop it does nothing. */
  wake(): void;
  /** Jobs by queue, as the library last counted them (each `superviseSeconds`). */
  count(): Promise<readonly QueueCount[]>;
  /** Waits for what is running, up to the time given. The database may be closed afterwards. */
  stop(options: { readonly timeoutMs: number }): Promise<void>;
}

const relayBatchSize = 500;
const defaultTiming: JobsTiming = { relayIdleMs: 1_000, relayBackOffMs: 250, pollingSeconds: 2, superviseSeconds: 15 };

const untold = <Value>(_jobName: string, run: () => Promise<Value>): Promise<Value> => run();

/** Background work of one process: relay, queue and sweeps. */
export const createJobs = <Context>(options: JobsOptions<Context>): Jobs => {
  const { database, context, logger, definitions, runsJobs = true, follow = untold } = options;
  const timing = { ...defaultTiming, ...options.timing };
  const queue = createQueue({
    database,
    context,
    logger,
    runsJobs,
    jobs: definitions.jobs,
    follow,
    pollingSeconds: timing.pollingSeconds,
    superviseSeconds: timing.superviseSeconds,
  });
  // Rows for a job that this process does not know stay: a newer process wrote them and will move them.
  const queues = definitions.jobs.map((job) => job.name);

  const moveBatch = async (): Promise<number> => {
    const moved = await moveOutboxRowsUnscoped(database.worker, { queues, limit: relayBatchSize }, queue.insert);
    for (const [queueName, count] of moved) queue.wake(queueName, count);
    return [...moved.values()].reduce((sum, count) => sum + count, 0);
  };

  const relay = createRelay({
    moveBatch,
    hasRows: () => hasOutboxRowsUnscoped(database.worker, queues),
    batchSize: relayBatchSize,
    logger,
    idleMs: timing.relayIdleMs,
    backOffMs: timing.relayBackOffMs,
    backOffMaxMs: 30_000,
  });
  let sweeps: RunningSweeps | null = null;

  return {
    start: async () => {
      await queue.start();
      relay.start();
      if (runsJobs) sweeps = startSweeps(definitions.sweeps, context, logger);
    },
    wake: relay.wake,
    count: queue.count,
    stop: async (limit) => {
      await Promise.all([relay.stop(), sweeps?.stop()]);
      await queue.stop(limit);
    },
  };
};
