import type * as contract from '@gatehouse/core/contract/key.ts';
import type { z } from 'zod';
import { createList, type List } from '../list.ts';
import type { CallOptions, Send } from '../transport.ts';

export type Key = contract.KeyAnswer;
export type CreatedKey = contract.CreatedKeyAnswer;
export type NewKey = z.input<typeof contract.createKeyRequest>;

/** Credentials of programs. */
export const keys = (send: Send) => {
  const at = (id: string, rest = ''): string => `/keys/${encodeURIComponent(id)}${rest}`;
  return {
    /** The token is in this answer and nowhere else. */
    create: (body: NewKey, options?: CallOptions): Promise<CreatedKey> =>
      send({ method: 'POST', path: '/keys', body }, options),
    get: (id: string, options?: CallOptions): Promise<Key> => send({ method: 'GET', path: at(id) }, options),
    /** Revoked ones too, newest first. */
    list: (options?: CallOptions): List<Key> => createList(send, '/keys', {}, options),
    /** A new token with the same rights; the old one still works for `overlapSeconds`. */
    rotate: (
      id: string,
      body: z.input<typeof contract.rotateKeyRequest> = {},
      options?: CallOptions,
    ): Promise<CreatedKey> => send({ method: 'POST', path: at(id, '/rotate'), body }, options),
    revoke: (id: string, options?: CallOptions): Promise<Key> =>
      send({ method: 'POST', path: at(id, '/revoke') }, options),
  };
};
