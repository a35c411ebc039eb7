import type * as contract from '@gatehouse/core/contract/secret.ts';
import { createList, type List } from '../list.ts';
import type { CallOptions, Send } from '../transport.ts';

export type Secret = contract.SecretAnswer;
export type WrittenSecret = contract.WrittenSecretAnswer;

/** What http nodes send as `{{secret.NAME}}`. A value is never given back. */
export const secrets = (send: Send) => {
  const at = (name: string): string => `/secrets/${encodeURIComponent(name)}`;
  return {
    /** Makes a secret, or replaces its value: `created` says which. */
    write: (name: string, value: string, options?: CallOptions): Promise<WrittenSecret> =>
      send({ method: 'PUT', path: at(name), body: { value } }, options),
    /** By name. */
    list: (options?: CallOptions): List<Secret> => createList(send, '/secrets', {}, options),
    delete: (name: string, options?: CallOptions): Promise<Secret> =>
      send({ method: 'DELETE', path: at(name) }, options),
  };
};
