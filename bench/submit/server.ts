import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, openSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { findFreePort } from '../../scripts/free-port.ts';
import { environmentOf, type Place } from '../../scripts/place.ts';
import { root } from '../../server/start/pages.ts';

export interface BenchServer {
  readonly port: number;
  readonly pid: number;
  /** From the start of the process until it answered a first request. */
  readonly startMs: number;
  stop(): Promise<void>;
}

const startLimitMs = 60_000;

/** The product as `npm start` runs it, in a process of its own; its log goes to a file, as a service manager has it. */
export const startBenchServer = async (
  place: Place,
  environment: Readonly<Record<string, string>> = {},
  role: 'all' | 'api' | 'worker' = 'all',
): Promise<BenchServer> => {
  const port = await findFreePort();
  const logFile = join(place.dataDir, `server-${port}.log`);
  const log = openSync(logFile, 'a');
  const start = performance.now();
  const child = spawn(process.execPath, [join(root, 'server/bin/gatehouse.mjs'), 'serve', '--role', role], {
    env: {
      PATH: process.env.PATH,
      ...environmentOf(place),
      PORT: String(port),
      RATE_LIMIT_LINK_PER_MINUTE: '0',
      RATE_LIMIT_KEY_PER_MINUTE: '0',
      ...environment,
    },
    stdio: ['ignore', log, log],
  });
  closeSync(log);
  const stopWithUs = (): void => void child.kill('SIGKILL');
  process.once('exit', stopWithUs);
  while (!(await (role === 'worker' ? works(logFile) : answers(port)))) {
    if (child.exitCode !== null || performance.now() - start > startLimitMs) {
      throw new Error(`The server did not start:\n${readFileSync(logFile, 'utf8')}`);
    }
    await setTimeout(5);
  }
  return {
    port,
    pid: child.pid ?? 0,
    startMs: performance.now() - start,
    stop: async () => {
      process.removeListener('exit', stopWithUs);
      const ended = once(child, 'exit');
      child.kill('SIGTERM');
      await ended;
    },
  };
};

/** A worker serves no requests; its log says when it is ready. */
const works = async (logFile: string): Promise<boolean> => readFileSync(logFile, 'utf8').includes('ready as a worker');

const answers = async (port: number): Promise<boolean> => {
  try {
    return (await fetch(`http://127.0.0.1:${port}/api/health`)).ok;
  } catch {
    return false;
  }
};
