import type { Environment, Scope } from '../../db/scope.ts';
import type { CredentialKind } from '../credential/credential.queries.ts';
import { createToken, type TokenPrefix } from '../credential/token.ts';

/** Whose API a key is for. */
export type KeyApi = 'native' | 'onekosmos' | 'verifa' | 'deepidv';

/** An API whose keys have scopes, and whose tokens nobody is shown again. */
export type TokenApi = Exclude<KeyApi, 'onekosmos'>;

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

/** As the vendors' own keys begin, where that is known: programs look at it. */
const prefixes: Readonly<Record<TokenApi, Readonly<Record<Environment, TokenPrefix>>>> = {
  native: { live: 'gh_live_', test: 'gh_test_' },
  verifa: { live: 'vk_live_', test: 'vk_sandbox_' },
  deepidv: { live: 'dk_live_', test: 'dk_test_' },
};

export const tokenForm = (api: TokenApi, { environment }: Scope): KeyForm => {
  const prefix = prefixes[api][environment];
  const { token } = createToken(prefix);
  return { api, level: null, kind: 'key', token, hint: hintOf(prefix, token), secret: null };
};

/** What does not begin as a key of the API does is not worth a look-up. */
export const isTokenOf = (api: TokenApi, token: string): boolean =>
  Object.values(prefixes[api]).some((prefix) => token.startsWith(prefix));

/** Null for an API whose keys are made another way, and for a word that is none. */
export const readTokenApi = (word: string): TokenApi | null =>
  word === 'native' || word === 'verifa' || word === 'deepidv' ? word : null;

export const hintOf = (prefix: string, token: string): string => `${prefix}…${token.slice(-HINT_END)}`;

/** What a key's token is found as. */
export const kindOf = (api: string): KeyForm['kind'] => (api === 'onekosmos' ? 'licence' : 'key');
