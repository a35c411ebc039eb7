/*
 * How many scripts of workflows run in a second, and how long one takes.
 *
 *   node bench/scripts.ts
 */
import type { JsonObject } from '../core/json.ts';
import { createScriptRunner } from '../server/adapter/script/script-runner.ts';
import type { ScriptRunner } from '../server/domain/check/script-port.ts';
import { expectOk } from './measure/expect-ok.ts';
import { median, quantile } from './measure/numbers.ts';

export interface ScriptFigures {
  /** One after the other on one thread; the median of the rounds. */
  readonly runsPerSecond: number;
  /** On two threads at once. */
  readonly runsPerSecondOnTwoThreads: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
  /** From nothing to the first result: thread, engine, script. */
  readonly firstRunMs: number;
  /** Resident memory that the process gained by two threads and all these runs. */
  readonly gainedMegabytes: number;
}

const rounds = 5;
const runsPerRound = 400;

/** A script of the usual kind: reads earlier results, computes a score, names a branch. */
const source = `
  const { form, document } = params.nodes;
  const days = (Date.now() - Date.parse(document.birthDate)) / 86_400_000;
  const words = form.name.toLowerCase().split(/\\s+/);
  const score = words.filter((word) => document.name.toLowerCase().includes(word)).length / words.length;
  return { result: { score, isAdult: days > 6575, sample: Math.random() < 0.1 }, next: score > 0.5 ? 'match' : 'differs' };
`;

const params: JsonObject = {
  nodes: {
    form: { name: 'Anna Maria Eriksson', email: 'anna@example.com' },
    document: { name: 'ERIKSSON ANNA MARIA', birthDate: '1990-08-12', kind: 'passport' },
  },
  entity: { kind: 'person' },
  prefill: {},
  session: { id: '0198c0de-0000-7000-8000-000000000000', environment: 'live' },
};

/** Five rounds on one thread and on two in turns, so that what else the machine does falls on both. */
export const measureScripts = async (): Promise<ScriptFigures> => {
  const before = process.memoryUsage().rss;
  const one = createScriptRunner({ threads: 1 });
  const two = createScriptRunner({ threads: 2 });
  try {
    const firstRunMs = await timeRun(one);
    await Promise.all([timeRun(two), timeRun(two)]);
    const onOne: number[] = [];
    const onTwo: number[] = [];
    const times: number[] = [];
    for (let round = 0; round < rounds; round += 1) {
      onOne.push(await measureRound(one, 1, times));
      onTwo.push(await measureRound(two, 2, []));
    }
    return {
      runsPerSecond: median(onOne),
      runsPerSecondOnTwoThreads: median(onTwo),
      p50Ms: quantile(times, 0.5),
      p99Ms: quantile(times, 0.99),
      firstRunMs,
      gainedMegabytes: (process.memoryUsage().rss - before) / 1e6,
    };
  } finally {
    await Promise.all([one.close(), two.close()]);
  }
};

/** Runs per second with so many under way at a time; adds what each took. */
const measureRound = async (runner: ScriptRunner, atOnce: number, times: number[]): Promise<number> => {
  const startedAt = performance.now();
  let left = runsPerRound;
  const runInTurn = async (): Promise<void> => {
    while (left > 0) {
      left -= 1;
      times.push(await timeRun(runner));
    }
  };
  await Promise.all(Array.from({ length: atOnce }, runInTurn));
  return (runsPerRound / (performance.now() - startedAt)) * 1000;
};

const timeRun = async (runner: ScriptRunner): Promise<number> => {
  const startedAt = performance.now();
  expectOk(await runner.run({ source, params, now: '2031-05-01T12:00:00.000Z', seed: 'bench', fetch: null }));
  return performance.now() - startedAt;
};

/** One line for people. */
export const describeScripts = (figures: ScriptFigures): string =>
  [
    `scripts: ${figures.runsPerSecond.toFixed(0)} runs/s on one thread`,
    `${figures.runsPerSecondOnTwoThreads.toFixed(0)} on two`,
    `p50 ${figures.p50Ms.toFixed(2)} ms`,
    `p99 ${figures.p99Ms.toFixed(2)} ms`,
    `first run ${figures.firstRunMs.toFixed(0)} ms`,
    `${figures.gainedMegabytes.toFixed(0)} MB gained`,
  ].join(', ');

if (import.meta.main) process.stdout.write(`${describeScripts(await measureScripts())}\n`);
