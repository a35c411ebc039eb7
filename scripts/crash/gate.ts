import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { z } from 'zod';
import { type ServerProcess, startServerProcess } from '../../server/test/server-process.ts';
import { findFreePort } from '../free-port.ts';
import { environmentOf, type Place } from '../place.ts';

/** After a fault that lasts longer it is no recovery. */
const startLimitMs = 60_000;

/** A server process that can be killed and started again at the same port on the same data. */
export interface Gate {
  /** Null for a worker, which serves no requests. */
  readonly baseUrl: string | null;
  /** Starts it, and again with growing pauses while it ends by itself, as a service manager does. */
  start(): Promise<void>;
  kill(): Promise<void>;
  stop(): Promise<void>;
  /** Whether its process lives. */
  isUp(): boolean;
  /** What its processes printed. */
  output(): string;
}

export interface GateOptions {
  /** Null for a process that does everything. */
  readonly role?: 'api' | 'worker' | null;
  readonly environment?: Readonly<Record<string, string>>;
}

export const openGate = async (place: Place, { role = null, environment = {} }: GateOptions = {}): Promise<Gate> => {
  const port = await findFreePort();
  const baseUrl = `http://127.0.0.1:${port}`;
  const settings = {
    ...environmentOf(place),
    PORT: String(port),
    BASE_URL: baseUrl,
    LOG_LEVEL: 'error',
    RATE_LIMIT_LINK_PER_MINUTE: '0',
    RATE_LIMIT_KEY_PER_MINUTE: '0',
    DOCUMENT_THREADS: '1',
    ...environment,
  };
  let server: ServerProcess | null = null;
  let isWanted = false;
  const printed: string[] = [];

  const launch = async (): Promise<boolean> => {
    server = startServerProcess(settings, role);
    await server.settled;
    return server.child.exitCode === null && server.child.signalCode === null;
  };

  const end = async (signal: NodeJS.Signals): Promise<void> => {
    isWanted = false;
    if (server === null) return;
    server.child.kill(signal);
    await server.ended;
    printed.push(server.output());
    server = null;
  };

  return {
    baseUrl: role === 'worker' ? null : baseUrl,
    start: async () => {
      isWanted = true;
      const limit = performance.now() + startLimitMs;
      for (let pauseMs = 100; isWanted && !(await launch()); pauseMs = Math.min(2_000, pauseMs * 2)) {
        printed.push(server?.output() ?? '');
        if (performance.now() > limit) throw new Error(`The server does not start:\n${printed.slice(-2).join('')}`);
        await setTimeout(pauseMs);
      }
    },
    kill: () => end('SIGKILL'),
    stop: () => end('SIGTERM'),
    isUp: () => server !== null && server.child.exitCode === null && server.child.signalCode === null,
    output: () => [...printed, server?.output() ?? ''].join(''),
  };
};

const credentials = z.object({
  keys: z.object({ live: z.string() }),
  demo: z.object({ workflowId: z.string() }),
});

/** What the first start left for its operator. */
export const readCredentials = ({ dataDir }: Place): { key: string; demoWorkflowId: string } => {
  const { keys, demo } = credentials.parse(JSON.parse(readFileSync(join(dataDir, 'credentials.json'), 'utf8')));
  return { key: keys.live, demoWorkflowId: demo.workflowId };
};
