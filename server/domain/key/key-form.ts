import type { Scope } from '../../db/scope.ts';
import type { CredentialKind } from '../credential/credential.queries.ts';
import { createToken } from '../credential/token.ts';

/** Whose API a key is for. */
export type KeyApi = 'native' | 'onekosmos' | 'verifa' | 'deepidv';

/** What depends on the API that a key is for: how its token looks, and what is kept of it beside the hash. */
export interface KeyForm {
  readonly api: KeyApi;
  /** The word for what it may do where the API has levels instead of scopes. */
  readonly level: string | null;
  readonly kind: Extract<CredentialKind, 'key' | 'licence'>;
  readonly token: string;
  /** What a list may show of the token, so that a person tells keys apart. */
  readonly hint: string;
  /** The token, sealed, where the API shows it again. */
  readonly secret: Uint8Array | null;
}

/** Makes the form of the key with this id. */
export type MakeForm = (id: string) => KeyForm;

/** Characters at a token's end that a list may show. */
const HINT_END = 4;

export const nativeForm = ({ environment }: Scope): KeyForm => {
  const prefix = `gh_${environment}_` as const;
  const { token } = createToken(prefix);
  return { api: 'native', level: null, kind: 'key', token, hint: hintOf(prefix, token), secret: null };
};

export const hintOf = (prefix: string, token: string): string => `${prefix}…${token.slice(-HINT_END)}`;

/** What a key's token is found as. */
export const kindOf = (api: string): KeyForm['kind'] => (api === 'onekosmos' ? 'licence' : 'key');
