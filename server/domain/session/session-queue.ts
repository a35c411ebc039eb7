/**
 * Lets the events of one session follow one another inside this process, so that two requests for the same session do
 * not both read, both compute, and one of them lose. Between processes the compare-and-set of the write decides.
 */
export const createSessionQueue = () => {
  const tails = new Map<string, Promise<void>>();
  return async <Value>(sessionId: string, work: () => Promise<Value>): Promise<Value> => {
    const before = tails.get(sessionId);
    const { promise: done, resolve: release } = Promise.withResolvers<void>();
    tails.set(sessionId, done);
    try {
      await before;
      return await work();
    } finally {
      release();
      if (tails.get(sessionId) === done) tails.delete(sessionId);
    }
  };
};

export type SessionQueue = ReturnType<typeof createSessionQueue>;
