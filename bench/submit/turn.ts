import { quantile } from '../measure/numbers.ts';

/** What one variant brought in one turn of a round. */
export interface Turn {
  readonly perSecond: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
  readonly failed: number;
  /** Processor seconds for 1000 submissions; null where it does not apply or cannot be told apart. */
  readonly serverCpu: number | null;
  readonly databaseCpu: number | null;
  readonly loadCpu: number | null;
}

/** Something that submits for a while, again and again. */
export interface Variant {
  readonly name: string;
  run(seconds: number): Promise<Turn>;
}

export interface Measured {
  readonly latenciesMs: readonly number[];
  readonly failed: number;
  readonly seconds: number;
}

export interface Cpu {
  readonly server: number | null;
  readonly database: number | null;
  readonly load: number | null;
}

export const toTurn = ({ latenciesMs, failed, seconds }: Measured, cpu: Cpu): Turn => {
  const perThousand = (used: number | null): number | null =>
    used === null || latenciesMs.length === 0 ? null : (used / latenciesMs.length) * 1000;
  return {
    perSecond: latenciesMs.length / seconds,
    p50Ms: quantile(latenciesMs, 0.5),
    p99Ms: quantile(latenciesMs, 0.99),
    failed,
    serverCpu: perThousand(cpu.server),
    databaseCpu: perThousand(cpu.database),
    loadCpu: perThousand(cpu.load),
  };
};

/** Runs `work` and gives what it brought with the processor seconds that each clock counted meanwhile. */
export const withCpu = async <Value, Clock extends string>(
  clocks: Readonly<Record<Clock, () => number>>,
  work: () => Promise<Value>,
): Promise<{ value: Value; used: Record<Clock, number> }> => {
  const names = Object.keys(clocks) as Clock[];
  const read = () => new Map(names.map((name) => [name, clocks[name]()]));
  const before = read();
  const value = await work();
  const after = read();
  const used = Object.fromEntries(names.map((name) => [name, (after.get(name) ?? 0) - (before.get(name) ?? 0)]));
  return { value, used: used as Record<Clock, number> };
};

/** Callers in a loop, each with targets of its own, so that none waits for another. */
export const callInLoop = async <Target>(
  { callers, seconds, targets }: { callers: number; seconds: number; targets: readonly Target[] },
  submit: (target: Target) => Promise<boolean>,
): Promise<Measured> => {
  const latenciesMs: number[] = [];
  let failed = 0;
  const start = performance.now();
  const end = start + seconds * 1000;
  const share = Math.floor(targets.length / callers);
  const call = async (caller: number): Promise<void> => {
    for (let index = 0; performance.now() < end; index += 1) {
      const target = targets[caller * share + (index % share)];
      if (target === undefined) return;
      const from = performance.now();
      if (await submit(target)) latenciesMs.push(performance.now() - from);
      else failed += 1;
    }
  };
  await Promise.all(Array.from({ length: callers }, (_, caller) => call(caller)));
  return { latenciesMs, failed, seconds: (performance.now() - start) / 1000 };
};
