import { hash, randomBytes } from 'node:crypto';

/** What a stranger presents. A key's prefix tells its API, and live from test, at sight; a link's token is a part of its URL and has none. */
export type TokenPrefix = 'gh_live_' | 'gh_test_' | 'vk_live_' | 'vk_sandbox_' | 'dk_live_' | 'dk_test_' | '';

const tokenBytes = 32;

/** 256 random bits, base64url after the prefix. The token is shown once and never stored: only its hash is. */
export const createToken = (prefix: TokenPrefix): { token: string; hash: Uint8Array } => {
  const token = prefix + randomBytes(tokenBytes).toString('base64url');
  return { token, hash: hashToken(token) };
};

/**
 * SHA-256, plain: a token holds 256 random bits, so there is nothing to guess that a slow or salted hash would protect,
 * and every request pays for it.
 */
export const hashToken = (token: string): Uint8Array => hash('sha256', token, 'buffer');

/** Longer texts are no token of ours and are not worth hashing. */
export const maxTokenLength = 128;
