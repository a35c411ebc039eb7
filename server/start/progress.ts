/** Tells the operator of a piece of work that takes a while, and how long it took. */
export type Progress = <Value>(what: string, work: () => Promise<Value>) => Promise<Value>;

export const silentProgress: Progress = (_what, work) => work();

/** One line each: `building the pages ... 1.9 s`. */
export const printedProgress =
  (write: (text: string) => void): Progress =>
  async (what, work) => {
    const start = performance.now();
    write(`${what} ... `);
    try {
      const value = await work();
      write(`${((performance.now() - start) / 1000).toFixed(1)} s\n`);
      return value;
    } catch (error) {
      write('failed\n');
      throw error;
    }
  };
