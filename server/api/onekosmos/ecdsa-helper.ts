import type { KeyObject } from 'node:crypto';
import { fail, ok, type Result } from '@gatehouse/core/result.ts';
import { type DomainError, domainError } from '../../errors.ts';
import {
  decryptText,
  deriveSecret,
  encryptText,
  openPrivateKey,
  openPublicKey,
  readPrivateKey,
  readPublicKey,
} from './cipher.ts';

export interface HelperInput {
  readonly dataStr: string;
  readonly publicKey: string;
  readonly privateKey: string;
}

const wrong = (member: string, sentence: string): DomainError =>
  domainError('request_invalid', 'The body is not valid.', [
    { pointer: `/${member}`, code: 'invalid_value', sentence },
  ]);

/**
 * Encrypts or decrypts a text between two keys that the caller gives. Nothing of it is kept, not even what is derived: one
 * of the keys is private.
 */
export const helpWithText = (
  method: 'encrypt' | 'decrypt',
  { dataStr, publicKey, privateKey }: HelperInput,
): Result<string, DomainError> => {
  const secret = secretBetween(privateKey, publicKey);
  if (!secret.ok) return secret;
  if (method === 'encrypt') return ok(encryptText(secret.value, dataStr));
  const text = decryptText(secret.value, dataStr);
  return text === null ? fail(wrong('dataStr', 'This cannot be decrypted with these keys.')) : ok(text);
};

const secretBetween = (privateText: string, publicText: string): Result<KeyObject, DomainError> => {
  const point = readPublicKey(publicText);
  const publicKey = point === null ? null : openPublicKey(point);
  if (publicKey === null) return fail(wrong('publicKey', 'This is not a public key: base64 of 64 bytes on secp256k1.'));
  const scalar = readPrivateKey(privateText);
  const privateKey = scalar === null ? null : openPrivateKey(scalar);
  if (privateKey === null)
    return fail(wrong('privateKey', 'This is not a private key: base64 of a scalar of secp256k1.'));
  return ok(deriveSecret(privateKey, publicKey));
};
