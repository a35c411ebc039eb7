import { type ChildProcess, type SpawnOptions, spawn, spawnSync } from 'node:child_process';
import { chownSync, existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { Client } from 'pg';
import { findFreePort } from './free-port.ts';

export interface RunningPostgres {
  /** Of a superuser on the server's database `postgres`. */
  readonly url: string;
  /** Ends the server in the midst of its work (its immediate shutdown) and keeps its data. Not for one that was given. */
  halt(): Promise<void>;
  /** Starts it again at the same place after `halt`. */
  resume(): Promise<void>;
  /** Whether it takes connections. */
  isUp(): Promise<boolean>;
  stop(): Promise<void>;
}

export interface PostgresOptions {
  /** Off is faster and fine for tests; a measurement leaves it on. */
  readonly fsync?: boolean;
  /** Where its folder is made; the system's temporary folder by default. */
  readonly parentFolder?: string;
}

const oldestVersion = 15;

const debianFolders = (): string[] => {
  const root = '/usr/lib/postgresql';
  return existsSync(root) ? readdirSync(root).map((version) => join(root, version, 'bin')) : [];
};

const versionOf = (folder: string): number => {
  if (!existsSync(join(folder, 'initdb')) || !existsSync(join(folder, 'postgres'))) return 0;
  const { stdout } = spawnSync(join(folder, 'postgres'), ['--version'], { encoding: 'utf8' });
  return Number(/\) (\d+)/.exec(stdout ?? '')?.[1] ?? 0);
};

/** The folder of the newest server program on this machine, or null. */
export const findPostgres = (): string | null => {
  const folders = [...(process.env.PATH ?? '').split(delimiter).filter(Boolean), ...debianFolders()];
  const found = folders.map((folder) => ({ folder, version: versionOf(folder) }));
  const [newest] = found.filter(({ version }) => version >= oldestVersion).sort((a, b) => b.version - a.version);
  return newest?.folder ?? null;
};

/** The server refuses to run as root; it is given an unprivileged user of the machine then. */
const unprivilegedUser = (): { uid: number; gid: number } | null => {
  if (process.getuid?.() !== 0) return null;
  for (const name of ['postgres', 'nobody']) {
    const [uid, gid] = ['-u', '-g'].map((flag) => spawnSync('id', [flag, name], { encoding: 'utf8' }).stdout.trim());
    if (uid && gid) return { uid: Number(uid), gid: Number(gid) };
  }
  throw new Error('PostgreSQL does not run as root, and there is no user "postgres" or "nobody" to run it as.');
};

/** Runs a program to its end; what it wrote is in the error when it fails. */
const run = (program: string, args: readonly string[], options: SpawnOptions): Promise<void> =>
  new Promise((resolve, reject) => {
    const child = spawn(program, args, { ...options, stdio: ['ignore', 'pipe', 'pipe'] });
    let output = '';
    for (const stream of [child.stdout, child.stderr]) {
      stream?.on('data', (chunk: Buffer) => {
        output += chunk.toString();
      });
    }
    child.once('error', reject);
    child.once('close', (code) =>
      code === 0 ? resolve() : reject(new Error(`${program} failed (${code}):\n${output}`)),
    );
  });

const settings = ({ fsync = false }: PostgresOptions, port: number, folder: string): string[] => [
  ...['-D', join(folder, 'data'), '-p', String(port), '-k', folder],
  ...['-c', 'listen_addresses=127.0.0.1', '-c', 'max_connections=200', '-c', 'shared_buffers=256MB'],
  ...(fsync ? [] : ['-c', 'fsync=off', '-c', 'synchronous_commit=off', '-c', 'full_page_writes=off']),
];

/** Whatever ends this process takes the server with it. */
const stopWith = (folder: string, stop: () => void): (() => void) => {
  const onExit = (): void => {
    stop();
    rmSync(folder, { recursive: true, force: true });
  };
  process.once('exit', onExit);
  return () => process.removeListener('exit', onExit);
};

const startLimitMs = 30_000;
const pauseMs = 50;

const accepts = async (url: string): Promise<boolean> => {
  const client = new Client({ connectionString: url });
  try {
    await client.connect();
    await client.end();
    return true;
  } catch {
    return false;
  }
};

const waitUntilReady = async (url: string, server: ChildProcess): Promise<boolean> => {
  const limit = Date.now() + startLimitMs;
  while (Date.now() < limit && server.exitCode === null) {
    if (await accepts(url)) return true;
    await setTimeout(pauseMs);
  }
  return false;
};

const startIn = async (programs: string, options: PostgresOptions): Promise<RunningPostgres> => {
  const folder = mkdtempSync(join(options.parentFolder ?? tmpdir(), 'gatehouse-postgres-'));
  const user = unprivilegedUser();
  if (user) chownSync(folder, user.uid, user.gid);
  const spawnOptions: SpawnOptions = { cwd: folder, ...user };
  const port = await findFreePort();
  const locale = ['--encoding=UTF8', '--locale=C.UTF-8'];
  await run(
    join(programs, 'initdb'),
    ['-D', join(folder, 'data'), '-U', 'postgres', '-A', 'trust', ...locale],
    spawnOptions,
  );
  const url = `postgres://postgres@127.0.0.1:${port}/postgres`;
  let running = await launch();
  const forget = stopWith(folder, () => running.server.kill('SIGQUIT'));

  async function launch() {
    const server = spawn(join(programs, 'postgres'), settings(options, port, folder), {
      ...spawnOptions,
      stdio: 'ignore',
    });
    const ended = new Promise<void>((resolve) => server.once('close', () => resolve()));
    if (!(await waitUntilReady(url, server))) {
      server.kill('SIGQUIT');
      throw new Error(`PostgreSQL did not start (in ${folder}, code ${server.exitCode}).`);
    }
    return { server, ended };
  }

  const end = async (signal: NodeJS.Signals): Promise<void> => {
    running.server.kill(signal);
    await running.ended;
  };
  return {
    url,
    isUp: () => accepts(url),
    halt: () => end('SIGQUIT'),
    resume: async () => {
      running = await launch();
    },
    stop: async () => {
      forget();
      await end('SIGINT');
      rmSync(folder, { recursive: true, force: true });
    },
  };
};

const notOurs = (): Promise<void> =>
  Promise.reject(new Error('The server that DATABASE_URL names is not ours to stop. Unset DATABASE_URL.'));

/**
 * A PostgreSQL to test against: the server that DATABASE_URL names, or one started on a spare port from the newest
 * server program of the machine, as an unprivileged user, in a temporary folder that goes away with it.
 *
 * @returns null when there is neither
 */
export const startPostgres = async (options: PostgresOptions = {}): Promise<RunningPostgres | null> => {
  const url = process.env.DATABASE_URL;
  if (url) return { url, isUp: () => accepts(url), halt: notOurs, resume: notOurs, stop: async () => {} };
  const programs = findPostgres();
  return programs === null ? null : startIn(programs, options);
};
