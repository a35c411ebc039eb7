import type { CreatedKeyAnswer, CreateKeyRequest, KeyAnswer } from '@gatehouse/core/contract/key.ts';
import type { Environment } from '../../db/scope.ts';
import type { GrantInput } from '../../domain/key/grant-key.ts';
import type { KeyRecord } from '../../domain/key/list-keys.ts';

export const toKey = (key: KeyRecord, environment: Environment): KeyAnswer => ({
  id: key.id,
  name: key.name,
  environment,
  api: key.api,
  level: key.level,
  ownerUserId: key.ownerUserId,
  hint: key.hint,
  scopes: [...key.scopes],
  allowedAddresses: [...key.allowedAddresses],
  createdAt: key.createdAt.toISOString(),
  expiresAt: key.expiresAt?.toISOString() ?? null,
  revokedAt: key.revokedAt?.toISOString() ?? null,
  lastUsedAt: key.lastUsedAt?.toISOString() ?? null,
  rotatedFrom: key.rotatedFrom,
});

export const toCreatedKey = (key: KeyAnswer, token: string): CreatedKeyAnswer => ({ ...key, token });

export const toGrantInput = ({ expiresAt, allowedAddresses, ...request }: CreateKeyRequest): GrantInput => ({
  ...request,
  expiresAt: expiresAt === undefined ? null : new Date(expiresAt),
  allowedAddresses: allowedAddresses ?? null,
});
