import { createPrivateKey, createPublicKey, generateKeyPairSync, type KeyObject } from 'node:crypto';
import type { Scope } from '../../db/scope.ts';
import type { DomainContext } from '../context.ts';
import { getServerKey, type ServerKey } from '../sealing/server-key.ts';

/** What a login may be given. Stable: tokens and rows keep these words. */
export const loginPermissions = [
  'workflow.create',
  'workflow.manage',
  'workflow.instance.view',
  'community.admin',
] as const;

export type LoginPermission = (typeof loginPermissions)[number];

/** Whom a token stands for, and what it may do. */
export interface Login {
  readonly scope: Scope;
  readonly userId: string;
  readonly loginId: string;
  readonly permissions: ReadonlySet<string>;
  readonly expiresAt: Date;
}

/** ECDSA on P-256 with SHA-256 (RFC 7518, 3.4): the one algorithm that is made and taken. */
export const loginAlgorithm = 'ES256';

/** Whom the tokens are for. */
export const loginAudience = 'onekosmos';

export interface LoginKeys {
  readonly publicKey: KeyObject;
  readonly privateKey: KeyObject;
}

const read = new WeakMap<ServerKey, LoginKeys>();

/** The key pair that tokens are signed with; it outlives restarts. */
export const getLoginKeys = async (
  context: Pick<DomainContext, 'database' | 'sealing' | 'now'>,
): Promise<LoginKeys> => {
  const stored = await getServerKey(context, 'login', makeKeys);
  const known = read.get(stored);
  if (known !== undefined) return known;
  const keys = {
    publicKey: createPublicKey({ key: Buffer.from(stored.publicKey), format: 'der', type: 'spki' }),
    privateKey: createPrivateKey({ key: Buffer.from(stored.secret), format: 'der', type: 'pkcs8' }),
  };
  read.set(stored, keys);
  return keys;
};

const makeKeys = (): ServerKey => {
  const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  return {
    publicKey: publicKey.export({ format: 'der', type: 'spki' }),
    secret: privateKey.export({ format: 'der', type: 'pkcs8' }),
  };
};
