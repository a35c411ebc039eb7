import type { Selectable } from 'kysely';
import type { Tables } from '../../db/client.ts';
import type { Scope } from '../../db/scope.ts';

/** In one environment of an organization. */
export const MAX_SECRETS = 100;

/** A secret as it is shown: never its value. */
export interface SecretRecord {
  readonly name: string;
  readonly createdAt: Date;
  /** When its value was written. */
  readonly updatedAt: Date;
}

export type SecretRow = Omit<Selectable<Tables['secret']>, 'organization_id' | 'environment' | 'sealed'>;

export const toSecret = ({ name, created_at, updated_at }: SecretRow): SecretRecord => ({
  name,
  createdAt: created_at,
  updatedAt: updated_at,
});

/** Binds a sealed value to its name: it opens under no other. */
export const secretPurpose = ({ environment }: Scope, name: string): string => `secret:${environment}:${name}`;
