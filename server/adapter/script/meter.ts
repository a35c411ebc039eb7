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
  /** The time is used up, for good. Also to be asked after the work: a single long step, such as a large power, is not interrupted. */
  isOver(): boolean;
  usedMs(): number;
}

/** Counts what a runtime computes, and stops it when the time is used up. */
export const createMeter = (runtime: QuickJSRuntime, limitMs: number): Meter => {
  let used = 0;
  let startedAt: number | null = null;
  let over = false;
  const usedMs = (): number => used + (startedAt === null ? 0 : computedMs() - startedAt);
  const isOver = (): boolean => {
    over ||= usedMs() > limitMs;
    return over;
  };
  runtime.setInterruptHandler(isOver);
  return {
    measure: (work) => {
      startedAt = computedMs();
      work();
      used = usedMs();
      startedAt = null;
    },
    isOver,
    usedMs: () => Math.round(usedMs() * 10) / 10,
  };
};
