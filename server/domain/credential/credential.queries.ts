import type { Kysely } from 'kysely';
import type { Database, Statement, Tables } from '../../db/client.ts';
import type { Environment, Scope } from '../../db/scope.ts';

/**
 * `key` and `licence`: a program. `link` and `instance`: the person of one session. `access_code`: a workflow that anybody
 * with the code may begin. `label`: an organization's environment, by a name or short id that is no secret.
 */
export type CredentialKind = 'key' | 'licence' | 'link' | 'instance' | 'access_code' | 'label';

export interface NewCredential extends Scope {
  readonly hash: Uint8Array;
  readonly kind: CredentialKind;
  /** What the credential stands for: the key, session, workflow or organization. */
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

/** Give the transaction that stores what the credentials stand for, so that neither is there without the other. */
export const insertCredentials = async (db: Kysely<Tables>, credentials: readonly NewCredential[]): Promise<void> => {
  await db.insertInto('credential').values(credentials.map(toRow)).execute();
};

export const insertCredential = (db: Kysely<Tables>, credential: NewCredential): Promise<void> =>
  insertCredentials(db, [credential]);

/** Leaves one that is there already, whoever's it is, as it is. Returns how many were not. */
export const insertAbsentCredentials = async (
  db: Kysely<Tables>,
  credentials: readonly NewCredential[],
): Promise<number> => {
  const result = await db
    .insertInto('credential')
    .values(credentials.map(toRow))
    .onConflict((conflict) => conflict.doNothing())
    .executeTakeFirst();
  return Number(result.numInsertedOrUpdatedRows);
};

const toRow = (credential: NewCredential) => ({
  hash: credential.hash,
  kind: credential.kind,
  organization_id: credential.organizationId,
  environment: credential.environment,
  subject_id: credential.subjectId,
  expires_at: credential.expiresAt,
  revoked_at: null,
});

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

/** What was revoked stands again; the table has no row-level security, so the scope stands in the statement. */
export const reinstateCredential = async (
  db: Kysely<Tables>,
  scope: Scope,
  credential: { readonly kind: CredentialKind; readonly subjectId: string },
): Promise<void> => {
  await db
    .updateTable('credential')
    .set({ revoked_at: null })
    .where('organization_id', '=', scope.organizationId)
    .where('environment', '=', scope.environment)
    .where('subject_id', '=', credential.subjectId)
    .where('kind', '=', credential.kind)
    .execute();
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
