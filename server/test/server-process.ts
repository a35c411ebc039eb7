import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';

const main = join(import.meta.dirname, '../main.ts');
const command = join(import.meta.dirname, '../bin/gatehouse.mjs');

/** A server in a process of its own, as an operator starts it. */
export interface ServerProcess {
  readonly child: ChildProcess;
  /** What it printed so far, both streams. */
  output(): string;
  /** Resolves once it is ready, or has ended. */
  readonly settled: Promise<void>;
  /** Its exit code, or the signal that ended it. */
  readonly ended: Promise<number | NodeJS.Signals>;
}

/** A test that ends early leaves no server behind. */
const children: ChildProcess[] = [];
process.once('exit', () => {
  for (const child of children) child.kill('SIGKILL');
});

/** The child is given these variables and nothing of the tests' own, but for the way to programs. */
export const startServerProcess = (
  environment: Readonly<Record<string, string>>,
  role: 'api' | 'worker' | null = null,
): ServerProcess => {
  const program = role === null ? [main] : [command, 'serve', '--role', role];
  const child = spawn(process.execPath, program, {
    env: { PATH: process.env.PATH, LOG_LEVEL: 'warn', ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let printed = '';
  const { promise: settled, resolve: settle } = Promise.withResolvers<void>();
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (chunk: Buffer) => {
      printed += chunk.toString();
      if (/^ {2}demo |is ready as a worker/m.test(printed)) settle();
    });
  }
  const closed: Promise<unknown[]> = once(child, 'close');
  const ended = closed.then(() => child.exitCode ?? child.signalCode ?? 'SIGKILL');
  void ended.then(() => settle());
  children.push(child);
  return { child, output: () => printed, settled, ended };
};
