import type { Logger } from '../log.ts';

export interface RelayOptions {
  /** Moves up to a batch in one transaction; returns how many rows it moved. */
  readonly moveBatch: () => Promise<number>;
  readonly hasRows: () => Promise<boolean>;
  readonly batchSize: number;
  readonly logger: Logger;
  /** How often it looks without being woken: for rows whose writer died, or that another process wrote. */
  readonly idleMs: number;
  /** Waits this long after a first failure, doubling up to `backOffMaxMs`. */
  readonly backOffMs: number;
  readonly backOffMaxMs: number;
}

export interface Relay {
  start(): void;
  /** There are rows. Looks at once; wakes during a run, however many, lead to one more run. */
  wake(): void;
  /** Resolves when a run under way has ended. */
  stop(): Promise<void>;
}

/** Carries outbox rows over, one run at a time in this process. A database that is away is waited for. */
export const createRelay = (options: RelayOptions): Relay => {
  let isStarted = false;
  let isWoken = false;
  let failures = 0;
  let timer: NodeJS.Timeout | null = null;
  let running: Promise<void> | null = null;

  const run = async (): Promise<void> => {
    try {
      if (isWoken || (await options.hasRows())) await moveAll();
      failures = 0;
    } catch (error) {
      failures += 1;
      // The wake stands: what it was about has not been moved.
      isWoken = true;
      options.logger.error({ err: error, failures, retryMs: backOff() }, 'the outbox could not be moved');
    }
  };

  const moveAll = async (): Promise<void> => {
    let moved = options.batchSize;
    while (isStarted && (isWoken || moved >= options.batchSize)) {
      isWoken = false;
      moved = await options.moveBatch();
    }
  };

  const backOff = (): number => Math.min(options.backOffMaxMs, options.backOffMs * 2 ** (failures - 1));

  const plan = (): void => {
    if (!isStarted) return;
    timer = setTimeout(begin, failures > 0 ? backOff() : options.idleMs);
  };

  const begin = (): void => {
    if (timer !== null) clearTimeout(timer);
    timer = null;
    running = run().finally(() => {
      running = null;
      // A wake may have come after the last look and before this line.
      if (isStarted && isWoken && failures === 0) begin();
      else plan();
    });
  };

  return {
    start: () => {
      if (isStarted) return;
      isStarted = true;
      begin();
    },
    wake: () => {
      isWoken = true;
      if (isStarted && running === null && failures === 0) begin();
    },
    stop: async () => {
      isStarted = false;
      if (timer !== null) clearTimeout(timer);
      timer = null;
      await running;
    },
  };
};
