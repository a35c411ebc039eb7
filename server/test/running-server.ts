import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { findFreePort } from '../../scripts/free-port.ts';
import { root } from '../start/pages.ts';

/** The product as `npm start` runs it, with a folder and a port of its own. */
export interface RunningServer {
  readonly baseUrl: string;
  /** An API key of the live environment. */
  readonly liveKey: string;
  /** For programs of the 1Kosmos API. */
  readonly oneKosmos: OneKosmosCredentials;
  /** A new session of the demo workflow, with the link for the person. */
  createSession(): Promise<{ readonly id: string; readonly url: string }>;
  /** Stops the server clean and deletes its folder. */
  close(): Promise<void>;
}

export interface OneKosmosCredentials {
  readonly tenantId: string;
  readonly communityId: string;
  readonly licenses: { readonly service_ext: string };
}

interface Credentials {
  readonly keys: { readonly live: string };
  readonly onekosmos: OneKosmosCredentials;
  readonly demo: { readonly workflowId: string };
}

/** With further settings, where a test needs them. */
export const startServer = async (settings: Readonly<Record<string, string>> = {}): Promise<RunningServer> => {
  const dataDir = await mkdtemp(join(tmpdir(), 'gatehouse-server-'));
  const port = await findFreePort();
  const baseUrl = `http://127.0.0.1:${port}`;
  const child = spawn(process.execPath, ['server/main.ts'], {
    cwd: root,
    env: {
      ...process.env,
      PORT: String(port),
      HOST: '127.0.0.1',
      BASE_URL: baseUrl,
      DATA_DIR: dataDir,
      LOG_LEVEL: 'warn',
      ...settings,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  await untilReady(child);
  const { keys, demo, onekosmos }: Credentials = JSON.parse(await readFile(join(dataDir, 'credentials.json'), 'utf8'));
  return {
    baseUrl,
    liveKey: keys.live,
    oneKosmos: onekosmos,
    createSession: () => createSession(baseUrl, keys.live, demo.workflowId),
    close: async () => {
      const closed = once(child, 'close');
      child.kill('SIGTERM');
      await closed;
      await rm(dataDir, { recursive: true });
    },
  };
};

const createSession = async (
  baseUrl: string,
  key: string,
  workflowId: string,
): Promise<{ readonly id: string; readonly url: string }> => {
  const response = await fetch(`${baseUrl}/api/sessions`, {
    method: 'POST',
    headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
    body: JSON.stringify({ workflowId, entity: { kind: 'person' } }),
  });
  if (!response.ok) throw new Error(`No session was made: ${await response.text()}`);
  const created: { id: string; url: string } = JSON.parse(await response.text());
  return created;
};

/** Resolves once the server says that it is ready; rejects with what it said where it ends before. */
const untilReady = (child: ChildProcess): Promise<void> =>
  new Promise((resolve, reject) => {
    let said = '';
    const listen = (chunk: Buffer) => {
      said += chunk.toString();
      if (said.includes(' is ready at ')) resolve();
    };
    child.stdout?.on('data', listen);
    child.stderr?.on('data', listen);
    child.once('exit', (code) => reject(new Error(`The server ended with code ${code}:\n${said}`)));
  });
