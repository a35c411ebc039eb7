import type { Database } from '../../db/client.ts';
import type { DomainContext } from '../context.ts';
import type { Sealing } from './sealing.ts';
import { findServerKeyUnscoped, insertServerKeyUnscoped, type ServerKeyRow } from './server-key.queries.ts';

/** A key pair of the installation, each half in the form that its user chose. */
export interface ServerKey {
  readonly publicKey: Uint8Array;
  readonly secret: Uint8Array;
}

type KeyContext = Pick<DomainContext, 'database' | 'sealing' | 'now'>;

/** A key pair never changes once it is there. By database, so that two of them in one process have their own. */
const caches = new WeakMap<Database, Map<string, Promise<ServerKey>>>();

/**
 * The key pair of this name, made by `make` when nobody has asked for it before. All processes on one database and all
 * restarts are given the same one: of several that make it at once the first writer wins.
 */
export const getServerKey = (context: KeyContext, name: string, make: () => ServerKey): Promise<ServerKey> => {
  const cache = cacheOf(context.database);
  const known = cache.get(name);
  if (known !== undefined) return known;
  const read = readOrMake(context, name, make);
  cache.set(name, read);
  // A database that was away is asked again the next time.
  read.catch(() => cache.delete(name));
  return read;
};

const readOrMake = async (context: KeyContext, name: string, make: () => ServerKey): Promise<ServerKey> => {
  const { database, sealing, now } = context;
  const present = await findServerKeyUnscoped(database.unscoped, name);
  if (present !== undefined) return open(sealing, name, present);
  const { publicKey, secret } = make();
  const { dataKey, wrapped } = sealing.createDataKey(dataKeyId(name));
  await insertServerKeyUnscoped(database.unscoped, {
    name,
    publicKey,
    secret: sealing.seal(dataKey, purposeOf(name), secret),
    wrapped,
    sealingKeyId: sealing.sealingKeyId,
    createdAt: now(),
  });
  const written = await findServerKeyUnscoped(database.unscoped, name);
  if (written === undefined) throw new Error(`The key pair ${name} of the server was written and is not there.`);
  return open(sealing, name, written);
};

const open = (sealing: Sealing, name: string, row: ServerKeyRow): ServerKey => ({
  publicKey: row.public_key,
  secret: sealing.open(sealing.openDataKey(dataKeyId(name), row.wrapped), purposeOf(name), row.secret),
});

/** What the data key of a key pair is wrapped as; a rotation of the master key needs it too. */
export const dataKeyId = (name: string): string => `server_key:${name}`;

const purposeOf = (name: string): string => `server_key:${name}`;

const cacheOf = (database: Database): Map<string, Promise<ServerKey>> => {
  const known = caches.get(database);
  if (known !== undefined) return known;
  const made = new Map<string, Promise<ServerKey>>();
  caches.set(database, made);
  return made;
};
