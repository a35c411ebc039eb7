import { once } from 'node:events';
import { chmodSync, rmSync } from 'node:fs';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { text } from 'node:stream/consumers';
import type { DatabaseWork } from '../cli/command.ts';
import type { DomainContext } from '../domain/context.ts';
import type { Logger } from '../log.ts';
import { askControl } from './client.ts';
import { type ControlMessage, controlRequest } from './message.ts';
import { runWork } from './run-work.ts';
import { openSocketPath } from './socket-path.ts';

export interface ControlOptions {
  readonly dataDir: string;
  readonly context: DomainContext;
  readonly works: ReadonlyMap<string, DatabaseWork>;
  readonly logger: Logger;
}

export interface Control {
  close(): Promise<void>;
}

/** Others of this machine's users must not reach the socket, not even between its making and a change of its mode. */
const OWNER_ONLY = 0o600;

/**
 * Lets commands on this machine work through the running server, over a socket in the data folder that only its owner
 * may open. Null when another process that shares the folder serves them already.
 */
export const startControl = async (options: ControlOptions): Promise<Control | null> => {
  if ((await askControl(options.dataDir, { command: 'ping', args: [] })) !== null) return null;
  const path = openSocketPath(options.dataDir);
  // A killed server leaves its socket behind; nobody listens there any more.
  rmSync(path.file, { force: true });
  const server = createServer((request, response) => void answer(options, request, response));
  const umask = process.umask(~OWNER_ONLY & 0o777);
  try {
    server.listen(path.address);
  } finally {
    process.umask(umask);
  }
  await once(server, 'listening');
  chmodSync(path.file, OWNER_ONLY);
  return {
    close: async () => {
      server.close();
      server.closeAllConnections();
      await once(server, 'close');
      rmSync(path.file, { force: true });
      path.release();
    },
  };
};

const answer = async (options: ControlOptions, request: IncomingMessage, response: ServerResponse): Promise<void> => {
  const gone = new AbortController();
  response.once('close', () => gone.abort());
  const send = async (message: ControlMessage): Promise<void> => {
    if (gone.signal.aborted || response.write(`${JSON.stringify(message)}\n`)) return;
    await Promise.race([once(response, 'drain'), once(response, 'close')]);
  };
  response.writeHead(200, { 'content-type': 'application/jsonl' });
  try {
    await send({ exit: await runRequest(options, await text(request), send, gone.signal) });
  } catch (error) {
    options.logger.error({ err: error }, 'a command through the control socket failed');
    await send({ complain: 'The command failed inside the server; its log says why.' });
    await send({ exit: 1 });
  }
  response.end();
};

const runRequest = async (
  { context, works }: ControlOptions,
  body: string,
  send: (message: ControlMessage) => Promise<void>,
  signal: AbortSignal,
): Promise<number> => {
  const { command, args } = controlRequest.parse(JSON.parse(body));
  if (command === 'ping') return 0;
  const output = {
    print: (line: string) => send({ print: line }),
    complain: (line: string) => send({ complain: line }),
  };
  const work = works.get(command);
  if (work !== undefined) return runWork(work, context, args, output, signal);
  await output.complain(
    `The running server does not know the command ${command}: it is of another release. Restart it.`,
  );
  return 1;
};
