import type { Kysely } from 'kysely';
import type { Tables } from '../../db/client.ts';
import type { Scope } from '../../db/scope.ts';

/** Licences of the environment that stand, the oldest first, with their sealed secrets. */
export const listLicenceRows = (
  db: Kysely<Tables>,
  scope: Scope,
  now: Date,
): Promise<
  {
    id: string;
    name: string;
    level: string | null;
    secret: Uint8Array | null;
    created_at: Date;
    expires_at: Date | null;
  }[]
> =>
  db
    .selectFrom('key')
    .select(['id', 'name', 'level', 'secret', 'created_at', 'expires_at'])
    .where('organization_id', '=', scope.organizationId)
    .where('environment', '=', scope.environment)
    .where('api', '=', 'onekosmos')
    .where('revoked_at', 'is', null)
    .where((where) => where.or([where('expires_at', 'is', null), where('expires_at', '>', now)]))
    .orderBy('id')
    .execute();
