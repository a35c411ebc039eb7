/** A terminal sends its signal to every process of the group, and npm hands it on: the second copy is no second wish. */
const ECHO_MS = 500;

export interface Stopping {
  /** Resolves with the first SIGTERM or SIGINT. */
  readonly asked: Promise<NodeJS.Signals>;
  /** From now on a first signal is left to `asked`; before, it ends the process at once. */
  ready(): void;
}

/** SIGTERM or SIGINT stops the server in order; a second one, or one during the start, ends the process at once. */
export const watchSignals = (): Stopping => {
  const { promise: asked, resolve } = Promise.withResolvers<NodeJS.Signals>();
  let isReady = false;
  let firstAt: number | null = null;
  const onSignal = (signal: NodeJS.Signals): void => {
    const now = performance.now();
    if (firstAt !== null && now - firstAt < ECHO_MS) return;
    if (!isReady || firstAt !== null) process.exit(firstAt === null ? 0 : 1);
    firstAt = now;
    resolve(signal);
  };
  process.on('SIGTERM', onSignal);
  process.on('SIGINT', onSignal);
  return {
    asked,
    ready: () => {
      isReady = true;
    },
  };
};
