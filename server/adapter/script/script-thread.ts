import { Worker } from 'node:worker_threads';
import { fail, type Result } from '@gatehouse/core/result.ts';
import type { ScriptFailure, ScriptOutcome, ScriptRequest, ScriptRun } from '../../domain/check/script-port.ts';
import { crashed, tookTooLong } from './failure.ts';
import type { FromThread, ScriptLimits, ToThread } from './message.ts';

/** A thread that runs one script after the other. */
export interface ScriptThread {
  run(script: ScriptRun): Promise<Result<ScriptOutcome, ScriptFailure>>;
  /** Not to be used again: dead, or no longer to be trusted. */
  isSpent(): boolean;
  stop(): Promise<void>;
}

export interface ThreadOptions {
  readonly program: URL;
  readonly limits: ScriptLimits;
  /** How long a thread may say nothing while it computes, before it is ended from outside. */
  readonly silenceMs: number;
}

/** What the thread's words are for: one run at a time. */
interface CurrentRun {
  readonly script: ScriptRun;
  readonly number: number;
  /** Ends the fetches that nobody waits for any more. */
  readonly over: AbortController;
  settle(outcome: Result<ScriptOutcome, ScriptFailure>): void;
  answers: number;
  silence: NodeJS.Timeout | null;
}

/** Starts a thread; gives it once its engine is loaded. Throws when it cannot be started. */
export const startScriptThread = async ({ program, limits, silenceMs }: ThreadOptions): Promise<ScriptThread> => {
  const worker = new Worker(program, {
    // Nothing of the server's own: no variables, no arguments, no input.
    env: {},
    argv: [],
    stdin: true,
    workerData: limits,
    resourceLimits: { maxOldGenerationSizeMb: 64 },
  });
  let isSpent = false;
  let runCount = 0;
  let current: CurrentRun | null = null;
  const tell = (message: ToThread): void => worker.postMessage(message);

  const settle = (outcome: Result<ScriptOutcome, ScriptFailure>): void => {
    const run = current;
    current = null;
    if (run === null) return;
    if (run.silence !== null) clearTimeout(run.silence);
    run.over.abort();
    worker.unref();
    run.settle(outcome);
  };

  const listen = (run: CurrentRun): void => {
    if (run.silence !== null) clearTimeout(run.silence);
    run.silence = setTimeout(() => {
      isSpent = true;
      settle(fail(tookTooLong(limits.computeMs)));
      void worker.terminate();
    }, limits.computeMs + silenceMs);
  };

  const answer = async (run: CurrentRun, call: number, request: ScriptRequest): Promise<void> => {
    const fetched = await fetchFor(run, request);
    if (current !== run) return;
    listen(run);
    run.answers += 1;
    tell({ type: 'answer', run: run.number, call, answer: fetched });
  };

  const hear = (run: CurrentRun, message: FromThread): void => {
    if (message.type === 'fetch') void answer(run, message.call, message.request);
    // An answer may be on its way to a thread that says it waits: then it computes again.
    if (message.type === 'waiting' && message.answers === run.answers && run.silence !== null)
      clearTimeout(run.silence);
    if (message.type !== 'done') return;
    isSpent ||= message.isSpent;
    settle(message.outcome);
  };

  worker.on('message', (message: FromThread) => {
    if (current !== null) hear(current, message);
  });
  const die = (): void => {
    isSpent = true;
    settle(fail(crashed));
  };
  worker.on('exit', die);
  await untilReady(worker);
  worker.on('error', die);
  worker.unref();

  return {
    run: (script) =>
      new Promise((resolve) => {
        runCount += 1;
        const run = {
          script,
          number: runCount,
          over: new AbortController(),
          settle: resolve,
          answers: 0,
          silence: null,
        };
        current = run;
        if (isSpent) return settle(fail(crashed));
        worker.ref();
        listen(run);
        const { fetch, ...rest } = script;
        tell({ type: 'run', run: runCount, script: { ...rest, hasFetch: fetch !== null } });
      }),
    isSpent: () => isSpent,
    stop: async () => {
      isSpent = true;
      await worker.terminate();
    },
  };
};

const untilReady = (worker: Worker): Promise<void> =>
  new Promise((resolve, reject) => {
    worker.once('message', () => resolve());
    worker.once('error', reject);
    worker.once('exit', () => reject(new Error('The thread for scripts ended before it was ready.')));
  });

/** A failure of ours is no concern of the script, which hears only that the fetch did not work. */
const fetchFor = async (run: CurrentRun, request: ScriptRequest): ReturnType<NonNullable<ScriptRun['fetch']>> => {
  if (run.script.fetch === null) return fail('This script has no fetch.');
  try {
    return await run.script.fetch(request, run.over.signal);
  } catch {
    return fail('The request could not be sent for a technical reason.');
  }
};
