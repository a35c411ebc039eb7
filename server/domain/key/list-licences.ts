import type { Scope } from '../../db/scope.ts';
import type { DomainContext } from '../context.ts';
import { openOrganizationKey } from '../organization/organization-key.ts';
import { listLicenceRows } from './licence.queries.ts';
import { type LicenceLevel, licencePurpose, readLevel } from './licence.ts';

/** A licence with its secret: for who may manage licences, and nobody else. */
export interface LicenceRecord {
  readonly id: string;
  readonly name: string;
  readonly level: LicenceLevel;
  readonly secret: string;
  readonly createdAt: Date;
  readonly expiresAt: Date | null;
}

/** The licences of an environment that stand, the oldest first. */
export const listLicences = async (
  context: Pick<DomainContext, 'database' | 'sealing' | 'now'>,
  scope: Scope,
): Promise<readonly LicenceRecord[]> => {
  const db = context.database.scoped(scope);
  const rows = await listLicenceRows(db, scope, context.now());
  const dataKey = await openOrganizationKey(context, db, scope.organizationId);
  return rows.flatMap(({ id, name, level: word, secret, created_at, expires_at }) => {
    const level = readLevel(word);
    if (level === null || secret === null) return [];
    const plain = context.sealing.open(dataKey, licencePurpose(id), secret);
    return [
      { id, name, level, secret: Buffer.from(plain).toString('utf8'), createdAt: created_at, expiresAt: expires_at },
    ];
  });
};
