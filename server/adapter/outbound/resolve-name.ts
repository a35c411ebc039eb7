import { Resolver } from 'node:dns/promises';
import { findInHostsFile } from './hosts-file.ts';
import { createMachineLookup } from './machine-lookup.ts';

/** All addresses of a name. Throws what Node throws where it has none. */
export type ResolveName = (hostname: string) => Promise<readonly string[]>;

export interface NameResolverOptions {
  /** Name servers as `address:port`; the machine's own when left out. */
  readonly servers?: readonly string[];
  readonly hostsFile?: string;
  /** For asking the name servers about one name. */
  readonly timeMs?: number;
  /** Asked about names that the name servers do not know. */
  readonly lookUp?: ResolveName;
}

/**
 * The hosts file first, then the name servers. These are asked directly: what a machine has for looking names up waits for
 * one that never answers on a thread, of which there are few, and the names of others would wait behind it. It is asked
 * only about names that the servers do not know: they may be whole with a search domain, or known by another service.
 */
export const createNameResolver = ({
  servers,
  hostsFile = '/etc/hosts',
  timeMs = 5000,
  lookUp = createMachineLookup(),
}: NameResolverOptions = {}): ResolveName => {
  return async (hostname) => {
    const name = hostname.replace(/\.$/, '');
    const own = await findInHostsFile(hostsFile, name);
    if (own.length > 0) return own;
    // Never a question for a name server (RFC 6761, 6.3).
    if (/^(.+\.)?localhost$/i.test(name)) return ['127.0.0.1', '::1'];
    try {
      return await askServers(name, { servers, timeMs });
    } catch (error) {
      if (!isUnknown(error)) throw error;
      return lookUp(hostname);
    }
  };
};

const askServers = async (
  name: string,
  { servers, timeMs }: { readonly servers: readonly string[] | undefined; readonly timeMs: number },
): Promise<readonly string[]> => {
  const resolver = new Resolver({ timeout: Math.ceil(timeMs / 4), tries: 2 });
  if (servers !== undefined) resolver.setServers(servers);
  const timer = setTimeout(() => resolver.cancel(), timeMs);
  try {
    const answers = await Promise.allSettled([resolver.resolve4(name), resolver.resolve6(name)]);
    const found = answers.flatMap((answer) => (answer.status === 'fulfilled' ? answer.value : []));
    if (found.length > 0) return found;
    const errors = answers.flatMap((answer) => (answer.status === 'rejected' ? [answer.reason] : []));
    throw errors.find((error) => !isUnknown(error)) ?? errors[0];
  } finally {
    clearTimeout(timer);
  }
};

/** No such name, no address of it, or nobody to ask on this machine. */
const isUnknown = (error: unknown): boolean =>
  error instanceof Error &&
  'code' in error &&
  (error.code === 'ENOTFOUND' || error.code === 'ENODATA' || error.code === 'ECONNREFUSED');
