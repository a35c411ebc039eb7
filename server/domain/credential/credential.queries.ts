import type { Kysely } from 'kysely';
import type { Database, Statement, Tables } from '../../db/client.ts';
import type { Environment, Scope } from '../../db/scope.ts';

export type CredentialKind = 'key' | 'link';

export interface NewCredential extends Scope {
  readonly hash: Uint8Array;
  readonly kind: CredentialKind;
  /** The key or the session that the credential stands for. */
  readonly subjectId: string;
  readonly expiresAt: Date | null;
}

export interface CredentialRow {
  readonly kind: string;
  readonly organizationId: string;
  readonly environment: Environment;
  readonly subjectId: string;
  readonly expiresAt: Date | null;
  readonly revokedAt: Date | null;
}

/** Give the transaction that stores what the credential stands for, so that neither is there without the other. */
export const insertCredential = async (db: Kysely<Tables>, credential: NewCredential): Promise<void> => {
  await db
    .insertInto('credential')
    .values({
      hash: credential.hash,
      kind: credential.kind,
      organization_id: credential.organizationId,
      environment: credential.environment,
      subject_id: credential.subjectId,
      expires_at: credential.expiresAt,
      revoked_at: null,
    })
    .execute();
};

interface FoundCredential {
  readonly kind: string;
  readonly organization_id: string;
  readonly environment: string;
  readonly subject_id: string;
  readonly expires_at: Date | null;
  readonly revoked_at: Date | null;
}

const findStatement: Statement = {
  name: 'credential_find',
  text: `select kind, organization_id, environment, subject_id, expires_at, revoked_at from credential where hash = $1::bytea`,
};

/** Whatever a stranger presents is found by its hash alone: the organization is not known yet. */
export const findCredentialUnscoped = async (database: Database, hash: Uint8Array): Promise<CredentialRow | null> => {
  const [row] = await database.runUnscoped<FoundCredential>(findStatement, [hash]);
  return row === undefined
    ? null
    : {
        kind: row.kind,
        organizationId: row.organization_id,
        environment: row.environment === 'live' ? 'live' : 'test',
        subjectId: row.subject_id,
        expiresAt: row.expires_at,
        revokedAt: row.revoked_at,
      };
};

/** Returns how many were revoked now. The table has no row-level security, so the scope stands in the statement. */
export const updateCredentialRevoked = async (
  db: Kysely<Tables>,
  scope: Scope,
  revocation: { readonly kind: CredentialKind; readonly subjectId: string; readonly revokedAt: Date },
): Promise<number> => {
  const result = await db
    .updateTable('credential')
    .set({ revoked_at: revocation.revokedAt })
    .where('organization_id', '=', scope.organizationId)
    .where('environment', '=', scope.environment)
    .where('subject_id', '=', revocation.subjectId)
    .where('kind', '=', revocation.kind)
    .where('revoked_at', 'is', null)
    .executeTakeFirst();
  return Number(result.numUpdatedRows);
};

/** A credential that stands ends at this time instead of its own; the table has no row-level security, so the scope stands in the statement. */
export const updateCredentialExpiry = async (
  db: Kysely<Tables>,
  scope: Scope,
  change: { readonly kind: CredentialKind; readonly subjectId: string; readonly expiresAt: Date },
): Promise<void> => {
  await db
    .updateTable('credential')
    .set({ expires_at: change.expiresAt })
    .where('organization_id', '=', scope.organizationId)
    .where('environment', '=', scope.environment)
    .where('subject_id', '=', change.subjectId)
    .where('kind', '=', change.kind)
    .where('revoked_at', 'is', null)
    .execute();
};
