import { once } from 'node:events';
import { createServer } from 'node:net';
import { fail, ok, type Result } from '@gatehouse/core/result.ts';
import type { Config } from '../config.ts';

/** Asked before anything is written, so that a start which cannot succeed leaves nothing behind. */
export const checkPort = async ({ port, host }: Config): Promise<Result<void, string>> => {
  const server = createServer();
  try {
    server.listen({ port, host, exclusive: true });
    await once(server, 'listening');
    server.close();
    await once(server, 'close');
    return ok(undefined);
  } catch (error) {
    return fail(describeListenError(error, { port, host }));
  }
};

const reasons: ReadonlyMap<string, string> = new Map([
  ['EADDRINUSE', 'another process listens there. Stop that one, or set PORT to a free port'],
  ['EACCES', 'this user may not listen there. Set PORT to one above 1023'],
  ['EADDRNOTAVAIL', 'this machine has no such address. Set HOST to one of its own, such as 127.0.0.1 or 0.0.0.0'],
  ['ENOTFOUND', 'no such host is known. Set HOST to an address, such as 127.0.0.1 or 0.0.0.0'],
]);

export const describeListenError = (error: unknown, { port, host }: Pick<Config, 'port' | 'host'>): string => {
  const code = error instanceof Error && 'code' in error ? String(error.code) : String(error);
  return `The server cannot listen on ${host} port ${port} (${code}): ${reasons.get(code) ?? 'set PORT or HOST to another'}.`;
};
