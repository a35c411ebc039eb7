import { fail } from '@gatehouse/core/result.ts';
import type { ScriptFailure, ScriptRun, ScriptRunner } from '../../domain/check/script-port.ts';
import type { ScriptLimits } from './message.ts';
import { type ScriptThread, startScriptThread } from './script-thread.ts';

export interface ScriptRunnerOptions {
  /** Scripts that run at the same time; one that waits for an answer keeps its thread. */
  readonly threads: number;
  /** For tests: the program of a thread, and after how many runs a thread is replaced. */
  readonly program?: URL;
  readonly runsPerThread?: number;
}

/** The memory that the engine has taken from the system never shrinks: a thread is replaced now and then also where all went well. */
const RUNS_PER_THREAD = 200;

/** The engine does not look at its time within one long step, such as one large allocation: then the thread is ended from outside. */
const SILENCE_MS = 1500;

export const scriptLimits: ScriptLimits = {
  computeMs: 200,
  memoryBytes: 16 * 2 ** 20,
  stackBytes: 256 * 2 ** 10,
  sourceBytes: 64 * 2 ** 10,
  paramsBytes: 2 ** 20,
  resultBytes: 64 * 2 ** 10,
  fetches: 5,
  requestBytes: 64 * 2 ** 10,
  logLines: 20,
  logLineLength: 500,
};

/**
 * Runs scripts in QuickJS (compiled to WebAssembly) on threads of their own, so that neither their computing nor their end
 * disturbs the server. The first threads are started when the first scripts come.
 */
export const createScriptRunner = ({
  threads,
  program = new URL('./script-worker.ts', import.meta.url),
  runsPerThread = RUNS_PER_THREAD,
}: ScriptRunnerOptions): ScriptRunner => {
  const pool = createPool(threads, runsPerThread, () =>
    startScriptThread({ program, limits: scriptLimits, silenceMs: SILENCE_MS }),
  );
  return {
    run: async (script) => {
      const refusal = refuseLarge(script);
      if (refusal !== null) return fail(refusal);
      const thread = await pool.take();
      try {
        return await thread.run(script);
      } finally {
        pool.giveBack(thread);
      }
    },
    close: pool.close,
  };
};

const refuseLarge = ({ source, params }: ScriptRun): ScriptFailure | null => {
  if (Buffer.byteLength(source) > scriptLimits.sourceBytes)
    return { code: 'script_invalid', sentence: `The script has more than ${scriptLimits.sourceBytes} bytes.` };
  if (Buffer.byteLength(JSON.stringify(params)) > scriptLimits.paramsBytes)
    return {
      code: 'script_params_too_large',
      sentence: `What the script would be given has more than ${scriptLimits.paramsBytes} bytes.`,
    };
  return null;
};

interface Pool {
  /** Waits for its turn. Throws when threads cannot be started, or once the pool is closed. */
  take(): Promise<ScriptThread>;
  giveBack(thread: ScriptThread): void;
  close(): Promise<void>;
}

/** At most `size` threads work at a time; one more is kept ready, so that a script need not wait where one was used up. */
const createPool = (size: number, runsPerThread: number, start: () => Promise<ScriptThread>): Pool => {
  const runs = new Map<ScriptThread, number>();
  const idle: ScriptThread[] = [];
  const waiting: PromiseWithResolvers<ScriptThread>[] = [];
  let busy = 0;
  let starting = 0;
  let isClosed = false;

  const remove = (thread: ScriptThread): void => {
    runs.delete(thread);
    void thread.stop();
  };

  const serve = (): void => {
    while (waiting.length > 0 && busy < size) {
      const thread = idle.pop();
      if (thread === undefined) break;
      if (thread.isSpent()) remove(thread);
      else {
        busy += 1;
        waiting.shift()?.resolve(thread);
      }
    }
    const wanted = Math.min(waiting.length, size - busy) + 1;
    while (!isClosed && idle.length + starting < wanted) {
      starting += 1;
      void add();
    }
  };

  const add = async (): Promise<void> => {
    try {
      const thread = await start();
      starting -= 1;
      if (isClosed) return void thread.stop();
      runs.set(thread, 0);
      idle.push(thread);
      serve();
    } catch (error) {
      starting -= 1;
      // Nobody else may come to serve those who wait.
      for (const turn of waiting.splice(0)) turn.reject(error);
    }
  };

  return {
    take: () => {
      if (isClosed) return Promise.reject(closed());
      const turn = Promise.withResolvers<ScriptThread>();
      waiting.push(turn);
      serve();
      return turn.promise;
    },
    giveBack: (thread) => {
      busy -= 1;
      const count = (runs.get(thread) ?? 0) + 1;
      if (isClosed || thread.isSpent() || count >= runsPerThread) remove(thread);
      else {
        runs.set(thread, count);
        idle.push(thread);
      }
      if (!isClosed) serve();
    },
    close: async () => {
      isClosed = true;
      for (const turn of waiting.splice(0)) turn.reject(closed());
      await Promise.all([...runs.keys()].map((thread) => thread.stop()));
    },
  };
};

const closed = (): Error => new Error('The server stops: no more scripts are run.');
