import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import type { LoadAnswer, LoadOptions, LoadRequest } from './load-message.ts';

export interface Load {
  /** Sends as fast as answers come, or at a steady rate; `headers` are further header lines, each with its end. */
  run(seconds: number, perSecond?: number | null, headers?: string): Promise<LoadAnswer>;
  close(): void;
}

/** Starts the load generator in a process of its own, with its connections open. */
export const startLoad = async (options: LoadOptions): Promise<Load> => {
  const child = fork(join(import.meta.dirname, 'load-process.ts'), { serialization: 'advanced', execArgv: [] });
  await ask(child, { kind: 'open', options });
  return {
    run: async (seconds, perSecond = null, headers = '') => {
      const [answer]: LoadAnswer[] = await ask(child, { kind: 'run', seconds, perSecond, headers });
      if (answer === undefined) throw new Error('The load generator gave no answer.');
      return answer;
    },
    close: () => child.disconnect(),
  };
};

const ask = async (child: ChildProcess, request: LoadRequest) => {
  const answered = once(child, 'message', { signal: AbortSignal.timeout(300_000) });
  child.send(request);
  return answered;
};
