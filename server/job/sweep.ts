import type { Logger } from '../log.ts';

/** Work by the clock that every process may do at any time: doing it twice, or on two machines at once, changes nothing. */
export interface Sweep<Context> {
  readonly name: string;
  readonly everyMs: number;
  /** Before the first time; at once when left out. */
  readonly firstAfterMs?: number;
  /** Ends early, between two objects, once the signal is aborted. */
  readonly sweep: (context: Context, signal: AbortSignal, logger: Logger) => Promise<void>;
}

export interface RunningSweeps {
  /** Resolves when the sweeps under way have ended. */
  stop(): Promise<void>;
}

/** Each sweep starts at once or at its own time, and again `everyMs` after it ended. One that fails is logged and comes again at its time. */
export const startSweeps = <Context>(
  sweeps: readonly Sweep<Context>[],
  context: Context,
  logger: Logger,
): RunningSweeps => {
  const stopping = new AbortController();
  const loops = sweeps.map((sweep) => repeat(sweep, context, logger, stopping.signal));
  return {
    stop: async () => {
      stopping.abort();
      await Promise.all(loops);
    },
  };
};

const repeat = async <Context>(
  { name, everyMs, firstAfterMs = 0, sweep }: Sweep<Context>,
  context: Context,
  logger: Logger,
  signal: AbortSignal,
): Promise<void> => {
  if (firstAfterMs > 0) await pause(firstAfterMs, signal);
  while (!signal.aborted) {
    try {
      await sweep(context, signal, logger);
    } catch (error) {
      logger.error({ err: error, sweep: name }, 'a sweep failed and will come again');
    }
    await pause(everyMs, signal);
  }
};

const pause = (ms: number, signal: AbortSignal): Promise<void> => {
  const { promise, resolve } = Promise.withResolvers<void>();
  if (signal.aborted) return Promise.resolve();
  const timer = setTimeout(resolve, ms);
  const end = (): void => {
    clearTimeout(timer);
    resolve();
  };
  signal.addEventListener('abort', end, { once: true });
  return promise.finally(() => signal.removeEventListener('abort', end));
};
