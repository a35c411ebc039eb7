import { lookup } from 'node:dns/promises';

/** All addresses of a name. Throws what Node throws where it has none. */
export type ResolveName = (hostname: string) => Promise<readonly string[]>;

/** Node looks names up on four threads that files and ciphers share: names that never answer may hold this many of them. */
const MAX_LOOKUPS = 2;

/** Looks names up as the machine does, its hosts file included. */
export const createNameResolver = (): ResolveName => {
  const waiting: (() => void)[] = [];
  let running = 0;
  return async (hostname) => {
    if (running < MAX_LOOKUPS) running += 1;
    else await new Promise<void>((resolve) => waiting.push(resolve));
    try {
      const found = await lookup(hostname, { all: true, order: 'verbatim' });
      return found.map(({ address }) => address);
    } finally {
      const next = waiting.shift();
      if (next === undefined) running -= 1;
      else next();
    }
  };
};
