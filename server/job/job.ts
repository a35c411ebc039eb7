import type { z } from 'zod';
import { createLogger, type Logger } from '../log.ts';

/** What a background job is: its payload's shape, how it is tried, and what it does. One file in this folder each. */
export interface JobDescription<Context, Payload> {
  /** The outbox row's `queue`. */
  readonly name: string;
  /** Ids only: a payload lies in the database unsealed. */
  readonly payload: z.ZodType<Payload>;
  /** How many of these one process runs at once. */
  readonly concurrency: number;
  /** When an attempt takes longer, it counts as failed and another one may start beside it. */
  readonly timeoutSeconds: number;
  /** In all, the first one included. */
  readonly attempts: number;
  /** Before the second attempt; doubles each time (with some jitter) up to the maximum. 0 tries again at once. */
  readonly retryDelaySeconds: number;
  readonly retryDelayMaxSeconds: number;
  /** Runs at least once, so running it again must change nothing. Throws to be tried again. */
  readonly handle: Handle<Context, Payload>;
  /** After the last attempt failed; is itself tried until it succeeds or `exhaustedAttempts` are used up. */
  readonly handleExhausted: Handle<Context, Payload> | null;
}

/** The logger is for what an operator should see of an attempt that went well; what it throws is logged for it. */
type Handle<Context, Payload> = (context: Context, payload: Payload, logger: Logger) => Promise<void>;

/** A description whose payload type is closed over, so that jobs of different payloads fit in one list. */
export interface Job<Context> extends Omit<JobDescription<Context, unknown>, 'payload' | 'handle' | 'handleExhausted'> {
  readonly run: RunJob<Context>;
  readonly runExhausted: RunJob<Context> | null;
}

/** Resolves to false, without running, when the payload is not of the job's shape. Without a logger nothing is logged. Throws what the handler throws. */
export type RunJob<Context> = (context: Context, payload: unknown, logger?: Logger) => Promise<boolean>;

const silent = createLogger({ level: 'silent' });

export const defineJob = <Context, Payload>(description: JobDescription<Context, Payload>): Job<Context> => {
  const { payload: schema, handle, handleExhausted, ...rest } = description;
  const parsedFor =
    (run: Handle<Context, Payload>): RunJob<Context> =>
    async (context, payload, logger = silent) => {
      const parsed = schema.safeParse(payload);
      if (parsed.success) await run(context, parsed.data, logger);
      return parsed.success;
    };
  return {
    ...rest,
    run: parsedFor(handle),
    runExhausted: handleExhausted === null ? null : parsedFor(handleExhausted),
  };
};

/** Where a job goes that can no longer succeed by itself; an operator sees it there and may send it back. */
export const deadLetterQueue = (jobName: string): string => `${jobName}.dead`;

export const exhaustedAttempts = 10;
