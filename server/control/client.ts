import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { type IncomingMessage, request } from 'node:http';
import { createInterface } from 'node:readline';
import type { z } from 'zod';
import { type ControlMessage, controlMessage, type controlRequest } from './message.ts';
import { openSocketPath, type SocketPath } from './socket-path.ts';

/**
 * Asks the server that runs on a data folder. Null when none does: there is no socket, or the one that a killed server
 * left behind.
 */
export const askControl = async (
  dataDir: string,
  body: z.infer<typeof controlRequest>,
): Promise<AsyncGenerator<ControlMessage> | null> => {
  if (!existsSync(dataDir)) return null;
  const path = openSocketPath(dataDir);
  try {
    const asked = request({ socketPath: path.address, method: 'POST', path: '/', agent: false });
    asked.end(JSON.stringify(body));
    const [response]: unknown[] = await once(asked, 'response');
    return readMessages(response as IncomingMessage, path);
  } catch (error) {
    path.release();
    if (isNobodyThere(error)) return null;
    throw error;
  }
};

/** Whether a server runs on a data folder. */
export const isServerRunning = async (dataDir: string): Promise<boolean> => {
  const answer = await askControl(dataDir, { command: 'ping', args: [] });
  if (answer === null) return false;
  for await (const _message of answer);
  return true;
};

async function* readMessages(response: IncomingMessage, path: SocketPath): AsyncGenerator<ControlMessage> {
  try {
    for await (const line of createInterface({ input: response })) yield controlMessage.parse(JSON.parse(line));
  } finally {
    response.destroy();
    path.release();
  }
}

const isNobodyThere = (error: unknown): boolean =>
  error instanceof Error && 'code' in error && ['ENOENT', 'ECONNREFUSED'].includes(String(error.code));
