import type { QuickJSRuntime } from 'quickjs-emscripten';

/** Time that this thread has computed, so that a busy machine does not make scripts slower. Before Node 24 there is only the clock. */
const computedMs = (): number => {
  if (typeof process.threadCpuUsage !== 'function') return performance.now();
  const { user, system } = process.threadCpuUsage();
  return (user + system) / 1000;
};

export interface Meter {
  /** Work that counts; nothing between two such calls does. */
  measure(work: () => void): void;
  isOver(): boolean;
  usedMs(): number;
}

/** Counts what a runtime computes, and stops it for good when the time is used up. */
export const createMeter = (runtime: QuickJSRuntime, limitMs: number): Meter => {
  let used = 0;
  let startedAt = 0;
  let over = false;
  runtime.setInterruptHandler(() => {
    over ||= used + computedMs() - startedAt > limitMs;
    return over;
  });
  return {
    measure: (work) => {
      startedAt = computedMs();
      work();
      used += computedMs() - startedAt;
      // A single long step, such as a large power, is not interrupted.
      over ||= used > limitMs;
    },
    isOver: () => over,
    usedMs: () => Math.round(used * 10) / 10,
  };
};
