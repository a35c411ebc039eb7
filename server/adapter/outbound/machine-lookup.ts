import { lookup } from 'node:dns/promises';
import type { ResolveName } from './resolve-name.ts';

/** Node has the machine look names up on two of the four threads that files and ciphers share. */
const MAX_LOOKUPS = 2;

const lookUp: ResolveName = async (hostname) => {
  const found = await lookup(hostname, { all: true, order: 'verbatim' });
  return found.map(({ address }) => address);
};

/** Looks names up as the machine does, two at a time; who asks for the same name meanwhile shares its answer. */
export const createMachineLookup = (ask: ResolveName = lookUp): ResolveName => {
  const underWay = new Map<string, Promise<readonly string[]>>();
  const waiting: (() => void)[] = [];
  let running = 0;

  const inTurn: ResolveName = async (hostname) => {
    if (running < MAX_LOOKUPS) running += 1;
    else await new Promise<void>((resolve) => waiting.push(resolve));
    try {
      return await ask(hostname);
    } finally {
      underWay.delete(hostname);
      const next = waiting.shift();
      if (next === undefined) running -= 1;
      else next();
    }
  };

  return (hostname) => {
    const found = underWay.get(hostname) ?? inTurn(hostname);
    underWay.set(hostname, found);
    return found;
  };
};
